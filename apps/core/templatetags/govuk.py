"""GOV.UK components in our templates: flat ones by {% govuk %}, those with content by a tag of their own."""

from django import template
from django.core.paginator import Paginator
from django.template.base import token_kwargs
from django.utils.html import format_html

from apps.core import govuk as components
from apps.core.words import in_sentence

register = template.Library()
ROWS = "_rows"
COUNTED = '{} <span class="app-count">{}<span class="govuk-visually-hidden"> waiting</span></span>'
COLOURS = ("grey", "blue", "yellow", "green", "red", "purple")


@register.simple_tag
def govuk(component, **params):
    """{% govuk "tag" text="New" classes="govuk-tag--green" %}, {% govuk "input" name="q" label__text="Search" %}"""
    return components.render(component, **components.nested(params))


@register.simple_tag
def govuk_field(field, **looks):
    """{% govuk_field form.hours %}, with looks that differ on this page: {% govuk_field form.hours width=2 %}"""
    return components.render_field(field, **looks)


@register.simple_tag
def error_summary(*forms):
    """{% error_summary form %}: what to put right, each with a link to its input. Nothing where nothing is wrong."""
    errors = components.error_list(*(form for form in forms if form and form.errors))
    return components.render("error-summary", titleText="There is a problem", errorList=errors) if errors else ""


@register.simple_tag
def status_tag(text, colour="blue"):
    """{% status_tag "Waiting for Sam" "yellow" %}"""
    return components.render("tag", text=text, classes=_colour_class(colour))


@register.simple_tag
def button(text, variant="", href=None, **params):
    """{% button "Agree" %}, {% button "Refuse" variant="warning" name="decision" value="refuse" %}"""
    return components.render(
        "button",
        text=text,
        href=href,
        classes=f"govuk-button--{variant}" if variant not in ("", "start") else None,
        isStartButton=variant == "start",
        preventDoubleClick=None if href else True,
        **components.nested(params),
    )


@register.simple_tag
def back_link(href, text="Back"):
    """{% back_link "/team/" "Back to your team" %}"""
    return components.render("back-link", href=href, text=text)


@register.simple_tag
def breadcrumbs(*pairs):
    """{% breadcrumbs "Home" "/" "Qualifications" "/catalogue/" %}"""
    items = [{"text": text, "href": href} for text, href in zip(pairs[::2], pairs[1::2], strict=True)]
    return components.render("breadcrumbs", items=items, collapseOnMobile=True)


@register.simple_tag(takes_context=True)
def pagination(context, page, name="page"):
    """{% pagination page_obj %}: links to the other pages of a list, with the rest of the address kept."""
    if page.paginator.num_pages < 2:
        return ""

    def href(number):
        query = context["request"].GET.copy()
        query[name] = number
        return f"?{query.urlencode()}"

    return components.render(
        "pagination",
        previous={"href": href(page.number - 1)} if page.has_previous() else None,
        next={"href": href(page.number + 1)} if page.has_next() else None,
        items=[
            {"ellipsis": True}
            if number == Paginator.ELLIPSIS
            else {"number": number, "href": href(number), "current": number == page.number}
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ],
    )


@register.simple_tag
def nav_text(item):
    """The words of an item of navigation, with the number of things that wait behind it."""
    count = item.get("count")
    return format_html(COUNTED, item["text"], count) if count else item["text"]


@register.simple_tag
def service_navigation(items):
    """The navigation under the header: a list of {"text", "href", "active", "count"}."""
    navigation = [{"html": nav_text(item), "href": item["href"], "active": item.get("active")} for item in items]
    return components.render("service-navigation", navigation=navigation, collapseNavigationOnMobile=True)


@register.simple_block_tag
def phase_banner(content, phase):
    return components.render("phase-banner", tag={"text": phase}, html=content)


@register.simple_block_tag
def inset_text(content):
    return components.render("inset-text", html=content)


@register.simple_block_tag
def details(content, summary, open=False):
    return components.render("details", summaryText=summary, html=content, open=open)


@register.simple_block_tag
def warning_text(content):
    return components.render("warning-text", html=content, iconFallbackText="Warning")


@register.simple_block_tag
def panel(content, title):
    """{% panel "You have asked for study time" %}Your reference is AB12{% endpanel %}"""
    return components.render("panel", titleText=title, html=content)


@register.simple_block_tag
def notification_banner(content, kind="", title=None, id=None):
    """{% notification_banner "success" %}: green. More than one on a page need an id each."""
    title_id = f"notification-banner-{id}" if id else None
    return components.render("notification-banner", html=content, type=kind, titleText=title, titleId=title_id)


@register.simple_block_tag
def table_scroll(content, label):
    """{% table_scroll "Your team" %}: a table too wide for a phone, which scrolls by itself."""
    return format_html(
        '<div class="app-table-scroll" role="region" aria-label="{}" tabindex="0">{}</div>', label, content
    )


class RowsNode(template.Node):
    """A component made of rows: the tags within add to it, so that loops and conditions work as anywhere."""

    def __init__(self, nodelist, component, param, options):
        self.nodelist, self.component, self.param, self.options = nodelist, component, param, options

    def render(self, context):
        rows = []
        with context.push(**{ROWS: rows}):
            self.nodelist.render(context)
        options = {name: value.resolve(context) for name, value in self.options.items()}
        return components.render(self.component, **{self.param: rows}, **components.nested(options))


def _rows_tag(name, component, param):
    def compile_tag(parser, token):
        options = token_kwargs(token.split_contents()[1:], parser)
        nodelist = parser.parse([f"end{name}"])
        parser.delete_first_token()
        return RowsNode(nodelist, component, param, options)

    register.tag(name, compile_tag)


_rows_tag("summary_list", "summary-list", "rows")
_rows_tag("task_list", "task-list", "items")


@register.simple_block_tag(takes_context=True)
def summary_row(context, content, key, href=None, action="Change"):
    """{% summary_row "Hours" href="/x/" %}6 a week{% endsummary_row %} within {% summary_list %}"""
    link = {"items": [{"href": href, "text": action, "visuallyHiddenText": in_sentence(str(key))}]}
    context[ROWS].append({"key": {"text": key}, "value": {"html": content}, "actions": link if href else None})
    return ""


@register.simple_tag(takes_context=True)
def task(context, title, href=None, status="", colour="", hint=""):
    """{% task "Study time" href="/x/" status="Not started" colour="grey" %} within {% task_list %}"""
    tag = {"tag": {"text": status, "classes": _colour_class(colour)}} if colour else {"text": status}
    hint = {"text": hint} if hint else None
    context[ROWS].append({"title": {"text": title}, "href": href, "status": tag, "hint": hint})
    return ""


def _colour_class(colour):
    if colour not in COLOURS:
        raise ValueError(f"A tag is {', '.join(COLOURS)}, not {colour}")
    return "" if colour == "blue" else f"govuk-tag--{colour}"  # blue is how a tag is drawn without a class
