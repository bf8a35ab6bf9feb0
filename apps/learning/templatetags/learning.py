from django import template
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

register = template.Library()

CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "blockquote_open": "govuk-inset-text",
}
HEADINGS = {"h1": "govuk-heading-m", "h2": "govuk-heading-m", "h3": "govuk-heading-s"}

# CommonMark without HTML, links or pictures: an author of a page can write text and nothing else.
_markdown = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "link", "autolink", "html_inline", "html_block"]
)


@register.filter
def prose(text):
    """A page's Markdown as GOV.UK text; a quotation is the example from a workplace."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in CLASSES:
            token.attrSet("class", CLASSES[token.type])
            if token.type == "blockquote_open":
                token.tag = "div"
        elif token.type == "blockquote_close":
            token.tag = "div"
        elif token.type == "heading_open":
            token.attrSet("class", HEADINGS.get(token.tag, "govuk-heading-s"))
    return mark_safe(_markdown.renderer.render(tokens, _markdown.options, {}))  # escaped by the renderer: html is off


@register.filter
def fields_of(form, criterion):
    """The two fields of the marking form for one criterion."""
    return form.fields_of(criterion)
