"""The GOV.UK Frontend macros (Jinja, kept by govuk-frontend-jinja) as plain Python functions."""

from functools import cache

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader

macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
env = Environment(loader=macros, autoescape=True)


@cache
def _macro(component):
    module = env.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    return getattr(module, "govuk" + component.title().replace("-", ""))


def render(component, **params):
    """The HTML of a component. Parameters have the names of the Design System; None means left out."""
    return mark_safe(_macro(component)(_tidy(params)))  # noqa: S308 - the macros escape text, _tidy escapes html


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
        return conditional_escape(value)
    return value
