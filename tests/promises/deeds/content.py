"""What is done about the content of units, from a draft to what learners have."""

from functools import partial

from apps.learning import actions as learning
from tests.learning.drafting import PAGE, draft, in_review, published, the_unit
from tests.members.factories import central_user


def _written():
    by = central_user()
    return {"content": draft(by), "by": by}


def learning__draft_content():
    return partial(learning.draft_content, unit=the_unit(), by=central_user())


def learning__edit_content():
    return partial(learning.edit_content, **_written(), values={"pass_mark": 60})


def learning__save_part():
    return partial(learning.save_part, **_written(), part="pages", values=PAGE)


def _of_a_question():
    written = _written()
    return written | {"part": "questions", "row": written["content"].questions.get(order=1)}


def learning__move_part():
    return partial(learning.move_part, **_of_a_question(), up=False)


def learning__remove_part():
    return partial(learning.remove_part, **_of_a_question())


def learning__save_assignment():
    return partial(learning.save_assignment, **_written(), values={"title": "Two cases"})


def learning__remove_assignment():
    return partial(learning.remove_assignment, **_written())


def learning__submit_content():
    return partial(learning.submit_content, **_written())


def _sent():
    return {"content": in_review(central_user()), "by": central_user()}


def learning__publish_content():
    return partial(learning.publish_content, **_sent())


def learning__send_back_content():
    return partial(learning.send_back_content, **_sent(), why="Fewer words.")


def learning__take_back_content():
    return partial(learning.take_back_content, **_sent())


def learning__discard_content():
    return partial(learning.discard_content, **_written())


def learning__retire_content():
    return partial(learning.retire_content, content=published(), why="The law has changed.", by=central_user())
