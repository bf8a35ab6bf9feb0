from apps.learning.actions.content import load_content
from apps.learning.actions.reading import read_page
from apps.learning.actions.test import save_answer, start_attempt, submit_attempt

__all__ = ["load_content", "read_page", "save_answer", "start_attempt", "submit_attempt"]
