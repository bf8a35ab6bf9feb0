from apps.core import uploads
from apps.core.forms import FileField, ValidationError


class UploadField(FileField):
    """One file to upload. Its value is what uploads.checked() made of it, or None."""

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.attrs["accept"] = ",".join(sorted(set().union(*uploads.ENDINGS.values())))

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            # One byte more than is allowed says that it is too large; the rest of a larger one is never read.
            return uploads.checked(file.name, file.read(uploads.LARGEST + 1))
        except uploads.Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
