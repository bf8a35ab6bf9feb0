from apps.notifications.states import Kind


def unit_passed(enrolled_unit, attempt):
    return {
        "kind": Kind.UNIT_PASSED,
        "about": attempt,
        "subject": "You passed a unit",
        "sentence": f"You passed unit {enrolled_unit.unit} with {attempt.score}%.",
        "link": enrolled_unit.enrolment.get_absolute_url(),
        "link_text": "See what comes next",
    }
