from decimal import Decimal

from django.utils import timezone

from apps.accounts.roles import FOR_ALL, FOR_AN_ORGANISATION, GUESTS, Role
from apps.approvals.states import Outcome
from apps.capability.framework_file import parsed
from apps.capability.queries import faults_of
from apps.console.queries import DELIVERY_CHOICES
from apps.core import forms
from apps.core.words import in_sentence
from apps.members.states import Standing
from apps.notifications.states import Kind
from apps.qualifications.states import Requirement


class MessageFilterForm(forms.BaseForm):
    email = forms.CharField(label="Sent to (email address)", required=False, autocomplete="off")
    kind = forms.SelectField(label="About", required=False, choices=Kind.choices, empty_text="Anything")
    delivery = forms.SelectField(label="Email", required=False, choices=DELIVERY_CHOICES, empty_text="Sent or not")


class CertificateSearchForm(forms.BaseForm):
    code = forms.CharField(
        label="Certificate number or check code", required=False, max_length=40, width=20, autocomplete="off"
    )


class NoteForm(forms.BaseForm):
    note = forms.TextField(
        label="Your answer",
        help_text="Say what is right, and who corrects the HR system. Both of them read it.",
        max_length=2000,
        count=True,
        rows=6,
    )


OUTCOMES = {
    Outcome.ANSWERED: "Answer the question: the request stays as it is",
    Outcome.STANDS: "The refusal stands",
    Outcome.AGAIN: "The central team decides again: the request opens next",
}


class AnswerForm(forms.BaseForm):
    """`outcomes`: those that are possible. Where there is one only, nobody has to choose it."""

    outcome = forms.ChoiceField(label="What becomes of it?", error_messages={"required": "Choose what becomes of it"})
    answer = forms.TextField(
        label="Your answer",
        help_text="Whoever asked gets it by email, and reads it on the page of their request.",
        max_length=4000,
        count=True,
        rows=8,
    )

    def __init__(self, *args, outcomes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(outcome, OUTCOMES[outcome]) for outcome in outcomes]
        if len(outcomes) == 1:
            self.fields["outcome"].widget = forms.HiddenInput()
            self.fields["outcome"].initial = outcomes[0]


class PeopleForm(forms.BaseForm):
    text = forms.CharField(
        label="Name, work email or staff number",
        subject="What to look for",
        help_text="The beginning is enough. A name may have a typing error.",
        min_length=2,
        max_length=100,
        autocomplete="off",
        error_messages={"required": "Enter a name, a work email or a staff number"},
    )


# --- Roles -----------------------------------------------------------------------------------------------------------


class GrantFilterForm(forms.BaseForm):
    """`organisations`: those to choose from."""

    role = forms.SelectField(label="Role", required=False, choices=Role.choices, empty_text="Any role")
    place = forms.SelectField(label="For", required=False, empty_text="Anywhere")
    standing = forms.SelectField(label="Today", required=False, choices=Standing.choices, empty_text="Any")

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(one.code, str(one)) for one in organisations]


class GrantForm(forms.BaseForm):
    """What is wrong with role and dates. Who it is, and whether they can have the role, is for the rules to say."""

    who = forms.CharField(
        label="Work email or staff number",
        help_text="Of the person who gets the role. You see their name on the next page.",
        max_length=254,
        autocomplete="off",
    )
    role = forms.ChoiceField(
        label="Which role?",
        choices=[(role, role.label) for role in Role if role not in GUESTS],
        error_messages={"required": "Select the role"},
    )
    place = forms.SelectField(
        label="For which part of the Civil Service?",
        subject="The department or organisation",
        help_text="A head of profession, a champion and a surge lead have one. The central team has none.",
        required=False,
        empty_text="All of it",
    )
    starts_on = forms.DateField(label="First day", subject="The first day")
    ends_on = forms.DateField(
        label="Last day (optional)",
        subject="The last day",
        help_text="Leave this empty for a role that holds until somebody ends it",
        required=False,
    )

    def __init__(self, *args, organisations, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(one.code, str(one)) for one in organisations]
        self.fields["starts_on"].min_value = today

    def clean(self):
        cleaned = super().clean()
        role, place = cleaned.get("role"), cleaned.get("place")
        if role in FOR_AN_ORGANISATION and not place and "place" not in self.errors:
            self.add_error("place", f"Select where they become {Role(role).label.lower()}")
        if role in FOR_ALL and place:
            team = in_sentence(Role(role).label)
            self.add_error("place", f"The {team} is there for every organisation: select “All of it”")
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be the first day or later")
        return cleaned


# --- HR feeds --------------------------------------------------------------------------------------------------------

LARGEST_FEED = 200  # MB; everybody in the profession is 50


class ImportForm(forms.BaseForm):
    file = forms.FileField(
        label="HR feed",
        help_text="A CSV file in UTF-8 with commas and a header row",
        error_messages={"required": "Select the file with the HR feed"},
    )
    as_of = forms.DateField(label="Which day does it describe?", subject="The day")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FEED * 1024 * 1024:
            raise forms.ValidationError(f"The file must be smaller than {LARGEST_FEED} MB")
        return file


class AllocationForm(forms.BaseForm):
    """`people`: those who may have it; its value is one of them."""

    holder = forms.SelectField(
        label="Who should have it?",
        help_text="Only people with the role for it, outside the learner’s line and without another tie to the work.",
        empty_text="Select a person",
        error_messages={"required": "Select a person"},
    )

    def __init__(self, *args, people, holder, **kwargs):
        super().__init__(*args, **kwargs)
        by_pk = {str(person.pk): person for person in people}
        field = self.fields["holder"]
        field.choices = [(pk, f"{person}, has {person.queue}") for pk, person in by_pk.items() if person != holder]
        field.coerce = by_pk.get


class CircumstancesAnswerForm(forms.BaseForm):
    decision = forms.ChoiceField(
        label="Do you give more time?",
        choices=[("agree", "Yes"), ("refuse", "No")],
        reveal={"agree": "days"},
        error_messages={"required": "Say whether you give more time"},
    )
    days = forms.IntegerField(
        label="How many working days more?", min_value=1, max_value=100, required=False, width=3, subject="Days"
    )
    answer = forms.TextField(
        label="Your answer",
        help_text="The learner gets it by email. The days since they asked are given back whatever you decide.",
        max_length=2000,
        count=True,
        rows=5,
    )

    def clean(self):
        data = super().clean()
        if data.get("decision") == "agree" and not data.get("days") and "days" not in self.errors:
            self.add_error("days", "Enter how many working days more")
        return data


class SuitesForm(forms.BaseForm):
    suites = forms.MultipleChoiceField(
        label="For which suites?", help_text="Select none if it is for all of them.", required=False
    )

    def __init__(self, *args, suites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["suites"].choices = [(str(suite.pk), f"{suite.code}: {suite.title}") for suite in suites]


class RetireForm(forms.BaseForm):
    why = forms.TextField(
        label="What is wrong with it?",
        help_text="For example two right answers, or a rule that has changed. The central team reads this.",
        max_length=2000,
        count=True,
        rows=5,
        error_messages={"required": "Say what is wrong with it"},
    )


class OfferingForm(forms.BaseForm):
    """What the central team says of a start date."""

    provider = forms.CharField(label="Provider", max_length=150)
    starts_on = forms.DateField(label="Start date")
    ends_on = forms.DateField(label="End date")
    places = forms.IntegerField(label="Places", min_value=1, max_value=10_000)
    price_gbp = forms.DecimalField(
        label="Price for one person, excluding VAT (optional)",
        subject="Price",
        help_text="Leave it out if it is not known: the page says “Price to be confirmed”.",
        prefix="£",
        min_value=Decimal("0.01"),
        max_digits=8,
        decimal_places=2,
        required=False,
    )
    funded_places = forms.IntegerField(
        label="Places that the central funding pays for", subject="Funded places", min_value=0, initial=0
    )
    funding_gbp = forms.DecimalField(
        label="Central funding in all",
        subject="Central funding",
        help_text="0 if there is none. It is reserved when a request is agreed, and never overspent.",
        prefix="£",
        min_value=0,
        max_digits=9,
        decimal_places=2,
        initial=0,
    )
    is_open = forms.ChoiceField(
        label="Can it be asked for?",
        choices=[("yes", "Yes, until it starts"), ("no", "No, nobody else is taken in")],
        initial="yes",
    )

    @staticmethod
    def initial_of(offering):
        names = ["provider", "starts_on", "ends_on", "places", "price_gbp", "funded_places", "funding_gbp"]
        initial = {name: getattr(offering, name) for name in names}
        return initial | {"is_open": "yes" if offering.is_open else "no"}

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "End date must be after the start date")
        places, funded, pounds = (cleaned.get(name) for name in ("places", "funded_places", "funding_gbp"))
        if funded and places and funded > places:
            self.add_error("funded_places", "Funded places must be the same as or fewer than the places")
        if funded is not None and pounds is not None and bool(funded) != bool(pounds):
            self.add_error("funding_gbp", "Central funding needs both a number of places and an amount, or neither")
        if funded and "price_gbp" in cleaned and cleaned["price_gbp"] is None:
            self.add_error("price_gbp", "Enter the price: without it the funding cannot be reserved")
        return cleaned

    def fields_of_offering(self):
        fields = {name: self.cleaned_data[name] for name in self.cleaned_data if name != "code"}
        return fields | {"is_open": fields["is_open"] == "yes"}


class NewOfferingForm(OfferingForm):
    code = forms.CharField(
        label="Code of the qualification",
        help_text="For example, CG-3815-L2-AWD. The page of each qualification says its code.",
        max_length=40,
        width=20,
    )
    field_order = ["code"]


class WaiverForm(forms.BaseForm):
    code = NewOfferingForm.base_fields["code"]
    rules = forms.MultipleChoiceField(
        label="Which rules do not count for them?",
        choices=Requirement.choices,
        error_messages={"required": "Select at least one rule"},
    )
    reason = forms.TextField(
        label="Why?",
        subject="The reason",
        help_text="They read it, and so does whoever decides their request.",
        max_length=1000,
        count=True,
        rows=4,
        error_messages={"required": "Say why"},
    )


MOST_BYTES = 1_000_000  # of a framework file: ours have twelve thousand


class FrameworkForm(forms.BaseForm):
    """`faults`: what is wrong with the file, each with its place."""

    file = forms.FileField(
        label="Framework file",
        help_text="JSON in the format of the frameworks that ship with the portal.",
        error_messages={"required": "Select a framework file"},
    )
    faults: tuple = ()

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file must be smaller than 1 MB")
        try:
            data = parsed(file.read())
        except ValueError as error:
            raise forms.ValidationError(f"The file is not JSON in UTF-8: {error}") from error
        if found := faults_of(data):
            self.faults = tuple(found)
            raise forms.ValidationError("The file has errors. Put right what is listed below, then load it again")
        return data


class CycleForm(forms.BaseForm):
    """`departments` and `versions`: those that can be asked, and what they can be asked against."""

    department = forms.SelectField(label="Department", error_messages={"required": "Choose a department"})
    framework = forms.ChoiceField(label="Framework", error_messages={"required": "Choose a framework"})
    opens_on = forms.DateField(
        label="First day", min_value=timezone.localdate, error_messages={"required": "Enter the first day"}
    )
    closes_on = forms.DateField(label="Last day", error_messages={"required": "Enter the last day"})

    def __init__(self, *args, departments, versions, **kwargs):
        super().__init__(*args, **kwargs)
        self.departments = {department.pk: department for department in departments}
        self.frameworks = {str(version.framework_id): version.framework for version in versions}
        self.fields["department"].choices = [(pk, row.name) for pk, row in self.departments.items()]
        self.fields["framework"].choices = [(pk, row.title) for pk, row in self.frameworks.items()]

    def clean(self):
        data = super().clean()
        first, last = data.get("opens_on"), data.get("closes_on")
        if first and last and last <= first:
            self.add_error("closes_on", "The last day must be after the first day")
        return data

    @property
    def said(self):
        data = self.cleaned_data
        return {
            "department": self.departments[data["department"]],
            "framework": self.frameworks[data["framework"]],
            "opens_on": data["opens_on"],
            "closes_on": data["closes_on"],
        }
