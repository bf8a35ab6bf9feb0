from functools import partial

from apps.core import jobs
from apps.learning import actions
from apps.learning.models import Question


@jobs.handler("rescore_attempts")
def rescore_attempts(*, question):
    """Some attempts at a time, each part a job of its own."""
    return partial(actions.rescore_attempts, question=Question.objects.get(pk=question))
