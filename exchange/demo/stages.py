"""The courses of the demo: each stage of a course at least once, and a clinic's worth of ordinary ones around them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from exchange.demo.story import Away, Reason, Stop, Story

MG_075, MG_15, MG_3, MG_45 = Decimal("0.75"), Decimal("1.5"), Decimal("3"), Decimal("4.5")

ORDINARY_COURSES = 140
# days from prescribing to the pharmacy, and from there to the first dose.
FILL_AFTER = (1, 2, 2, 3, 4, 6)
START_AFTER = (0, 0, 1, 1, 2, 5)
# days on LDN at which a patient can say at a follow-up that it is over: inside a window of the plan.
EARLY_ENDS = (12, 14, 15, 18, 28, 30, 33)
LATER_ENDS = (60, 63, 70, 90, 95, 100)
SIDE_EFFECTS = (
    ("insomnia", "mild"),
    ("vivid_dreams", "mild"),
    ("vivid_dreams", "moderate"),
    ("tiredness", "mild"),
    ("hot_flashes", "mild"),
    ("migraine", "moderate"),
    ("headache", "mild"),
    ("jitteriness", "mild"),
    ("nausea", "mild"),
    ("dizziness", "mild"),
)
UNPLEASANT = (
    ("insomnia", "moderate"),
    ("migraine", "severe"),
    ("nausea", "moderate"),
    ("jitteriness", "moderate"),
    ("low_mood", "moderate"),
    ("rash", "moderate"),
)


def started(days_ago: int, **story) -> Story:
    """A course whose first dose was that long ago."""
    return Story(prescribed=days_ago + 5, filled=days_ago + 2, started=days_ago, **story)


def responder(days_ago: int, relief: int = 70, **story) -> Story:
    return started(days_ago, relief=relief, better_life=True, **story)


# Prescribed, not yet on LDN.
BEFORE_THE_FIRST_DOSE = (
    Story(prescribed=1),
    Story(prescribed=3),
    Story(prescribed=21, waits=True),
    Story(prescribed=23, waits=True),
    Story(prescribed=6, filled=3),
    Story(prescribed=12, filled=9, waits=True),
    Story(prescribed=75, never_filled=True),
    Story(prescribed=140, never_filled=True),
)

ON_LDN = (
    started(2, starting_dose_mg=MG_075),
    started(5),
    # titrating
    started(9, starting_dose_mg=MG_075, days_a_step=10),
    started(11, starting_dose_mg=MG_075),
    responder(22, relief=40, days_a_step=21),
    responder(46, relief=55, starting_dose_mg=MG_075, days_a_step=21),
    # stable: responders, partial responders, without benefit
    responder(130, relief=80),
    responder(150, relief=60, stable_dose_mg=MG_3),
    started(140, relief=30, better_life=True),
    started(240, relief=20, better_life=True, stable_dose_mg=MG_3),
    started(126, relief=10, better_life=False),
    started(148, relief=0, better_life=False),
    # on LDN for 18 months
    responder(556, relief=75),
    responder(549, relief=50, starting_dose_mg=MG_075),
    # not assessed: never reached, or asked but for the per cent
    started(46, missed=frozenset({"all"})),
    started(115, relief=None, better_life=None),
    # some windows missed
    responder(135, relief=65, missed=frozenset({"2 weeks", "2 months"})),
    started(240, relief=35, better_life=True, missed=frozenset({"1 month", "3 months"})),
    # paused for surgery or illness, still or for a while
    responder(141, relief=60, pause=Away(since=3, reason="Knee replacement on Thursday")),
    responder(122, relief=70, pause=Away(since=48, until=37, reason="Hernia repair, opioids for a week")),
    started(155, relief=25, better_life=True, pause=Away(since=60, until=52, reason="Pneumonia")),
    # lost, and lost but found
    responder(260, relief=60, missed=frozenset({"6 months"}), lost=Away(since=50, reason="Moved, no number works")),
    started(
        128,
        missed=frozenset({"2 months", "3 months"}),
        relief=30,
        better_life=True,
        lost=Away(since=45, reason="Three calls and a letter without an answer"),
    ),
    responder(
        220,
        relief=55,
        missed=frozenset({"2 months", "3 months"}),
        lost=Away(since=130, until=37, reason="No answer to calls or to the letter"),
    ),
)

# Today's worklist: overdue, due, about to be, asked at a visit or by telephone.
WAITING = (
    responder(110, relief=60, waits=True),
    responder(19, waits=True),
    started(57, relief=15, better_life=True, waits=True),
    responder(180, relief=85, waits=True),
    started(30, relief=10, better_life=False, waits=True),
    # comes today
    responder(61, relief=55, waits=True, visit_in=0),
    started(91, relief=30, better_life=True, waits=True, visit_in=0),
    responder(183, relief=75, waits=True, visit_in=0),
    started(15, waits=True, visit_in=0),
    # comes later in the window
    responder(28, relief=40, waits=True, visit_in=2),
    responder(86, relief=65, waits=True, visit_in=4),
)

STOPPED = (
    started(200, relief=0, better_life=False, stop=Stop(ago=137, reason=Reason.NO_BENEFIT)),
    responder(300, relief=60, relief_lost=130, stop=Stop(ago=120, reason=Reason.LOSS_OF_BENEFIT)),
    started(
        160,
        relief=30,
        better_life=True,
        relief_lost=100,
        stop=Stop(ago=65, reason=Reason.LOSS_OF_BENEFIT, other_reasons=(Reason.COST,)),
    ),
    started(90, relief=10, side_effects=UNPLEASANT[:1], stop=Stop(ago=76, reason=Reason.SIDE_EFFECTS)),
    started(
        45,
        relief=20,
        side_effects=UNPLEASANT[1:2],
        stop=Stop(ago=33, reason=Reason.SIDE_EFFECTS, other_reasons=(Reason.NO_BENEFIT,)),
    ),
    started(
        170,
        relief=20,
        better_life=True,
        side_effects=UNPLEASANT[4:5],
        stop=Stop(ago=120, reason=Reason.SIDE_EFFECTS, told=False),
    ),
    started(210, relief=10, better_life=False, stop=Stop(ago=140, reason=Reason.OPIOID_NEEDED_PAIN, told=False)),
    responder(190, relief=55, stop=Stop(ago=90, reason=Reason.OPIOID_NEEDED_OTHER, told=False)),
    started(180, relief=30, better_life=True, stop=Stop(ago=85, reason=Reason.COST)),
    responder(230, relief=70, stop=Stop(ago=60, reason=Reason.SURGERY, told=False)),
    responder(175, relief=50, stop=Stop(ago=104, reason=Reason.INJURY, told=False)),
    responder(120, relief=60, stop=Stop(ago=58, reason=Reason.PREGNANCY)),
    started(260, relief=35, better_life=True, stop=Stop(ago=80, reason=Reason.MOVED)),
    started(150, relief=20, better_life=True, stop=Stop(ago=88, reason=Reason.OTHER)),
    # stopped before the first dose
    Story(prescribed=100, filled=95, stop=Stop(ago=90, reason=Reason.OTHER, told=False)),
)

DIED = responder(310, relief=55, stop=Stop(ago=70, reason=Reason.DIED, told=False))
ENTERED_IN_ERROR = (
    Story(prescribed=15, entered_in_error="Prescribed for the patient of the same name"),
    started(40, relief=40, better_life=True, entered_in_error="Entered twice"),
)
# The first course, then the next one of the same patient.
ONE_AFTER_THE_OTHER = (
    (
        started(400, relief=20, better_life=True, stop=Stop(ago=330, reason=Reason.COST)),
        responder(142, relief=60),
    ),
    (
        started(250, relief=10, side_effects=UNPLEASANT[:1], stop=Stop(ago=236, reason=Reason.SIDE_EFFECTS)),
        started(79, relief=35, better_life=True, starting_dose_mg=MG_075, days_a_step=21),
    ),
)
# Waiting to be asked, but not to be called.
DO_NOT_CONTACT = responder(29, relief=60, waits=True)
NO_CONSENT = started(60, relief=20, better_life=True, waits=True)


def ordinary(random: Random) -> Iterator[Story]:
    """A clinic's courses of the past 20 months, with the outcomes of the practice's case series."""
    for _ in range(ORDINARY_COURSES):
        days_ago = round(random.triangular(46, 600, 120))
        kind = random.choices(("responder", "partial", "no_response", "otherwise", "no_benefit"), (30, 17, 42, 6, 5))[0]
        yield _make(kind, days_ago, random)


def _make(kind: str, days_ago: int, random: Random) -> Story:
    filled = days_ago + random.choice(START_AFTER)
    common = {
        "prescribed": filled + random.choice(FILL_AFTER),
        "filled": filled,
        "started": days_ago,
        "starting_dose_mg": random.choices((MG_075, MG_15, MG_45), (25, 69, 6))[0],
        "stable_dose_mg": random.choices((MG_3, MG_45), (13, 87))[0],
        "days_a_step": random.choice((7, 7, 10, 14, 14, 21, 28)),
        "side_effects": random.sample(SIDE_EFFECTS, 1) if random.random() < 0.25 else (),
        "missed": frozenset({random.choice(("2 weeks", "2 months", "3 months"))} if random.random() < 0.15 else ()),
    }
    if common["starting_dose_mg"] == MG_45:
        common["stable_dose_mg"] = MG_45
    if kind == "responder":
        return Story(**common, relief=random.choice((50, 55, 60, 60, 70, 75, 80, 80, 90, 95)), better_life=True)
    if kind == "partial":
        return Story(**common, relief=random.choice((15, 20, 20, 25, 30, 30, 35, 40, 45)), better_life=True)
    if kind == "no_benefit":
        return Story(**common, relief=random.choice((0, 0, 5, 10)), better_life=False)
    if kind == "otherwise":
        stop = _stop(days_ago, LATER_ENDS, (Reason.COST, Reason.SURGERY, Reason.MOVED, Reason.OTHER), random)
        return Story(**common, relief=random.choice((20, 40, 60)), better_life=True, stop=stop)
    return _no_response(days_ago, common, random)


def _no_response(days_ago: int, common: dict, random: Random) -> Story:
    if random.random() < 0.35:
        unpleasant = {**common, "side_effects": random.sample(UNPLEASANT, random.choice((1, 1, 2)))}
        stop = _stop(days_ago, EARLY_ENDS, (Reason.SIDE_EFFECTS,), random)
        return Story(**unpleasant, relief=random.choice((0, 0, 10, 20)), better_life=False, stop=stop)
    reasons = (Reason.NO_BENEFIT, Reason.NO_BENEFIT, Reason.NO_BENEFIT, Reason.OPIOID_NEEDED_PAIN)
    stop = _stop(days_ago, LATER_ENDS, reasons, random)
    return Story(**common, relief=random.choice((-10, 0, 0, 0, 5, 10)), better_life=False, stop=stop)


def _stop(days_ago: int, ends: Sequence[int], reasons: Sequence[str], random: Random) -> Stop:
    possible = [day for day in (*EARLY_ENDS, *ends) if day in ends and day < days_ago] or [EARLY_ENDS[0]]
    ago = days_ago - random.choice(possible)
    return Stop(ago=ago, reason=random.choice(reasons), told=random.random() < 0.7)
