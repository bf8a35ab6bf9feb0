import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from apps.core.uploads.refusal import Refused

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000
QUALITY = 90
TOO_MANY = "The picture has too many pixels. Save it with 40 million or fewer, such as 6,000 by 6,000"
MODES = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I", "I;16"}, "JPEG": {"L", "RGB", "CMYK"}}


def drawn_again(data):
    """The same picture without anything else: no place where it was taken, no comments, nothing after its end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
                return _drawn(picture)
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused(TOO_MANY) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused("The picture is damaged. Open and save it again, then select the new file") from error


def _drawn(picture):
    """The size is in the first bytes: nothing is unfolded before it is known."""
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Refused(TOO_MANY)
    form = picture.format
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in MODES[form]:
        upright = upright.convert("RGB")
    plain = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        plain.putpalette(upright.getpalette("RGBA"), "RGBA")
    plain.paste(upright)
    kept = io.BytesIO()
    plain.save(kept, form, **({"quality": QUALITY} if form == "JPEG" else {}))
    return kept.getvalue()
