from datetime import datetime

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
    running_out = refills.due(now=now)
    chosen = request.GET.get("show", "")
    counts = calls.counts(due) | {refills.KEY: len(running_out)}
    counts[""] += len(running_out)
    rows = [] if chosen == refills.KEY else calls.rows(calls.narrowed(due, chosen), now=now)
    wash_outs = calls.wash_outs_to_call(today=timezone.localdate(now)) if chosen in calls.WITH_WASH_OUTS else []
    shown_refills = running_out[: calls.MOST_ROWS] if chosen in ("", refills.KEY) else []
    shown = [*rows, *shown_refills]
    access_log.record_read(request, [*(row.patient.pk for row in shown), *(one.patient_id for one in wash_outs)])
    context = {
        "section": "worklist",
        "title": "Whom to ask today",
        "today": timezone.localdate(now),
        "filters": _filters(counts, chosen),
        "parts": [(key, words, [r for r in rows if r.followup.part == key]) for key, words in calls.PARTS.items()],
        "wash_outs": wash_outs,
        "refills": shown_refills,
        "next": next((row for row in shown if not row.why_not_called), None),
        "shown": len(shown),
        "total": counts.get(chosen, counts[""]),
    }
    return render(request, "followups/worklist.html", context | _last_pass(now))


def _filters(counts: dict[str, int], chosen: str) -> list[tuple[str, str, int, bool]]:
    filters = [(key, words) for key, words, _ in calls.FILTERS] + [(refills.KEY, refills.WORDS)]
    return [(key, words, counts[key], key == chosen) for key, words in filters]


def _last_pass(now: datetime) -> dict:
    last_pass = heartbeat.last(heartbeat.TICK)
    return {
        "last_pass": last_pass,
        "seconds_ago": int((now - last_pass).total_seconds()) if last_pass else None,
        "is_stale": heartbeat.is_stale(last_pass, now=now),
    }
