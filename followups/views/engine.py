from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission
from core.access import does_not_count_as_use, requires
from followups import tick


@transaction.non_atomic_requests  # each step of the pass is a transaction of its own
@does_not_count_as_use
@requires(Permission.RECORD_CONTACTS)
@require_POST
def catch_up(request: HttpRequest) -> HttpResponse:
    """Make the pass that is overdue: a worklist that opens with an old heartbeat asks for it. 204; the page hears of a
    pass that was made as the event `caught-up`."""
    was_made = tick.catch_up(now=timezone.now())
    return HttpResponse(status=204, headers={"HX-Trigger": "caught-up"} if was_made else {})
