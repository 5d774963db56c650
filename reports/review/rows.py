"""A row of the review: what it says, and the actions it ends in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from patients.models import Patient
from reports.models import ReviewReason

# The actions by reason, the likeliest first: (words, address's name). Each address takes the course or the wash-out;
# a call takes the follow-up where one is open.
OF_COURSE = {
    ReviewReason.SIDE_EFFECT: (("Change the dose", "change-dose"), ("Stop", "stop"), ("Pause", "pause")),
    ReviewReason.REFILL: (("Call", "call"), ("Record a fill", "fill"), ("Stop", "stop")),
    ReviewReason.FALLING: (("Call", "call"), ("Change the dose", "change-dose"), ("Stop", "stop")),
    ReviewReason.NO_BENEFIT: (("Stop", "stop"), ("Change the dose", "change-dose"), ("Call", "call")),
    ReviewReason.NO_RELIEF: (("Change the dose", "change-dose"), ("Stop", "stop"), ("Call", "call")),
    ReviewReason.NOT_ASSESSED: (("Call", "call"), ("Stop", "stop")),
}
OF_WASH_OUT = (("Release", "release"), ("Call", "wash-out-call"))
ADDRESSES = {
    "call": "followups:answer-unscheduled",
    "change-dose": "prescriptions:change-dose",
    "fill": "prescriptions:record-fill",
    "pause": "prescriptions:pause",
    "release": "prescriptions:release-wash-out",
    "stop": "followups:stop",
    "wash-out-call": "prescriptions:report-opioid",
}
CALLS = ("call", "wash-out-call")
DECISIONS = ("change-dose", "pause", "release", "stop")


@dataclass(frozen=True, kw_only=True)
class Action:
    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """`since` is the day from which it waits; `pk` the course's, or the wash-out's; `followup_pk` that of the follow-up
    that can be called about, if one can."""

    patient: Patient
    reason: ReviewReason
    pk: int
    followup_pk: int | None
    since: date
    words: str
    # whether it is shown to one, who can decide; another clinician calls, records, or asks one
    by_prescriber: bool = True

    @property
    def actions(self) -> list[Action]:
        chosen = OF_WASH_OUT if self.reason == ReviewReason.WASH_OUT else OF_COURSE[self.reason]
        open_to_me = [(words, key) for words, key in chosen if self.by_prescriber or key not in DECISIONS]
        found = [Action(words=words, url=self._address(key)) for words, key in open_to_me]
        return [*found, self._last_action()]

    def _last_action(self) -> Action:
        if not self.by_prescriber:
            return Action(words="Ask a clinician", url=reverse("patients:escalate", args=[self.patient.pk]))
        return Action(words="All right until", url=reverse("reports:all-right", args=[self.patient.pk, self.reason]))

    def _address(self, key: str) -> str:
        if self.followup_pk and key in CALLS:
            return reverse("followups:call", args=[self.followup_pk])
        return reverse(ADDRESSES[key], args=[self.pk])
