"""The GOV.UK Frontend macros (Jinja, kept by govuk-frontend-jinja) as plain Python; form fields drawn by them."""

from functools import cache

from django.forms import widgets
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader

from apps.core.forms import DateParts, chosen, without_hidden_characters

macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
# Blanks are trimmed as GOV.UK Frontend itself does. The macros come with a package and do not change while we run.
env = Environment(loader=macros, autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False)


@cache
def _macro(component):
    module = env.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    return getattr(module, "govuk" + component.title().replace("-", ""))


def render(component, **params):
    """The HTML of a component. Parameters have the names of the Design System; None means left out."""
    return mark_safe(_macro(component)(_tidy(params)))


def nested(params):
    """Parameters as a template can write them: label__text="Name" is {"label": {"text": "Name"}}."""
    tree = {}
    for name, value in params.items():
        *parents, last = name.split("__")
        branch = tree
        for parent in parents:
            branch = branch.setdefault(parent, {})
        # Attributes of HTML have hyphens, which a keyword of a template tag cannot.
        branch[last.replace("_", "-") if "attributes" in parents else last] = value
    return tree


def _tidy(value, name=""):
    # The macros print html as it is. Escaped here, it is markup only if whoever made it said so with mark_safe.
    if isinstance(value, dict):
        return {key: _tidy(part, key) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_tidy(part) for part in value]
    if name == "html" or name.endswith("Html"):
        return value if value is False else conditional_escape(value)
    return value


# --- Form fields -----------------------------------------------------------------------------------------------------


def render_field(bound, **overrides):
    """Draw a bound field, of any Django form, by the component that fits its widget."""
    look = {**getattr(bound.field, "look", {}), **overrides}
    if bound.is_hidden:
        value = _shown(bound)
        return format_html('<input type="hidden" name="{}" id="{}" value="{}">', bound.html_name, bound.auto_id, value)
    return next(draw for kind, draw in DRAWN_BY.items() if isinstance(bound.field.widget, kind))(bound, look)


def error_list(*forms):
    """The errors of forms for an error summary, each with a link to the input to put right."""
    errors = []
    for form in forms:
        errors += [{"text": error} for error in form.non_field_errors()]
        for bound in form:
            if bound.errors:
                href = None if bound.is_hidden else f"#{_first_wrong_input(bound)}"
                errors.append({"text": bound.errors[0], "href": href})
    return errors


def _first_wrong_input(bound):
    if isinstance(bound.field.widget, DateParts):
        return f"{bound.auto_id}-{_wrong_parts(bound)[0]}"
    return bound.auto_id


def _wrong_parts(bound):
    """Which of day, month and year to mark: what the error says, else all of them."""
    errors = bound.form.errors.as_data().get(bound.name)
    return [] if not errors else (errors[0].params or {}).get("parts", DateParts.parts)


def _shown(bound):
    """What is in the input now. Characters that were refused are not given back, and half a letter is not HTML."""
    value = bound.field.widget.format_value(bound.value())
    return "" if value is None else without_hidden_characters(str(value))


def _common(bound, look):
    return {
        "name": bound.html_name,
        "hint": {"text": bound.help_text} if bound.help_text else None,
        "errorMessage": {"text": bound.errors[0]} if bound.errors else None,
        "attributes": _attributes(bound, look),
        "classes": _classes(bound, look),
    }


def _attributes(bound, look):
    names = {"autocomplete", "inputmode", "spellcheck", "autocapitalize", "pattern", "accept"}
    given = {**bound.field.widget.attrs, **{name: look[name] for name in names & look.keys()}}
    return {
        name: {"value": value, "optional": True}
        for name, value in given.items()
        if name in names or name.startswith(("data-", "aria-"))
    }


def _classes(bound, look):
    width = look.get("width")
    sizes = {None: "", True: f"govuk-input--width-{width}", False: f"govuk-!-width-{width}"}
    return f"{sizes[width and str(width).isdecimal()]} {bound.field.widget.attrs.get('class', '')}".strip()


def _label(bound, look, kind="label"):
    heading = look.get("label_is_heading", False)
    size = look.get("label_size", "l" if heading else "s")
    classes = "govuk-visually-hidden" if look.get("label_hidden") else size and f"govuk-{kind}--{size}"
    if kind == "fieldset__legend":
        return {"legend": {"text": bound.label, "classes": classes, "isPageHeading": heading}}
    return {"text": bound.label, "classes": classes, "isPageHeading": heading}


def _draw_input(bound, look):
    kind = bound.field.widget.input_type
    return render(
        "input",
        **_common(bound, look),
        id=bound.auto_id,
        label=_label(bound, look),
        type="text" if kind in ("number", "date", "time") else kind,
        value=_shown(bound),
        prefix={"text": look["prefix"]} if "prefix" in look else None,
        suffix={"text": look["suffix"]} if "suffix" in look else None,
    )


def _draw_password(bound, look):
    return render("password-input", **_common(bound, look), id=bound.auto_id, label=_label(bound, look))


def _draw_textarea(bound, look):
    # Within the choice of a radio the macros indent their content, which must not reach the lines of the text.
    value = mark_safe(escape(_shown(bound)).replace("\r\n", "\n").replace("\n", "&#10;"))
    counted = look.get("count")
    return render(
        "character-count" if counted else "textarea",
        **_common(bound, look),
        id=bound.auto_id,
        label=_label(bound, look),
        value=value,
        rows=look.get("rows", 5),
        maxlength=bound.field.max_length if counted else None,
    )


def _draw_file(bound, look):
    multiple = bound.field.widget.allow_multiple_selected
    return render(
        "file-upload",
        **_common(bound, look),
        id=bound.auto_id,
        label=_label(bound, look),
        multiple=multiple,
        javascript=True,
    )


def _draw_select(bound, look):
    choices = list(_choices(bound))
    if "empty_text" in look and all(value for value, _ in choices):
        choices = [("", look["empty_text"]), *choices]
    items = [{"value": value, "text": text, "selected": value in chosen(bound)} for value, text in choices]
    return render("select", **_common(bound, look), id=bound.auto_id, label=_label(bound, look), items=items)


def _draw_choices(component):
    def draw(bound, look):
        classes = [f"govuk-{component}--{name}" for name in ("inline", "small") if look.get(name)]
        return render(
            component,
            **_common(bound, look) | {"classes": " ".join(classes)},
            idPrefix=bound.auto_id,
            fieldset=_label(bound, look, "fieldset__legend"),
            items=[_choice(bound, look, value, text) for value, text in _choices(bound)],
        )

    return draw


def _choice(bound, look, value, text):
    hint = {str(key): hint for key, hint in look.get("hints", {}).items()}.get(value)
    revealed = {str(key): name for key, name in look.get("reveal", {}).items()}.get(value)
    return {
        "value": value,
        "text": text,
        "checked": value in chosen(bound),
        "hint": {"text": hint} if hint else None,
        "conditional": {"html": render_field(bound.form[revealed], label_size="")} if revealed else None,
    }


def _choices(bound):
    for value, text in bound.field.widget.choices:
        # A group of choices has its choices in the place of the text.
        for one, words in text if isinstance(text, list | tuple) else [(value, text)]:
            yield "" if one is None else str(one), words


def _draw_checkbox(bound, look):
    common = _common(bound, look)
    item = {"value": "on", "text": bound.label, "checked": bool(bound.value()), "hint": common.pop("hint")}
    return render("checkboxes", **common, idPrefix=bound.auto_id, items=[item])


def _draw_date(bound, look):
    value, wrong = bound.value() or ("", "", ""), _wrong_parts(bound)
    typed = (value.day, value.month, value.year) if hasattr(value, "day") else value
    widths = {"day": 2, "month": 2, "year": 4}
    items = [
        {
            "name": part,
            "value": without_hidden_characters(str(text)),
            "classes": f"govuk-input--width-{widths[part]}{' govuk-input--error' if part in wrong else ''}",
        }
        for part, text in zip(DateParts.parts, typed, strict=True)
    ]
    common = _common(bound, look)
    fieldset = _label(bound, look, "fieldset__legend")
    return render("date-input", **common, id=bound.auto_id, namePrefix=common["name"], fieldset=fieldset, items=items)


# The first that fits.
DRAWN_BY = {
    DateParts: _draw_date,
    widgets.CheckboxSelectMultiple: _draw_choices("checkboxes"),
    widgets.SelectMultiple: _draw_choices("checkboxes"),
    widgets.RadioSelect: _draw_choices("radios"),
    widgets.Select: _draw_select,
    widgets.CheckboxInput: _draw_checkbox,
    widgets.FileInput: _draw_file,
    widgets.PasswordInput: _draw_password,
    widgets.Textarea: _draw_textarea,
    widgets.Input: _draw_input,
}
