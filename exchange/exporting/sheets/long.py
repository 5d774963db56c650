"""A table of each kind. All are about the courses of the order; what was entered in error is left out, and so is what
came after the day that the report is of."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.db.models import F, Model, OuterRef, QuerySet, Subquery

from exchange.exporting.columns import Column, Sheet, from_field
from exchange.exporting.order import Order
from exchange.exporting.sheets import parts
from followups.models import CallAttempt, FollowUp, Response, SideEffect
from patients.models import Patient
from prescriptions.models import DoseStep, Fill, Prescription
from reports.models import KeptOutcome

COURSE, PATIENT = "prescription__", "prescription__patient__"


def sheets(order: Order) -> list[Sheet]:
    return [make(order) for make in (_patients, _courses, _doses, _fills, _followups, _attempts, _answers, _effects)]


def _sheet(name: str, one_row: str, rows: QuerySet, columns: list[Column]) -> Sheet:
    return Sheet(name=name, one_row=one_row, rows=rows.order_by(), columns=tuple(columns), within={})


def _of(order: Order, rows: QuerySet, course: str = "prescription") -> QuerySet:
    return rows.filter(**{f"{course}__in": order.courses().order_by().values("prescription")})


def _key(course: str = COURSE) -> list[Column]:
    return [parts.whose(f"{course}patient__"), parts.which_course(course)]


def _patients(order: Order) -> Sheet:
    of = partial(from_field, Patient)
    first_start = Prescription.objects.valid().filter(patient=OuterRef("pk")).order_by("prescribed_on", "pk")
    start = Subquery(first_start.values(start=parts.start_of(""))[:1])
    age = parts.age("", start, today=order.today)
    columns = [
        parts.whose(""),
        of("family_name"),
        of("given_name"),
        of("date_of_birth", instead=(replace(age, label=age.label.replace("prescribed", "the first course started")),)),
        of("sex"),
        of("language"),
        parts.counted_from(start, of("deceased_on", empty_means="no death recorded")),
    ]
    rows = Patient.objects.filter(pk__in=order.courses().order_by().values("patient"))
    return _sheet("patients", "a patient", rows, columns)


def _courses(order: Order) -> Sheet:
    start, rule = parts.start_of(COURSE), order.cohort.rule
    of = partial(from_field, Prescription)
    outcome = partial(from_field, KeptOutcome)
    prescribed = parts.counted_from(start, of("prescribed_on", value=F("prescribed_on")))
    year = parts.start_year(PATIENT, start, today=order.today)

    def at(name: str, **said: object) -> Column:
        return of(name, value=F(COURSE + name), **said)

    columns = [
        *_key(),
        replace(prescribed, instead=(*prescribed.instead, year)),
        at("is_imported"),
        at("primary_indication"),
        at("regions"),
        at("radiation"),
        at("average_pain", empty_means="not asked"),
        at("peg_enjoyment", empty_means="not asked"),
        at("peg_activity", empty_means="not asked"),
        at("months_in_pain", unit="months"),
        at("goal"),
        at("starting_dose_mg", unit="mg a day"),
        at("strength_mg", unit="mg"),
        at("form"),
        at("quantity"),
        at("monthly_cost_usd", unit="USD"),
        at("state"),
        parts.counted_from(start, at("first_dose_on", empty_means="not started")),
        at("first_dose_is_approximate"),
        parts.counted_from(start, at("stopped_on", empty_means="not stopped")),
        at("stop_reason", empty_means="not stopped"),
        at("other_stop_reasons"),
        outcome("category", choices=tuple((one.value, one.label) for one in rule.categories)),
        outcome("category_before", empty_means="neither stopped nor lost"),
        outcome("is_started"),
        outcome("is_assessed"),
        outcome("is_responder"),
        outcome("stable_dose_mg", unit="mg a day"),
        outcome("days_to_stable_dose", unit="days"),
        parts.days_on_ldn(F("days_on_ldn"), F(f"{COURSE}stopped_on")),
    ]
    return _sheet("courses", "a course", order.courses(), columns)


def _doses(order: Order) -> Sheet:
    of = partial(from_field, DoseStep)
    columns = [*_key(), _day(of("starts_on")), of("dose_mg", unit="mg a day"), of("source"), of("reason")]
    return _sheet("doses", "a dose from a day on", _by_then(order, DoseStep, "starts_on"), columns)


def _fills(order: Order) -> Sheet:
    of = partial(from_field, Fill)
    pharmacy = of("pharmacy__name", name="pharmacy", label="Pharmacy")
    columns = [
        *_key(),
        _day(of("filled_on")),
        pharmacy,
        of("strength_mg", unit="mg"),
        of("form"),
        of("quantity"),
        of("lot"),
        _day(of("beyond_use_on")),
        of("price_usd", unit="USD"),
    ]
    return _sheet("fills", "a fill", _by_then(order, Fill, "filled_on"), columns)


def _followups(order: Order) -> Sheet:
    of = partial(from_field, FollowUp)
    columns = [
        *_key(),
        parts.number_of(FollowUp, "due_on", name="follow_up"),
        of("kind"),
        of("after_months", unit="months"),
        of("after_days", unit="days"),
        of("number"),
        _day(of("due_on")),
        _day(of("window_opens_on")),
        _day(of("window_closes_on")),
        of("state"),
        _day(of("settled_at", empty_means="open")),
    ]
    # Without names only what is settled: what is still open tells how long ago the course began.
    rows = FollowUp.objects.all() if order.names_people else FollowUp.objects.settled()
    return _sheet("follow_ups", "a follow-up that was planned", _of(order, rows), columns)


def _attempts(order: Order) -> Sheet:
    of = partial(from_field, CallAttempt)
    start = parts.start_of(f"followup__{COURSE}")
    rows = CallAttempt.objects.filter(voided_at=None, called_at__date__lte=order.cohort.as_of)
    columns = [
        *_key(f"followup__{COURSE}"),
        parts.number_of(FollowUp, "due_on", name="follow_up", at="followup__"),
        parts.counted_from(start, of("called_at")),
        of("number", name="number_dialled", label="Number dialled", empty_means="the patient rang"),
        of("outcome"),
        of("refill_answer", empty_means="not asked"),
        parts.counted_from(start, of("call_again_at", empty_means="nothing was promised")),
    ]
    return _sheet("attempts", "a call", _of(order, rows, "followup__prescription"), columns)


def _answers(order: Order) -> Sheet:
    of = partial(from_field, Response, empty_means="not asked")
    columns = [
        *_key(),
        parts.number_of(Response, "asked_on", name="answer"),
        replace(parts.number_of(FollowUp, "due_on", name="follow_up", at="followup__"), empty_means="unscheduled"),
        _day(of("asked_on")),
        *(of(name) for name in ("mode", "answered_by", "proxy_relation", "through_interpreter", "asked_in")),
        *(of(name) for name in ("broke_off", "declined_items", "is_imported", "instrument", "pgic")),
        of("relief_percent", unit="per cent"),
        *(of(name) for name in ("continues", "quality_of_life_improved", "side_effects_asked", "functional_gains")),
        *(of(name) for name in ("gains_in_own_words", "may_be_quoted", "average_pain", "peg_enjoyment")),
        of("peg_activity"),
        of("dose_mg", unit="mg a day"),
        of("monthly_cost_usd", unit="USD"),
        *(of(name) for name in ("new_facts", "new_facts_in_words", "other_treatments")),
    ]
    rows = _by_then(order, Response, "asked_on").filter(voided_at=None)
    return _sheet("answers", "an answer", rows, columns)


def _effects(order: Order) -> Sheet:
    of = partial(from_field, SideEffect)
    answer = parts.number_of(Response, "asked_on", name="answer", at="response__")
    columns = [
        *_key(),
        replace(answer, empty_means="named at the stop"),
        of("effect"),
        of("severity", empty_means="not asked"),
        of("is_serious", empty_means="not asked"),
    ]
    rows = _of(order, SideEffect.objects.filter(response__voided_at=None))
    return _sheet("side_effects", "a side effect named", rows, columns)


def _by_then(order: Order, model: type[Model], day: str) -> QuerySet:
    """Those of the order's courses by the day that the report is of."""
    return _of(order, model.objects.filter(**{f"{day}__lte": order.cohort.as_of}))


def _day(column: Column) -> Column:
    return parts.counted_from(parts.start_of(COURSE), column)
