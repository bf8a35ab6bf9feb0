from apps.insights.models.cube import Fact, Tally, Watermark
from apps.insights.models.own import LONGEST_ADDRESS, LONGEST_NAME, MOST_SAVED, SavedView, Subscription
from apps.insights.models.published import Answers, Snapshot

__all__ = [
    "LONGEST_ADDRESS",
    "LONGEST_NAME",
    "MOST_SAVED",
    "Answers",
    "Fact",
    "SavedView",
    "Snapshot",
    "Subscription",
    "Tally",
    "Watermark",
]
