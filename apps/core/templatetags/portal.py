"""The portal's own filters."""

from django import template

from apps.core import words

register = template.Library()
register.filter("date_words", words.date_words)
register.filter("hours_words", words.hours_words)
register.filter("time_words", words.time_words)
