from django.utils import timezone

from apps.core.pdf import render_pdf


def plan_pdf(member, to_do, over):
    """The plan on paper: what the member chose and has done. Where they stand, and what they left, is not in it."""
    today = timezone.localdate()
    done = [action for action in over if action.done_at]
    context = {"name": member.name, "today": today, "to_do": to_do, "done": done}
    return render_pdf("plan/pdf/plan.html", context, identifier=f"plan-{member.staff_number}-{today}")
