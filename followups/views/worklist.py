from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_time
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from core import access_log, heartbeat
from core.access import does_not_count_as_use, requires
from followups import rows
from followups import worklist as calls
from followups.models import CallOutcome, FollowUp
from followups.worklist import Part, Turn


@requires(Permission.SEE_PATIENTS)
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    desk = calls.desk(by=request.user, now=timezone.now())
    chosen = calls.chosen(desk, request.GET.get("show", ""))
    counts = calls.counts(desk)
    context = {
        "section": "worklist",
        "title": "Whom to ask today",
        "desk": desk,
        "chosen": chosen.key,
        "filters": [(one.key, one.words, counts[one.key]) for one in calls.filters(desk)],
        "total": counts[chosen.key],
        "on_list": counts[""],
        "is_done": chosen.key == calls.DONE,
    }
    shown = _done(desk) if chosen.key == calls.DONE else _due(desk, chosen)
    access_log.record_read(request, shown.pop("patient_ids"))
    return render(request, "followups/worklist.html", context | shown | _last_pass(desk.now))


def _due(desk: calls.Desk, chosen: calls.Filter) -> dict:
    shown = rows.rows(calls.due(desk).filter(chosen.condition), desk=desk)
    return {
        "patient_ids": [row.patient.pk for row in shown],
        "shown": len(shown),
        "groups": [group for group in _groups(shown) if group[2]],
        "mine": next((row for row in shown if row.is_mine), None),
        "next": next((row for row in shown if row.is_ready and not row.held), None),
        "row_ids": " ".join(str(row.followup.pk) for row in shown),
        "ready_ids": " ".join(str(row.followup.pk) for row in shown if row.is_ready),
    }


def _groups(shown: list[rows.Row]) -> list[tuple[str, str, list[rows.Row]]]:
    called = [row for row in shown if row.followup.part == Part.CALL]
    return [
        ("now", "To call now", [row for row in called if row.is_ready]),
        ("later", "Not now: these come up by themselves", [row for row in called if not row.is_ready]),
        ("visit", "To ask at a booked visit", [row for row in shown if row.followup.part == Part.VISIT]),
        ("nobody", "Not to be called", [row for row in shown if row.followup.part == Part.NOBODY]),
    ]


def _done(desk: calls.Desk) -> dict:
    shown = rows.done_rows(calls.done(desk), desk=desk)
    return {"patient_ids": [row.patient_id for row in shown], "shown": len(shown), "done": shown}


def _last_pass(now: datetime) -> dict:
    last_pass = heartbeat.last(heartbeat.TICK)
    return {
        "last_pass": last_pass,
        "seconds_ago": int((now - last_pass).total_seconds()) if last_pass else None,
        "is_stale": heartbeat.is_stale(last_pass, now=now),
    }


@does_not_count_as_use
@requires(Permission.SEE_PATIENTS)
@require_POST
def pulse(request: HttpRequest) -> HttpResponse:
    """What has changed since the page was read, asked by the page itself: how many are new, and who has which row.

    It names no patient, so it is no reading of any.
    """
    desk = calls.desk(by=request.user, now=timezone.now())
    key, since = request.POST.get("show", ""), _time(request.POST.get("since", ""))
    known = _ids(request.POST.get("ready", ""))
    chosen = calls.chosen(desk, key)
    ready = calls.due(desk).filter(calls.IS_READY, chosen.condition).values_list("pk", flat=True)
    context = {
        "new": len(set(ready[: calls.MOST_ROWS]) - known),
        "since": since,
        "chosen": chosen.key,
        "rows": _who_has_what(_ids(request.POST.get("rows", "")), desk),
    }
    return render(request, "followups/_pulse.html", context | _last_pass(desk.now))


def _who_has_what(ids: set[int], desk: calls.Desk) -> list[tuple[int, str]]:
    """(key, words) of each row: who is calling, or that it is done."""
    followups = FollowUp.objects.seen_by(desk.by).filter(pk__in=ids).select_related("claimed_by").order_by("pk")
    return [
        (
            row.pk,
            rows.held(row.holder(desk.now), since=row.claimed_at, desk=desk)
            if row.is_open
            else f"{row.get_state_display().partition(':')[0]} meanwhile",
        )
        for row in followups
    ]


def _ids(text: str) -> set[int]:
    """The keys that a page says it shows; what is none is left out, and no more than fit on a page."""
    words = text.split(maxsplit=calls.MOST_ROWS)[: calls.MOST_ROWS]
    return {int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 19}


def _time(text: str) -> str:
    try:
        at = parse_time(text)
    except ValueError:
        at = None
    return f"{at:%H:%M}" if at else ""


@requires(Permission.RECORD_CONTACTS)
@require_GET
def call_sheet(request: HttpRequest) -> HttpResponse:
    """The calls of today on paper, for a day without the network."""
    desk = calls.desk(by=request.user, now=timezone.now())
    to_call = calls.due(desk).filter(part=Part.CALL).exclude(turn=Turn.ENOUGH_TRIED)
    shown = rows.rows(to_call, desk=desk)
    access_log.record_read(request, [row.patient.pk for row in shown])
    context = {
        "title": "Call sheet",
        "rows": shown,
        "desk": desk,
        "most": calls.MOST_ROWS,
        "outcomes": [outcome.label for outcome in CallOutcome if outcome != CallOutcome.CALL_BACK],
        "back_url": reverse("followups:worklist"),
        "back_label": "Worklist",
    }
    return render(request, "followups/call_sheet.html", context)
