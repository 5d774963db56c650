from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core import drafts, heartbeat
from core.access import does_not_count_as_use, public, signed_in
from core.pages import is_saved
from core.paths import is_page


@public
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For load balancers: the database answers; and whether the scheduler's last pass is recent."""
    connection.ensure_connection()
    now = timezone.now()
    stale = heartbeat.is_stale(heartbeat.last(heartbeat.TICK), now=now)
    return JsonResponse({"database": "ok", "scheduler": "late" if stale else "ok"})


@does_not_count_as_use
@signed_in
@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    path = request.POST.get("path", "")
    if not is_page(path):
        return HttpResponseBadRequest("There is no such page.")
    # The browser keeps a draft as the form is sent, and that can arrive after the form.
    if not is_saved(request):
        drafts.keep(user=request.user, path=path, post=request.POST)
    return HttpResponse(status=204)


@signed_in
@require_POST
def discard_draft(request: HttpRequest) -> HttpResponse:
    path = request.POST.get("path", "")
    if not is_page(path):
        return HttpResponseBadRequest("There is no such page.")
    drafts.discard(user=request.user, path=path)
    return redirect(path)
