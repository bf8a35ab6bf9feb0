"""The chart of a self-assessment, as SVG made on the server. It says nothing that the table beside it does not say."""

from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join

SIZE, RADIUS, OUTSIDE = 400, 150, 22  # of the picture, of its outmost ring, from there to the numbers
FEWEST = 3  # corners: with less it is no shape


@dataclass(frozen=True)
class Series:
    """`values`: the place on each axis, None where nothing is known. `look` is a class; the mark tells it from others
    where there is no colour."""

    name: str
    values: list
    look: str
    mark: str  # "circle", "square" or "triangle"


def radar(*, title, axes, rings, series):
    """`axes` from the top clockwise, `rings` from the inmost. "" where there are too few axes for a shape."""
    if len(axes) < FEWEST:
        return ""
    described = " ".join(f"{row.name}: {_said(axes, rings, row.values)}." for row in series)
    return format_html(
        '<svg class="app-radar" viewBox="0 0 {size} {size}" role="img" aria-labelledby="radar-title radar-desc">'
        '<title id="radar-title">{}</title><desc id="radar-desc">{}</desc>{}{}{}</svg>',
        title,
        described,
        _rings(len(axes), rings),
        _numbers(len(axes)),
        format_html_join("", "{}", ((_shape(row, len(axes), len(rings)),) for row in series)),
        size=SIZE,
    )


def mark(kind, x=10, y=10):
    """The mark of a series, for the chart and its key."""
    if kind == "circle":
        return format_html('<circle cx="{}" cy="{}" r="6"/>', x, y)
    if kind == "square":
        return format_html('<rect x="{}" y="{}" width="11" height="11"/>', _short(x - 5.5), _short(y - 5.5))
    points = [(x, y - 8), (x + 7, y + 5), (x - 7, y + 5)]
    return format_html('<polygon points="{}"/>', _points(points))


def _said(axes, rings, values):
    names = ["not yet", *rings]
    return ", ".join(
        f"{axis} {'not said' if value is None else names[value]}" for axis, value in zip(axes, values, strict=True)
    )


def _at(place, number, distance):
    angle = 2 * pi * place / number - pi / 2
    return SIZE / 2 + distance * cos(angle), SIZE / 2 + distance * sin(angle)


def _short(number):
    return f"{number:.1f}"


def _points(points):
    return " ".join(f"{_short(x)},{_short(y)}" for x, y in points)


def _rings(number, rings):
    outlines = [
        (_points([_at(place, number, RADIUS * ring / len(rings)) for place in range(number)]),)
        for ring in range(1, len(rings) + 1)
    ]
    spokes = [(_short(x), _short(y)) for x, y in (_at(place, number, RADIUS) for place in range(number))]
    middle = _short(SIZE / 2)
    lines = format_html_join(
        "", '<line class="app-radar__grid" x1="{0}" y1="{0}" x2="{1}" y2="{2}"/>', ((middle, x, y) for x, y in spokes)
    )
    return format_html_join("", '<polygon class="app-radar__grid" points="{}"/>', outlines) + lines


def _numbers(number):
    rows = []
    for place in range(number):
        x, y = _at(place, number, RADIUS + OUTSIDE)
        rows.append((_short(x), _short(y + 6), place + 1))
    return format_html_join("", '<text class="app-radar__number" x="{}" y="{}">{}</text>', rows)


def _shape(row, number, most):
    known = [
        _at(place, number, RADIUS * min(value, most) / most)
        for place, value in enumerate(row.values)
        if value is not None
    ]
    outline = format_html('<polygon class="app-radar__line" points="{}"/>', _points(known)) if known else ""
    marks = format_html_join("", "{}", ((mark(row.mark, x, y),) for x, y in known)) if row.mark else ""
    return format_html('<g class="app-radar__series app-radar__series--{}">{}{}</g>', row.look, outline, marks)
