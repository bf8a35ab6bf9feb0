"""Whether what was typed is right: a number within its tolerance, a few words whatever their case and punctuation."""

import hashlib
import re
import unicodedata
from decimal import Decimal

LONGEST_TYPED = 200  # letters
DIGITS, PLACES = 12, 4  # of a number: in all, and after the point
NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?", re.ASCII)


def number_in(text, unit=""):
    """The number that somebody typed, as people write them: 1,250 or £12.50 or 12 minutes; None where it is none."""
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip().casefold().removeprefix("£")
    for ending in ("%", unit.casefold()):
        text = text.removesuffix(ending).strip()
    digits = sum(letter.isdecimal() for letter in text)
    if not NUMBER.fullmatch(text) or not 1 <= digits <= DIGITS:
        return None
    return Decimal(text.replace(",", ""))


def same_words(text):
    """What two answers have in common that differ in case, blanks, punctuation and accents only."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def shuffled(places, attempt, question):
    """The places of a question's options in the order in which this attempt shows them: the same each time.

    It is worked out from the ids, not kept: on another device, or after a restart, nothing has moved.
    """
    return sorted(places, key=lambda place: hashlib.sha256(f"{attempt} {question} {place}".encode()).digest())
