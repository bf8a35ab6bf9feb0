"""How the portal says dates and times: "3 March 2026", "9:40am", "2.5 hours"; and prices."""

from datetime import datetime

from django.utils.formats import number_format
from django.utils.timezone import is_aware, localtime


def date_words(day):
    """3 March 2026. A moment is shown by the clock on the wall."""
    day = _on_the_wall(day)
    return f"{day.day} {day:%B %Y}" if day else ""


def time_words(moment):
    """9:40am, 2pm, midday, midnight."""
    moment = _on_the_wall(moment)
    if not moment:
        return ""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "midday" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'pm' if moment.hour >= 12 else 'am'}"


def hours_words(number):
    """1 hour, 2.5 hours: no noughts after the point."""
    return f"{number_format(number.normalize() if number % 1 else int(number))} {'hour' if number == 1 else 'hours'}"


def price_words(amount):
    """£1,250.00 excluding VAT. An unknown price is never nought."""
    return "Price to be confirmed" if amount is None else f"£{amount:,.2f} excluding VAT"


def in_sentence(words):
    """A label as it reads within a sentence: "Start date" is "start date", but "HR record" stays."""
    return words if words[1:2].isupper() or words[1:2] == " " else words[:1].lower() + words[1:]


def joined(words):
    """day, month and year"""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _on_the_wall(moment):
    return localtime(moment) if isinstance(moment, datetime) and is_aware(moment) else moment
