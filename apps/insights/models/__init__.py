from apps.insights.models.cube import Fact, Tally, Watermark
from apps.insights.models.published import Answers, Snapshot

__all__ = ["Answers", "Fact", "Snapshot", "Tally", "Watermark"]
