"""What was wanted beside what is there, in counts and in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import psycopg

from tests.faults.model import Days, Journal, Key

EXAMPLES = 5

# With each: how often its making was traced, and the states that it went to, in order.
FOUND = """
WITH trace AS (
    SELECT pgh_obj_id, pgh_id, pgh_label, state,
        lag(state) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS state_before
    FROM followups_followupevent
), traces AS (
    SELECT pgh_obj_id,
        count(*) FILTER (WHERE pgh_label = 'insert') AS makings,
        array_agg(state::text ORDER BY pgh_id) FILTER (WHERE state <> state_before) AS went_to
    FROM trace
    GROUP BY pgh_obj_id
)
SELECT patient.chart_number::integer, followup.milestone_id, followup.number,
    followup.due_on, followup.window_opens_on, followup.window_closes_on, followup.state,
    coalesce(traces.makings, 0), coalesce(traces.went_to, '{}')
FROM followups_followup AS followup
JOIN patients_patient AS patient ON patient.id = followup.patient_id
LEFT JOIN traces ON traces.pgh_obj_id = followup.id
"""
# The last is where it is now. Who was missed can be asked late.
LIVES = {"open": [[]], "missed": [["missed"]], "answered": [["answered"], ["missed", "answered"]]}
ABOUT = """
FROM {table} AS about JOIN followups_followup AS followup ON followup.id = about.followup_id
JOIN patients_patient AS patient ON patient.id = followup.patient_id
"""
CALLS = "SELECT patient.chart_number::integer, milestone_id, followup.number" + ABOUT.format(
    table="followups_callattempt"
)
ANSWERS = "SELECT patient.chart_number::integer, milestone_id, followup.number" + ABOUT.format(
    table="followups_response"
)
EMERGENCIES = "SELECT what FROM patients_cliniciantask WHERE is_emergency"
CAUSES = "SELECT task.what, message.occasion FROM core_outboxmessage AS message"
CAUSES += " JOIN patients_cliniciantask AS task ON task.id = message.object_id WHERE message.kind = 'emergency'"
MESSAGES = "SELECT id::text FROM core_outboxmessage"


@dataclass
class Verdict:
    """Counts; `wrong` is the words for what is behind them."""

    wanted: int = 0
    found: int = 0
    lost: int = 0
    doubled: int = 0
    without_trace: int = 0
    effects_wanted: int = 0
    effects_sent: int = 0
    effects_doubled: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        bad = (self.lost, self.doubled, self.without_trace, self.effects_doubled, self.refused)
        return not any(bad) and self.effects_sent == self.effects_wanted

    def say(self, what: str, examples: Iterable[object]) -> int:
        """Remember some of them; answers how many there are."""
        all_of_them = list(examples)
        if all_of_them:
            self.wrong.append(f"{what}: {len(all_of_them)}, e.g. {all_of_them[:EXAMPLES]}")
        return len(all_of_them)


def of(
    connection: psycopg.Connection, *, wanted: dict[Key, tuple[Days, str]], journal: Journal, mails: Counter[str]
) -> Verdict:
    verdict = Verdict(wanted=len(wanted))
    _compare_followups(verdict, wanted, connection.execute(FOUND).fetchall())
    _compare_once(verdict, "Answers", wanted=journal.answered, found=connection.execute(ANSWERS).fetchall())
    _compare_once(verdict, "Calls", wanted=journal.calls, found=connection.execute(CALLS).fetchall())
    heard = [what for (what,) in connection.execute(EMERGENCIES)]
    _compare_once(verdict, "Emergencies", wanted=journal.emergencies, found=heard)
    _compare_effects(verdict, journal, connection, mails)
    verdict.refused = verdict.say("Forms refused", journal.refused)
    return verdict


def _compare_followups(verdict: Verdict, wanted: dict[Key, tuple[Days, str]], rows: list[tuple]) -> None:
    """Lost: not there, or not as it has to be. Doubled: twice, or wanted by nobody."""
    there = Counter(tuple(row[:3]) for row in rows)
    wrong = [row[:7] for row in rows if wanted.get(tuple(row[:3]), _as_found(row)) != _as_found(row)]
    verdict.found = len(there)
    verdict.lost = verdict.say("Follow-ups not there", wanted.keys() - there.keys())
    verdict.lost += verdict.say("Follow-ups with wrong days or state", wrong)
    verdict.doubled = verdict.say("Follow-ups twice", [key for key, count in there.items() if count > 1])
    verdict.doubled += verdict.say("Follow-ups that nobody wants", there.keys() - wanted.keys())
    verdict.without_trace = verdict.say(
        "Follow-ups without one trace of their making, and one of each settling",
        [row for row in rows if row[7] != 1 or row[8] not in LIVES.get(row[6], [])],
    )


def _as_found(row: tuple) -> tuple[Days, str]:
    return Days(*row[3:6]), row[6]


def _compare_once(verdict: Verdict, what: str, *, wanted: set, found: list) -> None:
    """Each that was confirmed is there once, and no other."""
    there = Counter(found)
    verdict.lost += verdict.say(f"{what} lost", wanted - there.keys())
    verdict.doubled += verdict.say(f"{what} twice", [key for key, count in there.items() if count > 1])
    verdict.doubled += verdict.say(f"{what} that nobody saved", there.keys() - wanted)


def _compare_effects(verdict: Verdict, journal: Journal, connection: psycopg.Connection, mails: Counter[str]) -> None:
    """Each emergency is told when it is raised and when it is passed on; whatever else the outbox holds is wanted, too.
    The same id twice is one message to whoever gets it."""
    causes = Counter(connection.execute(CAUSES).fetchall())
    told = {(heard, occasion) for heard in journal.emergencies for occasion in ("raised", "passed on")}
    messages = {pk for (pk,) in connection.execute(MESSAGES)}
    missing = verdict.say("Emergencies not told", told - causes.keys())
    verdict.effects_wanted = len(messages) + missing
    verdict.effects_sent = len(messages & mails.keys())
    verdict.say("Messages never sent", messages - mails.keys())
    verdict.effects_doubled = verdict.say("Effects twice", [cause for cause, count in causes.items() if count > 1])
    verdict.effects_doubled += verdict.say("Messages of no cause", mails.keys() - messages)
