"""Full-text search that forgives typing errors, over rows with the columns `title`, `search_text` and `search`.

Triggers of these tables keep each word of theirs in SearchWord: a word that was typed is compared with some thousand
words, and not with the text of each row.
"""

import re
from functools import reduce
from operator import and_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, Q, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

TYPING_ERROR = 0.4  # how alike a word must be to one of ours: "custmer" is 0.55 like "customer", "court" 0.2
MOST_WORDS = 8  # of a search are looked at; more would only be slower
PUNCTUATION = "()[]{}<>.,;:!?'\"“”‘’/-"  # around a word
SAY_NOTHING = {"a", "an", "and", "at", "for", "in", "is", "of", "on", "or", "the", "to", "with"}
NEARLY = "SELECT string_agg(word, ' | ') FROM core_searchword WHERE word %% %s AND similarity(word, %s) >= %s"


def found(rows, text):
    """The rows of this text, with `rank`: the best has most, and one by its title more than one by the rest.

    A word that full text does not find may be spelled nearly alike. A word with a number in it is a code or a level:
    3818 is no typing error of 3815.
    """
    query = SearchQuery(text, search_type="plain", config="english")
    rank, alike, typed = SearchRank(F("search"), query), Q(), []
    words = [word for word in text.lower().split() if word not in SAY_NOTHING]
    for word in words[:MOST_WORDS]:
        if any(letter.isdigit() for letter in word):
            exactly = rf"\m{re.escape(word.strip(PUNCTUATION))}\M"
            alike &= Q(search_text__iregex=exactly)
            rank += Case(When(title__iregex=exactly, then=1.0), default=0.0)
        else:
            typed += re.findall(r"\w+", word)
    if typed:
        nearly = reduce(and_, map(_nearly, typed))
        alike &= Q(search=nearly)
        rank += Coalesce(SearchRank(F("search"), nearly), 0.0)
    return rows.filter(Q(search=query) | alike).annotate(rank=rank)


def _nearly(word):
    """The words of ours that are like this one, as a text search for any of them."""
    return SearchQuery(RawSQL(NEARLY, [word, word, TYPING_ERROR]), search_type="raw", config="english")
