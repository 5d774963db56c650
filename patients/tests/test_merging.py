"""Two records of one patient become one, and two again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.models import StudyId
from followups.models import Response
from patients.merging import joining, parting, relations
from patients.merging.relations import DECIDED, Fate
from patients.models import Contraindication, Diagnosis, Patient, PatientMerge, PhoneNumber, Visit
from patients.tests.doubles import DAY, with_course, with_everything
from prescriptions.models import Prescription, WashOut
from reports import kept
from reports.models import CourseOutcome, KeptOutcome
from tests.factories import (
    ClinicianFactory,
    FollowUpFactory,
    PatientFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    ResponseFactory,
    UserFactory,
)
from tests.test_house import ROOMS, ROOT

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 7, 8, 16, 0, tzinfo=UTC)
WHY = "the same identity card"


def merge(merged, stays, *, at=NOW):
    return joining.merge(merged=merged, stays=stays, reason=WHY, now=at, by=ClinicianFactory())


def take_back(row):
    return parting.unmerge(merge=row, reason="a twin", now=NOW, by=ClinicianFactory())


def the_house(*, without=("version",)):
    """Every row of every table of patients, but for what a save counts up, the users and the merges."""
    tables = {}
    for model in apps.get_models():
        about = model._meta
        if about.app_label not in ROOMS[2:] or not about.managed or hasattr(model, "pgh_tracked_model"):
            continue
        if model in (PatientMerge,):
            continue
        names = [field.attname for field in about.concrete_fields if field.name not in without]
        tables[about.label] = sorted(model._base_manager.values_list(*names), key=lambda row: str(row[0]))
    return tables


def sentence(call):
    with pytest.raises(ValidationError) as raised:
        call()
    return " ".join(raised.value.messages)


# --- the house rule -----------------------------------------------------------------------------------------


def test_of_every_table_that_leads_to_a_patient_it_is_decided_what_becomes_of_its_rows():
    """A new one fails here until somebody says whether its rows go with a merge."""
    assert {relation.name for relation in relations.of_patients()} == DECIDED.keys()


def test_nothing_that_belongs_to_a_patient_names_the_patient_without_a_key():
    """What moves is found by foreign keys: a column that is only called like one would be left behind."""
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if "patient" in field.name and not field.is_relation
    }

    assert named == {"core.AccessLog.patient_ids"}  # the log stays what it was; the trail asks for both


def test_merged_records_are_asked_for_in_few_places():
    """Whatever lists, finds, counts or exports asks `Patient.objects`. Each of these has its reason to ask for all."""
    asking = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "tests" not in path.parts and "Patient.records" in path.read_text()
    }

    assert asking == {
        "exchange/cohort.py",  # is anybody real on file?
        "exchange/importing/stored.py",  # a file that has the old chart number
        "patients/appointments/taking.py",  # so has the practice's calendar
        "patients/forms/patient.py",  # the number is not free
        "patients/merging/joining.py",
        "patients/merging/parting.py",
        "patients/middleware.py",  # the address leads on
        "patients/models/patient.py",  # the old chart number finds the patient
        "reports/audit/forms.py",
        "reports/audit/odd.py",
        "reports/audit/sources.py",
    }


# --- merging ------------------------------------------------------------------------------------------------


def test_all_that_one_has_goes_to_the_other():
    merged = with_everything(number="+12025550102")
    stays = PatientFactory()

    row = merge(merged, stays)

    assert set(counts(merged).values()) == {0}
    assert {name for name, fate in DECIDED.items() if fate != Fate.MOVES} == {
        "patients.Patient.merged_into",
        "patients.PatientMerge.merged",
        "patients.PatientMerge.stays",
        "reports.KeptOutcome.patient",
        "reports.CourseOutcome.patient",
        "exchange.StudyId.patient",
    }
    came = {relation.table: relation.rows_of(stays).count() for relation in relations.that_move()}
    assert set(came) == {name.rpartition(".")[0] for name, fate in DECIDED.items() if fate == Fate.MOVES}
    assert set(came.values()) == {1}
    assert row.moved == {relation.table: [relation.rows_of(stays).get().pk] for relation in relations.that_move()}


def test_the_other_record_stays_as_a_row_that_says_into_which_it_was_merged():
    merged, stays = PatientFactory(chart_number="A-2"), PatientFactory(chart_number="A-1")

    row = merge(merged, stays)

    kept_row = Patient.records.get(pk=merged.pk)
    assert (kept_row.merged_into, kept_row.version, kept_row.chart_number) == (stays, 2, "A-2")
    assert (row.merged, row.stays, row.merged_at, row.reason) == (merged, stays, NOW, WHY)
    assert list(Patient.objects.all()) == [stays]


def test_what_the_one_that_stays_has_already_it_has_once():
    merged, stays = with_everything(wash_out=False), with_everything(wash_out=False)

    row = merge(merged, stays)

    behind = {name for name, count in counts(merged).items() if count}
    assert behind == {
        "patients.PhoneNumber",
        "patients.Diagnosis",
        "patients.Medicine",
        "patients.Procedure",
        "patients.Contraindication",
        "patients.Visit",
        "prescriptions.DeclinedOffer",
    }
    assert behind & set(row.moved) == set()


def counts(patient):
    return {relation.table: relation.rows_of(patient).count() for relation in relations.that_move()}


def test_a_contraindication_that_is_cleared_goes_beside_the_open_one_of_its_kind():
    merged, stays = PatientFactory(), PatientFactory()
    Contraindication.objects.create(patient=merged, kind="pneumonia", since=DAY, cleared_on=DAY)
    Contraindication.objects.create(patient=stays, kind="pneumonia", since=DAY)

    merge(merged, stays)

    assert stays.contraindications.count() == 2


@pytest.mark.parametrize(
    ("merged", "stays", "together"),
    [
        ({"do_not_contact": True}, {}, (True, True)),
        ({}, {"do_not_contact": True}, (True, True)),
        ({"consents_to_calls": False}, {}, (False, False)),
        ({"consents_to_calls": False}, {"do_not_contact": True}, (False, True)),
        ({}, {}, (True, False)),
    ],
)
def test_the_stricter_contact_rights_win(merged, stays, together):
    stays = PatientFactory(**stays)

    merge(PatientFactory(**merged), stays)

    stays.refresh_from_db()
    assert (stays.consents_to_calls, stays.do_not_contact) == together


def test_of_a_number_that_both_have_the_stricter_words_win():
    merged, stays = PatientFactory(), PatientFactory()
    PhoneNumberFactory(patient=merged, message="nothing", out_of_use_on=DAY)
    PhoneNumberFactory(patient=stays, message="details")

    row = merge(merged, stays)

    number = stays.phone_numbers.get()
    assert (number.message, number.out_of_use_on) == ("nothing", DAY)
    take_back(row)
    number.refresh_from_db()
    assert (number.message, number.out_of_use_on) == ("details", None)


def test_a_death_is_known_of_the_one_that_stays():
    merged, stays = PatientFactory(deceased_on=DAY), PatientFactory()

    row = merge(merged, stays)
    stays.refresh_from_db()
    died = stays.deceased_on
    take_back(row)
    stays.refresh_from_db()

    assert (died, stays.deceased_on) == (DAY, None)


def test_forms_that_were_open_meanwhile_are_stale():
    merged, stays = PatientFactory(), PatientFactory()
    visit = Visit.objects.create(patient=merged, day=DAY)
    course = PrescriptionFactory(patient=merged)

    merge(merged, stays)

    for row in (visit, course, stays):
        assert row.held().version == row.version + 1
    with pytest.raises(Patient.DoesNotExist):
        merged.held()


# --- refusals -----------------------------------------------------------------------------------------------


def test_two_open_courses_are_refused():
    merged, stays = PrescriptionFactory(started=True).patient, PrescriptionFactory().patient

    assert sentence(lambda: merge(merged, stays)).startswith("Both have an open course of LDN")
    assert Patient.objects.count() == 2


def test_an_open_course_that_was_entered_in_error_is_none():
    by = ClinicianFactory()
    merged = PrescriptionFactory(started=True, voided_at=NOW, voided_by=by, voided_reason="another patient's").patient
    stays = PrescriptionFactory().patient

    assert merge(merged, stays).moved.keys() == {"prescriptions.Prescription"}


def test_two_wash_outs_are_refused():
    merged, stays = PatientFactory(), PatientFactory()
    for patient in (merged, stays):
        WashOut.objects.create(patient=patient, days=10, ordered_by=ClinicianFactory())

    assert sentence(lambda: merge(merged, stays)).startswith("Both have a wash-out running.")


@pytest.mark.parametrize("dead_one_stays", [True, False])
def test_a_death_and_an_open_course_are_refused(dead_one_stays):
    dead, alive = PatientFactory(chart_number="A-1", deceased_on=DAY), PrescriptionFactory().patient
    merged, stays = (alive, dead) if dead_one_stays else (dead, alive)

    assert sentence(lambda: merge(merged, stays)) == (
        f"Chart A-1 died on Mon 6 Jul, and chart {alive.chart_number} has an open course of LDN. They are two people, "
        "or one of the two is wrong: mend that first."
    )


@pytest.mark.parametrize("dead_one_stays", [True, False])
def test_a_death_and_a_later_answer_are_refused(dead_one_stays):
    dead = PatientFactory(deceased_on=date(2026, 7, 1))
    alive = ResponseFactory(prescription=PrescriptionFactory(stopped=True)).prescription.patient
    merged, stays = (alive, dead) if dead_one_stays else (dead, alive)

    assert "There is an answer of Mon 6 Jul, after this day." in sentence(lambda: merge(merged, stays))


def test_a_record_is_not_merged_with_itself():
    patient = PatientFactory()

    assert sentence(lambda: merge(patient, patient)) == "This is one and the same record. Find the other one."


def test_a_record_is_merged_once():
    merged, stays, third = PatientFactory(chart_number="A-2"), PatientFactory(), PatientFactory()
    merge(merged, stays)

    assert sentence(lambda: merge(merged, third)) == "Chart A-2 was merged into another record already."
    assert sentence(lambda: merge(third, merged)) == "Chart A-2 was merged into another record already."


def test_a_record_that_others_were_merged_into_stays():
    first, second, third = (PatientFactory(chart_number=f"A-{n}") for n in (1, 2, 3))
    merge(first, second)

    assert sentence(lambda: merge(second, third)) == (
        "Chart A-1 was merged into chart A-2. Let chart A-2 stay, or take that merge back first."
    )
    merge(third, second, at=NOW + timedelta(minutes=1))
    assert list(Patient.objects.all()) == [second]


def test_nobody_is_merged_while_somebody_is_on_the_telephone():
    by = UserFactory()
    held = FollowUpFactory(claimed_by=by, claimed_until=NOW + timedelta(minutes=5))

    assert sentence(lambda: merge(held.patient, PatientFactory())).startswith("Somebody is on the telephone")


# --- taking it back -----------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    both=st.tuples(st.booleans(), st.booleans()),
    same_number=st.booleans(),
    open_of=st.sampled_from(["merged", "stays", "nobody"]),
    rights=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)
def test_merged_and_taken_back_every_row_of_every_table_is_as_before(both, same_number, open_of, rights):
    consents, other_consents, do_not, other_do_not = rights
    numbers = ["+12025550101", "+12025550101" if same_number else "+12025550102"]
    whole, other_whole = both
    merged = one(whole, number=numbers[0], consents_to_calls=consents, do_not_contact=do_not)
    stays = one(other_whole, number=numbers[1], consents_to_calls=other_consents, do_not_contact=other_do_not)
    if open_of != "nobody":
        with_course(merged if open_of == "merged" else stays, started=True)
    StudyId.objects.give_to_everybody()
    before = the_house()

    take_back(merge(merged, stays))

    assert the_house() == before
    assert kept.reconcile() == 0
    for patient in (merged, stays):  # only one of the two may have a wash-out, or an open course, in the next round
        patient.prescriptions.update(voided_at=NOW, voided_by=UserFactory(), voided_reason="over")


def one(whole, **who):
    if whole:
        return with_everything(wash_out=False, **who)
    number = who.pop("number")
    return PhoneNumberFactory(patient=PatientFactory(**who), number=number).patient


def test_rows_that_changed_meanwhile_go_back_as_they_are_now():
    merged, stays = with_everything(), PatientFactory()
    row = merge(merged, stays)
    Visit.objects.update(status="kept")
    Diagnosis.objects.all().delete()

    foreseen = parting.foresee(row)
    take_back(row)

    assert foreseen.gone == {"patients.Diagnosis": 1}
    assert merged.visits.get().status == "kept"
    assert (merged.diagnoses.count(), stays.visits.count()) == (0, 0)


def test_what_was_added_since_stays_unless_it_hangs_on_what_goes_back():
    merged = PrescriptionFactory(started=True).patient
    stays = PrescriptionFactory(stopped=True).patient
    row = merge(merged, stays)
    course = Prescription.objects.active().get()
    course.patient.refresh_from_db()
    mine = FollowUpFactory(prescription=course, patient=stays)
    answer = ResponseFactory(prescription=course)
    own = FollowUpFactory(prescription=Prescription.objects.get(state="stopped"), patient=stays)
    visit = Visit.objects.create(patient=stays, day=DAY)

    foreseen = parting.foresee(row)
    take_back(row)

    assert foreseen.back == {"prescriptions.Prescription": [course]}
    assert foreseen.with_it == {"followups.FollowUp": [mine]}
    assert foreseen.remains == {"followups.FollowUp": [own], "patients.Visit": [visit]}
    assert (list(merged.followups.all()), list(stays.followups.all())) == ([mine], [own])
    assert Response.objects.get(prescription__patient=merged) == answer
    assert list(stays.visits.all()) == [visit]


def test_contact_rights_that_somebody_changed_since_stay_as_they_are():
    merged, stays = PatientFactory(consents_to_calls=False), PatientFactory()
    for patient, message in ((merged, "nothing"), (stays, "details")):
        PhoneNumberFactory(patient=patient, message=message)
    row = merge(merged, stays)
    PhoneNumber.objects.filter(patient=stays).update(message="call_back")

    take_back(row)

    stays.refresh_from_db()
    assert (stays.consents_to_calls, stays.phone_numbers.get().message) == (True, "call_back")


def test_the_later_merge_is_taken_back_first():
    first, second, stays = (PatientFactory(chart_number=f"A-{n}") for n in (1, 2, 3))
    for record in (first, second):
        PhoneNumberFactory(patient=record)
    earlier = merge(first, stays)
    later = merge(second, stays, at=NOW + timedelta(minutes=1))

    refused = sentence(lambda: take_back(earlier))
    take_back(later)
    take_back(earlier)

    assert refused == "Chart A-2 was merged into this record later. Take that back first."
    assert sentence(lambda: take_back(earlier)) == "This merge was taken back already."
    assert [record.phone_numbers.count() for record in (first, second, stays)] == [1, 1, 0]


def test_what_would_break_a_rule_is_not_taken_back():
    merged, stays = PatientFactory(), PatientFactory()
    for patient in (merged, stays):
        Contraindication.objects.create(patient=patient, kind="pneumonia", since=DAY)
    cleared = Contraindication.objects.create(patient=merged, kind="pneumonia", since=DAY, cleared_on=DAY)
    row = merge(merged, stays)
    Contraindication.objects.filter(patient=stays).exclude(pk=cleared.pk).update(cleared_on=DAY)
    Contraindication.objects.filter(pk=cleared.pk).update(cleared_on=None)

    assert sentence(lambda: take_back(row)) == "This is on file already, and not cleared."
    assert list(Patient.objects.all()) == [stays]


def test_a_death_and_an_open_course_are_not_taken_apart_into_one_record():
    merged, stays = PrescriptionFactory(stopped=True).patient, PatientFactory()
    Patient.objects.filter(pk=merged.pk).update(deceased_on=date(2026, 8, 3))
    row = merge(merged, stays)
    Patient.objects.filter(pk=stays.pk).update(deceased_on=None)
    Prescription.objects.update(
        state="active", stopped_on=None, stop_reason=None, stop_recorded_at=None, stopped_by=None
    )

    assert sentence(lambda: take_back(row)) == (
        f"Chart {merged.chart_number} died on Mon 3 Aug, and would have an open course of LDN. Mend one first."
    )


# --- what is counted ----------------------------------------------------------------------------------------


def test_kept_outcomes_are_those_of_the_patient_that_counts():
    merged = PrescriptionFactory(stopped=True, prescribed_on=date(2026, 5, 1)).patient
    later = PrescriptionFactory(started=True)
    stays = later.patient
    before = outcomes()

    row = merge(merged, stays)
    together, mended = outcomes(), kept.reconcile()
    take_back(row)

    assert before == [(merged.pk, None), (stays.pk, None)]
    assert together == [(stays.pk, None), (stays.pk, date(2026, 5, 1))]
    assert (outcomes(), mended, kept.reconcile()) == (before, 0, 0)


def outcomes():
    return list(KeptOutcome.objects.order_by("prescribed_on").values_list("patient", "previous_prescribed_on"))


def test_as_many_courses_are_counted_and_one_patient_less():
    merged, stays = PrescriptionFactory(stopped=True).patient, PrescriptionFactory(started=True).patient
    asked = CourseOutcome.objects.as_of(date(2026, 9, 1))
    before = (asked.count(), asked.first_of_their_patient_since(None).count())

    merge(merged, stays)

    assert before == (2, 2)
    assert (asked.count(), asked.first_of_their_patient_since(None).count()) == (2, 1)


def test_each_record_keeps_its_study_id():
    merged, stays = PatientFactory(), PatientFactory()
    StudyId.objects.give_to_everybody()
    before = dict(StudyId.objects.values_list("patient", "code"))

    row = merge(merged, stays)
    together = dict(StudyId.objects.values_list("patient", "code"))
    take_back(row)

    assert together == before == dict(StudyId.objects.values_list("patient", "code"))


def test_the_database_has_no_record_that_is_merged_into_itself():
    patient = PatientFactory()

    with connection.cursor() as cursor, pytest.raises(Exception, match="patient_merged_into_another"):
        cursor.execute("UPDATE patients_patient SET merged_into_id = id WHERE id = %s", [patient.pk])


def test_a_number_of_a_record_that_was_merged_finds_the_one_that_counts():
    merged, stays = PatientFactory(chart_number="OLD-77"), PatientFactory(chart_number="A-1")
    merge(merged, stays)

    assert list(Patient.objects.matching("old-77")) == [stays]
    assert list(Patient.objects.matching("Baptiste")) == [stays]
    assert PhoneNumber.objects.count() == 0
