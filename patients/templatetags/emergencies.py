"""What stands at the head of every page of a clinician while an emergency waits."""

from django import template

from accounts.permissions import Permission
from patients.models import ClinicianTask

register = template.Library()

# More are told by number.
SHOWN = 3


@register.inclusion_tag("patients/_emergency_banner.html", takes_context=True)
def emergency_banner(context: template.Context) -> dict:
    """The emergencies that nobody has acknowledged, for who can: one query. It names no patient."""
    request = context.get("request")
    if not request or not request.user.has_perm(Permission.CLOSE_TASKS):
        return {}
    waiting = ClinicianTask.objects.seen_by(request.user).unacknowledged_emergencies().order_by("raised_at")
    emergencies = list(waiting.values("pk", "raised_at")[: SHOWN + 1])
    return {"emergencies": emergencies[:SHOWN], "more": len(emergencies) > SHOWN}
