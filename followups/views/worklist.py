from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from core import access_log, heartbeat
from core.access import requires
from followups import worklist as calls


@requires(Permission.SEE_PATIENTS)
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    due = calls.due(now=now)
    chosen = request.GET.get("show", "")
    counts = calls.counts(due)
    rows = calls.rows(calls.narrowed(due, chosen), now=now)
    wash_outs = calls.wash_outs_to_call(today=timezone.localdate(now)) if chosen in calls.WITH_WASH_OUTS else []
    access_log.record_read(request, [*(row.patient.pk for row in rows), *(one.patient_id for one in wash_outs)])
    last_pass = heartbeat.last(heartbeat.TICK)
    context = {
        "section": "worklist",
        "title": "Whom to ask today",
        "today": timezone.localdate(now),
        "filters": [(key, words, counts[key], key == chosen) for key, words, _ in calls.FILTERS],
        "parts": [(key, words, [r for r in rows if r.followup.part == key]) for key, words in calls.PARTS.items()],
        "wash_outs": wash_outs,
        "next": next((row for row in rows if row.followup.part != calls.NOBODY), None),
        "shown": len(rows),
        "total": counts.get(chosen, counts[""]),
        "last_pass": last_pass,
        "seconds_ago": int((now - last_pass).total_seconds()) if last_pass else None,
        "is_stale": heartbeat.is_stale(last_pass, now=now),
    }
    return render(request, "followups/worklist.html", context)
