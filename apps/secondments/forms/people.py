from apps.core import forms
from apps.members.states import NextMove, Work


class FindPeopleForm(forms.BaseForm):
    """What a host looks for; each part can be left open."""

    capability = forms.SelectField(label="Capability agreed with their manager", required=False, empty_text="Any")
    next_move = forms.SelectField(
        label="What they want next", required=False, choices=NextMove.choices, empty_text="Anything"
    )
    work = forms.SelectField(
        label="Kind of work they want", required=False, choices=Work.choices, empty_text="Any kind"
    )
    region = forms.SelectField(label="Region", required=False, empty_text="Anywhere")
    grade = forms.SelectField(label="Grade", required=False, empty_text="Any grade")

    def __init__(self, data=None, *, regions, grades, capabilities, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["capability"].choices = [(row.slug, row.title) for row in capabilities]
        for name, rows in {"region": regions, "grade": grades}.items():
            self.fields[name].choices = [(row.pk, row.name) for row in rows]


class AskPersonForm(forms.BaseForm):
    opportunity = forms.ChoiceField(
        label="Which opportunity should they look at?", error_messages={"required": "Select an opportunity"}
    )

    def __init__(self, data=None, *, opportunities, **kwargs):
        super().__init__(data, **kwargs)
        self.by_pk = {str(row.pk): row for row in opportunities}
        self.fields["opportunity"].choices = [(pk, row.title) for pk, row in self.by_pk.items()]

    @property
    def said(self):
        return {"opportunity": self.by_pk[self.cleaned_data["opportunity"]]}
