from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clinical
from prescriptions import supply
from prescriptions.models import DoseStep, Fill, Pause, PlannedStep
from prescriptions.supply import Supply
from tests.factories import DoseStepFactory, PrescriptionFactory


@pytest.mark.parametrize(
    ("dose", "strength", "form", "words"),
    [
        ("0.75", "1.5", "tablet", "0.75 mg (half a tablet)"),
        ("1.50", "1.5", "tablet", "1.5 mg (1 tablet)"),
        ("2.25", "1.5", "tablet", "2.25 mg (1½ tablets)"),
        ("4.5", "1.5", "tablet", "4.5 mg (3 tablets)"),
        ("4.5", "4.5", "capsule", "4.5 mg (1 capsule)"),
        ("0.75", "1.5", "capsule", "0.75 mg"),
        ("1", "1.5", "tablet", "1 mg"),
        ("10", "1", "tablet", "10 mg (10 tablets)"),
        ("3", None, "tablet", "3 mg"),
    ],
)
def test_a_dose_is_written_with_its_tablets(dose, strength, form, words):
    strength_mg = Decimal(strength) if strength else None

    assert supply.describe(Decimal(dose), strength_mg=strength_mg, form=form) == words


@pytest.mark.parametrize(
    ("strength", "form", "doses"),
    [
        ("1.5", "tablet", ["0.75", "1.5", "2.25", "3", "3.75", "4.5"]),
        ("1.5", "capsule", ["1.5", "3", "4.5"]),
        ("4.5", "tablet", ["2.25", "4.5"]),
        ("1", "capsule", ["1", "2", "3", "4"]),
        ("50", "tablet", []),
    ],
)
def test_the_doses_of_a_strength_end_at_the_ceiling(strength, form, doses):
    made = supply.doses_of(strength_mg=Decimal(strength), form=form)

    assert made == [Decimal(dose) for dose in doses]
    assert all(dose <= clinical.PLANNED_DOSE_CEILING_MG for dose in made)


@pytest.mark.parametrize(
    ("quantity", "dose", "days"),
    [
        (90, "4.5", 30),
        (120, "4.5", 40),
        (90, "3", 45),
        (120, "3", 60),
        (90, "0.75", 180),
        (120, "0.75", 240),
        (1, "3", 0),
    ],
)
def test_a_quantity_lasts_as_long_as_the_practice_says(quantity, dose, days):
    assert supply.days_of(quantity=quantity, strength_mg=Decimal("1.5"), dose_mg=Decimal(dose)) == days


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (90, "1.5 mg (1 tablet) a day: 90 tablets last 90 days."),
        (1, "1.5 mg (1 tablet) a day: 1 tablet lasts 1 day."),
    ],
)
def test_a_supply_is_written_in_words(quantity, words):
    course = PrescriptionFactory.build(patient=None, prescriber=None, pharmacy=None, quantity=quantity)

    assert supply.in_words(course) == words


# --- how long what was handed out lasts ---------------------------------------------------------------------

FIRST = date(2026, 6, 1)


def on(day):
    return FIRST + timedelta(days=day)


def fill(quantity=90, *, day=0, strength="1.5", good_for=None):
    beyond_use_on = None if good_for is None else on(day + good_for)
    return Fill(filled_on=on(day), strength_mg=Decimal(strength), quantity=quantity, beyond_use_on=beyond_use_on)


def dose(mg, *, day=0):
    return DoseStep(starts_on=on(day), dose_mg=Decimal(mg))


def planned(mg, *, day):
    return PlannedStep(starts_on=on(day), dose_mg=Decimal(mg))


def pause(day, until=None):
    return Pause(from_on=on(day), until_on=None if until is None else on(until))


def days_of_supply(*fills, doses, plan=(), pauses=()):
    """Days from the first dose to the last with enough, both included."""
    reached = supply.lasts(fills=fills, dose_steps=doses, planned_steps=plan, pauses=pauses)
    return (reached.until - FIRST).days + 1


@pytest.mark.parametrize(
    ("quantity", "mg", "days"),
    [(90, "4.5", 30), (120, "4.5", 40), (90, "3", 45), (120, "3", 60), (90, "0.75", 180), (120, "0.75", 240)],
)
def test_a_first_fill_lasts_as_long_as_the_practice_says(quantity, mg, days):
    assert days_of_supply(fill(quantity, good_for=400), doses=[dose(mg)]) == days


def test_tablets_are_not_taken_after_their_beyond_use_date():
    reached = supply.lasts(fills=[fill(90, good_for=20)], dose_steps=[dose("1.5")])

    assert reached == Supply(until=on(20), ends_by_date=True)


def test_tablets_are_still_taken_on_their_date_at_a_dose_that_begins_then():
    reached = supply.lasts(fills=[fill(90, good_for=20)], dose_steps=[dose("1.5"), dose("3", day=20)])

    assert reached == Supply(until=on(20), ends_by_date=True)


def test_without_a_date_on_the_label_the_usual_one_holds():
    reached = supply.lasts(fills=[fill(120)], dose_steps=[dose("0.75")])

    assert reached == Supply(until=FIRST + clinical.BEYOND_USE_AFTER, ends_by_date=True)


def test_a_new_fill_adds_to_what_is_left():
    assert days_of_supply(fill(90), fill(90, day=20), doses=[dose("4.5")]) == 60


def test_days_without_tablets_take_nothing_from_the_next_fill():
    assert days_of_supply(fill(30), fill(30, day=15), doses=[dose("4.5")]) == 25


def test_what_is_nearest_its_date_is_taken_first():
    late, soon = fill(30, good_for=100), fill(30, good_for=12)

    assert days_of_supply(late, soon, doses=[dose("4.5")]) == 20


def test_a_step_of_the_dose_shortens_the_supply():
    assert days_of_supply(fill(90), doses=[dose("1.5"), dose("3", day=10), dose("4.5", day=20)]) == 10 + 10 + 20


def test_a_planned_step_counts_from_its_day_on():
    ladder = [planned("3", day=10), planned("4.5", day=20)]

    assert days_of_supply(fill(90), doses=[dose("1.5")], plan=ladder) == 10 + 10 + 20
    assert days_of_supply(fill(90), doses=[dose("1.5")]) == 90


def test_a_step_that_is_held_counts_from_its_later_day():
    assert days_of_supply(fill(90), doses=[dose("1.5")], plan=[planned("3", day=30)]) == 30 + 30


def test_a_step_planned_for_the_time_after_the_supply_does_not_shorten_it():
    reached = supply.lasts(fills=[fill(90)], dose_steps=[dose("3")], planned_steps=[planned("4.5", day=45)])

    assert reached == Supply(until=on(44), ends_by_date=False, counts_planned=True)
    earlier = supply.lasts(fills=[fill(90)], dose_steps=[dose("3")], planned_steps=[planned("4.5", day=46)])
    assert earlier == Supply(until=on(44), ends_by_date=False)


def test_nothing_is_taken_in_a_pause():
    assert days_of_supply(fill(90), doses=[dose("4.5")], pauses=[pause(5, 25)]) == 50


def test_in_a_pause_that_goes_on_the_supply_lasts_to_its_date():
    assert days_of_supply(fill(90, good_for=99), doses=[dose("4.5")], pauses=[pause(5)]) == 100


def test_one_dose_to_resume_with_lasts_through_a_pause():
    assert days_of_supply(fill(6, good_for=99), doses=[dose("4.5")], pauses=[pause(1)]) == 100
    assert days_of_supply(fill(5, good_for=99), doses=[dose("4.5")], pauses=[pause(1)]) == 1


def test_fills_of_two_strengths_add_up_in_mg():
    assert days_of_supply(fill(90), fill(10, strength="4.5"), doses=[dose("4.5")]) == 40


def test_a_rest_that_makes_no_full_dose_is_no_day():
    assert days_of_supply(fill(2), doses=[dose("4.5")]) == 0
    reached = supply.lasts(fills=[fill(4)], dose_steps=[dose("4.5")])
    assert reached == Supply(until=on(0), ends_by_date=False)


@pytest.mark.parametrize(("fills", "doses"), [([], [dose("1.5")]), ([fill()], [])])
def test_without_a_fill_or_a_dose_the_supply_is_not_known(fills, doses):
    assert supply.lasts(fills=fills, dose_steps=doses) is None


def simulated(fills, doses, plan, pauses):
    """The last day with a full dose, by counting tablets day after day: what is planned is taken on its day."""
    left = {id(row): row.quantity * row.strength_mg for row in fills}
    day = doses[0].starts_on
    while True:
        begun = [step for step in [*doses, *plan] if step.starts_on <= day]
        mg = max(begun, key=lambda step: step.starts_on).dose_mg
        usable = sorted(
            (row for row in fills if row.filled_on <= day <= row.usable_until),
            key=lambda row: (row.usable_until, row.filled_on),
        )
        is_enough = sum(left[id(row)] for row in usable) >= mg
        if not is_enough and all(row.filled_on <= day for row in fills):
            return day - timedelta(days=1)
        if is_enough and not any(row.from_on <= day and (not row.until_on or day < row.until_on) for row in pauses):
            for row in usable:
                part = min(left[id(row)], mg)
                left[id(row)] -= part
                mg -= part
        day += timedelta(days=1)


@pytest.mark.django_db
def test_the_supply_of_a_course_comes_from_its_fills_doses_plan_and_pauses():
    course = PrescriptionFactory(started=True)
    DoseStepFactory(prescription=course, starts_on=on(0), dose_mg="4.5")
    Fill.objects.create(
        prescription=course, pharmacy=course.pharmacy, filled_on=on(0), strength_mg="1.5", form="tablet", quantity=90
    )
    Pause.objects.create(prescription=course, from_on=on(5), until_on=on(15), recorded_by=course.prescriber)

    assert supply.of_course(course) == Supply(until=on(39), ends_by_date=False)
    PlannedStep.objects.create(prescription=course, starts_on=on(25), dose_mg="9")
    assert supply.of_course(course) == Supply(until=on(31), ends_by_date=False, counts_planned=True)


quarters = st.integers(1, 30).map(lambda parts: str(Decimal(parts) / 4 * 3 / 5))
random_fills = st.lists(
    st.builds(
        lambda quantity, day, strength, good_for: fill(quantity, day=day, strength=strength, good_for=good_for),
        st.integers(1, 200),
        st.integers(-30, 200),
        st.sampled_from(["0.5", "1", "1.5", "4.5"]),
        st.none() | st.integers(1, 250),
    ),
    min_size=1,
    max_size=6,
).map(lambda fills: sorted(fills, key=lambda row: row.filled_on))
random_doses = st.dictionaries(st.integers(1, 150), quarters, max_size=5).flatmap(
    lambda later: quarters.map(lambda first: [dose(first), *(dose(mg, day=day) for day, mg in sorted(later.items()))])
)
random_pauses = (
    st.lists(st.integers(0, 200), unique=True, max_size=5)
    .map(sorted)
    .map(lambda days: [pause(*days[i : i + 2]) for i in range(0, len(days), 2)])
)


random_ladders = st.lists(st.tuples(st.integers(1, 40), quarters), max_size=5)


@given(random_fills, random_doses, random_ladders, random_pauses)
def test_the_supply_is_that_of_a_simulation_day_by_day(fills, doses, ladder, pauses):
    plan, day = [], (doses[-1].starts_on - FIRST).days
    for days, mg in ladder:
        day += days
        plan.append(planned(mg, day=day))

    reached = supply.lasts(fills=fills, dose_steps=doses, planned_steps=plan, pauses=pauses)

    assert reached.until == simulated(fills, doses, plan, pauses)


@pytest.mark.parametrize(
    ("until", "by_date", "words"),
    [
        (12, False, "Supply until Sat 13 Jun (12 days left)"),
        (1, True, "Supply until Tue 2 Jun, by its beyond-use date (1 day left)"),
        (0, False, "Supply until Mon 1 Jun (the last day)"),
        (-1, False, "Supply ran out: it lasted until Sun 31 May (1 day ago)"),
    ],
)
@pytest.mark.usefixtures("on_1_september")
def test_a_supply_is_told_with_its_days(until, by_date, words):
    assert Supply(until=on(until), ends_by_date=by_date).in_words(FIRST) == words


@pytest.mark.usefixtures("on_1_september")
def test_a_supply_says_that_planned_steps_are_counted():
    reached = Supply(until=on(12), ends_by_date=False, counts_planned=True)

    assert reached.in_words(FIRST) == "Supply until Sat 13 Jun, with the planned steps (12 days left)"


@pytest.mark.parametrize(
    ("until", "is_due", "has_run_out"), [(8, False, False), (7, True, False), (0, True, False), (-1, True, True)]
)
def test_a_refill_is_due_a_week_before_the_end(until, is_due, has_run_out):
    reached = Supply(until=on(until), ends_by_date=False)

    assert (reached.is_refill_due(FIRST), reached.has_run_out(FIRST)) == (is_due, has_run_out)
