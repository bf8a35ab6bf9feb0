from apps.core.words import date_words
from apps.evidence.models import LONGEST_NOTE


def review_note(where, absence, sides, reviews):
    """What was said of a time away, as a piece of evidence says it. `sides`: the choices of who says it, in order;
    `reviews`: {side: the review}."""
    parts = [f"{where}, {date_words(absence.starts_on)} to {date_words(absence.ends_on)}."]
    for side in sides:
        if review := reviews.get(side):
            parts.append(f"{side.label}: {review.did}\n{review.learnt}")
    return "\n\n".join(parts)[:LONGEST_NOTE]
