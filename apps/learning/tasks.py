from functools import partial

from apps.core import files, jobs
from apps.learning import actions
from apps.learning.models import Question


@jobs.handler("remove_upload")
def remove_upload(*, upload, ending):
    """After the commit that forgot it, and for certain: the bytes of a file that nobody sent in."""
    files.remove(f"uploads/{upload}.{ending}")


@jobs.handler("rescore_attempts")
def rescore_attempts(*, question):
    """Some attempts at a time, each part a job of its own."""
    return partial(actions.rescore_attempts, question=Question.objects.get(pk=question))
