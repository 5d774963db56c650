"""Saving an answer through the clinic's own page, against a bare Django view with one insert."""

import argparse
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from statistics import median

import django

ROUNDS = 5
# Saves of each kind in a round, after some that are not counted.
SAVES, WARM_UP = 40, 5
# What a statement of the save is for, by a word of its text; the first that fits.
PURPOSES = (
    ("access log", "core_accesslog"),
    ("draft", "core_draft"),
    ("idempotency", "core_submission"),
    ("session, user and rights", "django_session"),
    ("session, user and rights", "accounts_user"),
    ("session, user and rights", "auth_"),
    ("plan of what comes next", "WITH course AS"),
    ("answer", "followups_response"),
    ("answer", "followups_sideeffect"),
    ("follow-up", "followups_followup"),
    ("course and dose", "prescriptions_"),
    ("patient", "patients_"),
    ("transaction and savepoints", "SAVEPOINT"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench save")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--saves", type=int, default=SAVES)
    options = parser.parse_args()
    django.setup()
    measure(rounds=options.rounds, saves=options.saves)


def measure(*, rounds: int, saves: int) -> None:
    from django.test.utils import override_settings
    from django.utils import timezone

    from bench import database
    from bench.timing import in_turn, say, say_load, say_ratio
    from followups import planning
    from prescriptions.models import Prescription

    say_load()
    database.migrate()
    today = timezone.localdate()
    # They began 11 to 20 days ago: the first milestone can be asked, of all of them.
    courses = 2 * (rounds + 2) * (saves + WARM_UP)
    database.start_courses(courses=courses, last_first_dose_on=today - timedelta(days=11))
    planning.plan_milestones(courses=list(Prescription.objects.values_list("pk", flat=True)), today=today)
    database.vacuum()
    with override_settings(
        ROOT_URLCONF="bench.urls",
        # Else a page that is shown would want `collectstatic` first.
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    ):
        clinic = Clinic()
        ours, bare = partial(clinic.block, clinic.save, saves), partial(clinic.block, clinic.save_bare, saves)
        taken = in_turn({"ours": ours, "bare": bare}, rounds)
        say_ratio("an answer saved, against a bare view with one insert", taken["ours"], taken["bare"], unit="ms")
        without_audit(clinic, saves, say)
        where_time_goes(clinic, say)
    say_load()


class Clinic:
    """A medical assistant's browser, and follow-ups to answer, each once."""

    def __init__(self) -> None:
        from django.contrib.auth.models import Group
        from django.test import Client

        from accounts.models import User
        from accounts.permissions import Role
        from followups.models import FollowUp
        from tests.signing_in import sign_in_without_asking

        self.user, _ = User.objects.get_or_create(username="bench-assistant")
        self.user.groups.add(Group.objects.get(name=Role.MEDICAL_ASSISTANT))
        self.client = Client()
        sign_in_without_asking(self.client, self.user)
        first = FollowUp.objects.filter(milestone__offset_days=14).select_related("prescription")
        self.followups = iter(list(first.order_by("pk")))

    def block(self, save: Callable[[], float], saves: int) -> float:
        """The median of so many saves, after a few."""
        return median([save() for _ in range(WARM_UP + saves)][WARM_UP:])

    def save(self) -> float:
        return self._post("/follow-ups/{pk}/answer/")

    def save_bare(self) -> float:
        return self._post("/bare/{pk}/")

    def _post(self, path: str) -> float:
        from bench.timing import seconds

        followup = next(self.followups)
        answer = typed(by=self.user.pk, version=followup.version)
        answers = []
        taken = seconds(lambda: answers.append(self.client.post(path.format(pk=followup.pk), answer)))
        assert answers[0].status_code == 302, answers[0].content  # noqa: S101
        return taken


def typed(*, by: int, version: int) -> dict:
    """What the browser sends: a complete answer of 60 per cent that goes on."""
    from django.utils import timezone

    return {
        "form_key": str(uuid.uuid4()),
        "version": str(version),
        "pgic": "2",
        "relief_percent": "60",
        "continues": "yes",
        "side_effects": "none",
        "dose_count": "1",
        "strength_mg": "1.5",
        "anything_new": "no",
        "any_other_treatment": "none",
        "functional_gains": ["house_chores", "sleep"],
        "average_pain": "3",
        "peg_enjoyment": "2",
        "peg_activity": "1",
        "monthly_cost_usd": "18.50",
        "asked_on": timezone.localdate().isoformat(),
        "mode": "phone",
        "asked_by": str(by),
        "asked_in": "en",
        "answered_by": "patient",
    }


def without_audit(clinic: Clinic, saves: int, say: Callable[[str, str], None]) -> None:
    """All of our triggers on what a save writes; the rest of the save is as it was."""
    from contextlib import ExitStack

    from bench import database

    tables = ("followups_response", "followups_followup", "prescriptions_dosestep", "core_submission", "core_draft")
    audited = clinic.block(clinic.save, saves)
    with ExitStack() as stack:
        for table in tables:
            stack.enter_context(database.not_audited(table))
        bare = clinic.block(clinic.save, saves)
    say("of it the audit's triggers", f"{1000 * (audited - bare):.1f} ms")


def where_time_goes(clinic: Clinic, say: Callable[[str, str], None]) -> None:
    """One save's statements by what they are for: how many, and how long they took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        taken = clinic.save()
    counts, times = Counter(), Counter()
    for query in queries:
        words = query["sql"]
        purpose = next((name for name, word in PURPOSES if word in words), "transaction and savepoints")
        counts[purpose] += 1
        times[purpose] += 1000 * float(query["time"])
    for purpose, spent in times.most_common():
        say(f"  {purpose}", f"{counts[purpose]} statements, {spent:.0f} ms")
    say("  Python", f"{1000 * taken - sum(times.values()):.0f} ms of {1000 * taken:.0f} ms")
    say("queries of a save", str(len(queries)))


if __name__ == "__main__":
    main()
