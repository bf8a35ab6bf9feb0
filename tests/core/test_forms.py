"""Every field is drawn by its component, with what was typed, and in the shape its form says."""

import re
from datetime import date, time
from decimal import Decimal

import pytest
from django import forms as django_forms

from tests.core.study_form import GOOD, Page, StudyForm, draw, filled, page


def test_filled_form_is_valid():
    form = filled()
    assert form.errors == {}
    assert form.cleaned_data["hours"] == 6
    assert form.cleaned_data["cost"] == Decimal("1200.50")
    assert form.cleaned_data["start"] == date(2026, 3, 27)
    assert form.cleaned_data["at"] == time(9, 40)
    assert form.cleaned_data["units"] == ["1", "2"]
    assert form.cleaned_data["agree"] is True


def test_each_field_is_drawn_by_its_component():
    drawn = page(StudyForm())
    ids = {name: drawn.by_id(f"id_{name}") for name in StudyForm.base_fields if name != "token"}
    kinds = {name: (tag, attributes.get("type")) for name, (tag, attributes) in ids.items()}
    assert kinds == {
        "name": ("input", "text"),
        "email": ("input", "email"),
        "hours": ("input", "text"),
        "cost": ("input", "text"),
        "start": ("div", None),
        "at": ("input", "text"),
        "why": ("textarea", None),
        "notes": ("textarea", None),
        "when": ("input", "radio"),
        "days": ("textarea", None),
        "region": ("select", None),
        "units": ("input", "checkbox"),
        "cv": ("input", "file"),
        "agree": ("input", "checkbox"),
    }


def test_looks_of_inputs():
    drawn = page(StudyForm())
    _, name = drawn.by_id("id_name")
    assert name["class"] == "govuk-input govuk-input--width-20"
    assert name["autocomplete"] == "name"
    assert name["aria-describedby"] == "id_name-hint"
    assert drawn.by_id("id_hours")[1]["inputmode"] == "numeric"
    assert drawn.by_id("id_cost")[1]["inputmode"] == "decimal"
    assert drawn.by_id("id_why")[1]["rows"] == "4"
    assert drawn.by_id("id_why")[1]["class"] == "govuk-textarea govuk-js-character-count"
    assert drawn.by_id("id_notes")[1]["class"] == "govuk-textarea"
    assert [a["data-maxlength"] for a in drawn.all("div") if "data-maxlength" in a] == ["20"]
    classes = " ".join(a["class"] for a in drawn.all("div") if "class" in a)
    for name in ("govuk-radios--inline", "govuk-checkboxes--small", "govuk-input__prefix", "govuk-input__suffix"):
        assert name in classes


def test_browser_is_not_asked_to_check():
    """Its messages are not ours: required, maxlength, min and the like stay on the server."""
    for _, attributes in page(StudyForm()).tags:
        assert not {"required", "maxlength", "minlength", "min", "max", "step"} & attributes.keys()


def test_choices_have_hints():
    drawn = page(StudyForm())
    assert drawn.by_id("id_when")[1]["aria-describedby"] == "id_when-item-hint"
    assert "aria-describedby" not in drawn.by_id("id_when-2")[1]
    assert drawn.by_id("id_units-2")[1]["aria-describedby"] == "id_units-2-item-hint"


def test_what_was_typed_stays():
    drawn = page(filled(hours="12", when="pm"))
    assert drawn.by_id("id_hours")[1]["value"] == "12"
    assert drawn.by_id("id_name")[1]["value"] == GOOD["name"]
    assert [a["value"] for a in drawn.all("input") if "checked" in a] == ["pm", "1", "2", "on"]
    assert [a["value"] for a in drawn.all("option") if "selected" in a] == ["n"]
    assert drawn.by_id("id_start-year")[1]["value"] == "2026"
    assert drawn.by_id("id_token")[1] == {"type": "hidden", "name": "token", "id": "id_token", "value": "t"}


def test_initial_values_are_shown():
    initial = {
        "start": date(2026, 3, 7),
        "at": time(14, 0),
        "when": "other",
        "units": ["2"],
        "hours": 3,
        "agree": True,
    }
    drawn = page(StudyForm(initial=initial))
    assert [drawn.by_id(f"id_start-{part}")[1]["value"] for part in ("day", "month", "year")] == ["7", "3", "2026"]
    assert drawn.by_id("id_at")[1]["value"] == "2pm"
    assert drawn.by_id("id_hours")[1]["value"] == "3"
    assert [a["value"] for a in drawn.all("input") if "checked" in a] == ["other", "2", "on"]


def test_form_is_drawn_in_order_with_the_revealed_field_inside():
    html = str(StudyForm())
    assert html.count('id="id_days"') == 1
    assert html.index('id="conditional-id_when-3"') < html.index('id="id_days"') < html.index('id="id_region"')
    assert page(StudyForm()).by_id("id_when-3")[1]["data-aria-controls"] == "conditional-id_when-3"


def test_lines_of_text_come_back_as_they_were_sent():
    """Also within a radio, where the component indents what it contains."""
    html = str(filled(when="other", days="Monday\r\n  Tuesday\n\n</textarea><b>"))
    shown = re.search(r'<textarea[^>]*id="id_days"[^>]*>(.*?)</textarea>', html, re.S)[1]
    assert shown == "Monday&#10;  Tuesday&#10;&#10;&lt;/textarea&gt;&lt;b&gt;"


@pytest.mark.parametrize("name", ["hours", "start", "when", "why", "cv"])
def test_label_as_heading_of_the_page(name):
    html = draw("{% govuk_field field label_is_heading=True %}", field=StudyForm()[name])
    assert re.search(r'<h1 class="(govuk-label-wrapper|govuk-fieldset__heading)">', html)
    assert re.search(r"govuk-(label|fieldset__legend)--l", html)


def test_looks_given_by_the_page_win():
    html = draw('{% govuk_field field width="one-half" label_size="" label_hidden=True %}', field=StudyForm()["name"])
    assert 'class="govuk-input govuk-!-width-one-half"' in html
    assert "govuk-label govuk-visually-hidden" in html


def test_select_begins_with_nothing_chosen():
    assert [a["value"] for a in page(StudyForm()).all("option")] == ["", "n", "s"]


def test_prefix_of_a_form_is_in_names_and_ids():
    form = StudyForm({"a-start-month": "3"}, prefix="a")
    drawn = page(form)
    assert drawn.by_id("id_a-start-month")[1]["name"] == "a-start-month"
    assert "#id_a-start-day" in [a["href"] for a in drawn.all("a")]


def test_fields_of_any_django_form():
    class Plain(django_forms.Form):
        password = django_forms.CharField(widget=django_forms.PasswordInput)
        number = django_forms.IntegerField(required=False, help_text="A <b>")
        colour = django_forms.ChoiceField(choices=[("Warm", [("r", "Red")]), ("b", "Blue")])

    form = Plain({"password": "secret", "colour": "r"})
    html = draw("{% for field in form %}{% govuk_field field %}{% endfor %}", form=form)
    drawn = Page(html)
    assert drawn.by_id("id_password")[1]["type"] == "password"
    assert "secret" not in html
    assert "A &lt;b&gt;" in html
    assert [a["value"] for a in drawn.all("option") if "selected" in a] == ["r"]


def test_admin_keeps_the_renderer_of_django():
    assert "govuk" not in str(django_forms.Form())
    assert "govuk" not in type(django_forms.Form().renderer).__name__.lower()


def test_looks_are_not_changed_for_everyone():
    with pytest.raises(TypeError):
        StudyForm().fields["hours"].look["width"] = 3


# --- Revealed fields -------------------------------------------------------------------------------------------------


def test_revealed_field_is_asked_for_only_where_it_is_revealed():
    assert filled(when="other", days="").errors == {"days": ["Enter days and times"]}
    form = filled(when="other", days="Mondays")
    assert form.is_valid()
    assert form.cleaned_data["days"] == "Mondays"
    assert filled(when="am", days="").is_valid()


def test_what_is_in_a_field_not_revealed_is_left_out():
    form = filled(when="am", days="Mondays\0")
    assert form.is_valid()
    assert form.cleaned_data["days"] == ""


def test_a_number_is_shown_without_noughts_after_its_point():
    field = StudyForm.base_fields["cost"]
    assert str(field.prepare_value(Decimal("3.00"))) == "3"
    assert str(field.prepare_value(Decimal("2.50"))) == "2.50"
    assert field.prepare_value("3.00") == "3.00"
