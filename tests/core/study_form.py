"""A form with every kind of field, and a reader of the pages it is drawn on."""

from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template import Context, Template

from apps.core import forms

WHEN = [("am", "In the morning"), ("pm", "In the afternoon"), ("other", "At another time")]


class StudyForm(forms.BaseForm):
    name = forms.CharField(label="Full name", help_text="As on your certificate", width=20, autocomplete="name")
    email = forms.EmailField(label="Work email")
    hours = forms.IntegerField(label="Hours a week", min_value=1, max_value=8, width=2, suffix="hours")
    cost = forms.DecimalField(label="Cost", prefix="£", max_digits=6, decimal_places=2)
    start = forms.DateField(label="Start date")
    at = forms.TimeField(label="Start time")
    why = forms.TextField(label="Why do you want to study?", subject="Reason", max_length=20, count=True, rows=4)
    notes = forms.TextField(label="Notes", required=False)
    when = forms.ChoiceField(
        label="When will you study?", choices=WHEN, hints={"am": "Before 12"}, reveal={"other": "days"}, inline=True
    )
    days = forms.TextField(label="Days and times")
    region = forms.SelectField(label="Region", choices=[("n", "North"), ("s", "South")])
    units = forms.MultipleChoiceField(
        label="Units", choices=[("1", "Casework"), ("2", "People")], hints={"2": "40 hours"}, small=True
    )
    cv = forms.FileField(label="Your CV")
    agree = forms.BooleanField(label="I have talked to my manager")
    token = forms.CharField(widget=forms.HiddenInput)


GOOD = {
    "name": "Łukasz Żak-O'Brien",
    "email": "lukasz@example.com",
    "hours": "6",
    "cost": "£1,200.50",
    "start-day": "27",
    "start-month": "3",
    "start-year": "2026",
    "at": "9:40am",
    "why": "Because",
    "when": "am",
    "region": "n",
    "units": ["1", "2"],
    "agree": "on",
    "token": "t",
}


def filled(form_class=StudyForm, **changes):
    data = QueryDict(mutable=True)
    for name, value in (GOOD | changes).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return form_class(data, {"cv": SimpleUploadedFile("cv.pdf", b"%PDF")})


class Page(HTMLParser):
    """The tags of a page with their attributes, and where each link of the error summary goes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def by_id(self, wanted):
        return next((tag, attributes) for tag, attributes in self.tags if attributes.get("id") == wanted)

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


def draw(source, **context):
    return Template(source).render(Context(context))


def page(form):
    return Page(draw("{% error_summary form %}<form>{{ form }}</form>", form=form))
