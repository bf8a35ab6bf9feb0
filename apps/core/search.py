"""Full-text search that forgives typing errors, over rows with the columns `title`, `search_text` and `search`."""

import re

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramStrictWordSimilarity
from django.db.models import Case, F, Q, Value, When

TYPING_ERROR = 0.4  # how alike a word must be to one of ours: "custmer" is 0.55 like "customer", "court" 0.2
MOST_WORDS = 8  # of a search are looked at; more would only be slower
PUNCTUATION = "()[]{}<>.,;:!?'\"“”‘’/-"  # around a word
SAY_NOTHING = {"a", "an", "and", "at", "for", "in", "is", "of", "on", "or", "the", "to", "with"}


def found(rows, text):
    """The rows of this text, with `rank`: the best has most, and one by its title more than one by the rest.

    A word that full text does not find may be spelled nearly alike. A word with a number in it is a code or a level:
    3818 is no typing error of 3815.
    """
    query = SearchQuery(text, search_type="plain", config="english")
    alike, in_title = Q(), Value(0.0)
    words = [word for word in text.lower().split() if word not in SAY_NOTHING]
    for number, word in enumerate(words[:MOST_WORDS]):
        if any(letter.isdigit() for letter in word):
            exactly = rf"\m{re.escape(word.strip(PUNCTUATION))}\M"
            alike &= Q(search_text__iregex=exactly)
            in_title += Case(When(title__iregex=exactly, then=1.0), default=0.0)
        else:
            name = f"alike_{number}"
            rows = rows.annotate(**{name: TrigramStrictWordSimilarity(word, "search_text")})
            alike &= Q(**{f"{name}__gte": TYPING_ERROR})
            in_title += TrigramStrictWordSimilarity(word, "title")
    return rows.filter(Q(search=query) | alike).annotate(rank=SearchRank(F("search"), query) + in_title)
