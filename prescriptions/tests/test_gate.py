"""The gate in the clinic: what is on file opens or stops it, and every way past it is a prescriber's, signed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from patients.models import ClinicianTask, Contraindication
from prescriptions import actions, gate, safety
from prescriptions.models import Fill, Prescription, ScreenedOpioid, Screening, WashOut
from tests.factories import PatientFactory, PharmacyFactory, PrescriptionFactory, UserFactory, screened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]
TODAY = date(2026, 9, 1)
NO = dict.fromkeys(
    (
        "non_prescribed_opioids",
        "opioid_for_cough_or_diarrhoea",
        "naltrexone_allergy",
        "pneumonia",
        "acute_hepatitis",
        "liver_failure",
        "suicidal_thoughts",
    ),
    False,
)
HYDROCODONE = {"drug": "hydrocodone", "strength": Decimal(5), "units_prescribed": Decimal(3), "units_taken": Decimal(3)}
TRAMADOL = {"drug": "tramadol", "strength": Decimal(50), "units_prescribed": Decimal(1), "units_taken": Decimal(1)}


@pytest.fixture
def prescriber():
    return with_password(Role.CLINICIAN)


def with_password(role):
    user = UserFactory(role=role)
    user.set_password("start-low-go-slow")
    user.save()
    return user


def days_ago(days):
    return TODAY - timedelta(days=days)


def screen(patient, *opioids, by, on=TODAY, **answers):
    screening = Screening(patient=patient, asked_on=on, **(NO | {"egfr": 90} | answers))
    rows = [ScreenedOpioid(**({"name": opioid["drug"].capitalize()} | opioid)) for opioid in opioids]
    return safety.screen(screening=screening, opioids=rows, by=by)


def sign(patient, rule, by, **changes):
    given = {"reason": "Known for years", "password": "start-low-go-slow"} | changes
    return safety.sign(patient=patient, rule=rule, by=by, **given)


def prescribe(patient, by, **changes):
    facts = {
        "prescribed_on": TODAY,
        "starting_dose_mg": Decimal("1.5"),
        "strength_mg": Decimal("1.5"),
        "quantity": 90,
        "primary_indication": "M54.16",
    } | changes
    return actions.prescribe(course=Prescription(patient=patient, pharmacy=PharmacyFactory(), **facts), by=by)


def stops(patient):
    return [one.finding.rule for one in gate.of(patient, TODAY).shown if one.stops]


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        call(*args, **kwargs)
    return error.value.messages


def faults(call, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        call(*args, **kwargs)
    return error.value.message_dict


# --- the three ways in --------------------------------------------------------------------------------------


def test_a_clean_patient_is_screened_and_gets_ldn(prescriber):
    patient = PatientFactory()

    assert refusal(prescribe, patient, prescriber) == [
        "There is no screening of the last 30 days. What clears it: Screen the patient."
    ]
    screen(patient, by=UserFactory())
    assert prescribe(patient, prescriber).pk


def test_a_low_dose_opioid_is_stopped_washed_out_released_and_asked_again(prescriber):
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber, on=days_ago(12))
    wash_out = safety.order_wash_out(patient=patient, days=10, last_taken_on=days_ago(11), by=prescriber)

    assert "wash_out" in stops(patient)
    safety.release_wash_out(wash_out=wash_out, by=prescriber)
    assert stops(patient) == ["screen_after_wash_out"]
    screen(patient, by=prescriber)
    assert stops(patient) == []
    assert prescribe(patient, prescriber).pk


def test_tramadol_alone_takes_the_prescribers_signature(prescriber):
    patient = PatientFactory()
    screen(patient, TRAMADOL, by=UserFactory())

    assert len(refusal(prescribe, patient, prescriber)) == 1
    sign(patient, "tramadol_alone", prescriber)
    assert prescribe(patient, prescriber).pk


def test_a_screening_takes_the_signature_away(prescriber):
    patient = PatientFactory()
    screen(patient, TRAMADOL, by=prescriber)
    sign(patient, "tramadol_alone", prescriber)

    screen(patient, TRAMADOL, by=prescriber)

    assert stops(patient) == ["tramadol_alone"]


def test_who_takes_less_than_prescribed_is_exempt_by_two_signatures(prescriber):
    patient = PatientFactory()
    screen(patient, TRAMADOL | {"units_prescribed": Decimal(4)}, by=prescriber)

    assert stops(patient) == ["opioid_in_use"]
    sign(patient, "taken_dose", prescriber)
    assert stops(patient) == ["tramadol_alone"]
    sign(patient, "tramadol_alone", prescriber)
    assert stops(patient) == []


@pytest.mark.parametrize(("is_signed", "expected"), [(True, []), (False, ["opioid_on_file"])])
def test_nobody_waits_after_tramadol_whose_dose_taken_is_signed_for(prescriber, is_signed, expected):
    patient = PatientFactory()
    screen(patient, TRAMADOL | {"units_prescribed": Decimal(4)}, by=prescriber)
    if is_signed:
        sign(patient, "taken_dose", prescriber)

    screen(patient, by=prescriber)

    assert stops(patient) == expected


# --- ways round it ------------------------------------------------------------------------------------------


def test_an_opioid_does_not_vanish_by_asking_again(prescriber):
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber)

    screen(patient, by=prescriber)

    assert stops(patient) == ["opioid_on_file"]


def test_an_opioid_on_the_chart_is_not_cleared_by_a_screening_that_does_not_name_it(prescriber):
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="opioid", since=days_ago(5))

    screen(patient, by=prescriber)
    assert stops(patient) == ["opioid"]
    patient.contraindications.update(cleared_on=TODAY)
    assert stops(PatientFactory._meta.model.objects.get(pk=patient.pk)) == ["opioid_on_file"]


def test_an_opioid_on_the_chart_is_cleared_by_the_screening_that_names_it(prescriber):
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="opioid", since=days_ago(5))

    screen(patient, TRAMADOL, by=prescriber)

    assert stops(patient) == ["tramadol_alone"]


def test_a_backdated_prescription_meets_what_is_known_today(prescriber):
    patient = screened(PatientFactory(), on=days_ago(20))
    screen(patient, HYDROCODONE, by=prescriber)

    assert len(refusal(prescribe, patient, prescriber, prescribed_on=days_ago(20))) == 1


def test_allergy_hepatitis_and_liver_failure_are_not_cleared_by_a_no(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, naltrexone_allergy=True, acute_hepatitis=True, liver_failure=True, pneumonia=True)

    screen(patient, by=prescriber)

    assert stops(patient) == ["naltrexone_allergy", "acute_hepatitis", "liver_failure"]


@pytest.mark.parametrize(("egfr", "expected"), [(59, ["kidney_failure"]), (60, [])])
def test_a_measured_egfr_opens_or_clears_kidney_failure(prescriber, egfr, expected):
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="kidney_failure", since=days_ago(5))

    screen(patient, by=prescriber, egfr=egfr)

    assert stops(patient) == expected
    assert patient.contraindications.filter(cleared_on=None).exists() is bool(expected)


def test_a_screening_of_a_day_to_come_is_refused(prescriber):
    with pytest.raises(ValidationError) as error:
        screen(PatientFactory(), by=prescriber, on=TODAY + timedelta(days=1))
    assert error.value.message_dict == {"asked_on": ["This day is still to come."]}


def test_a_screening_entered_in_error_counts_no_more(prescriber):
    patient = screened(PatientFactory(), on=days_ago(1))
    wrong = screen(patient, HYDROCODONE, by=prescriber)

    safety.void_screening(screening=wrong, reason="The wrong patient", by=prescriber)

    assert stops(patient) == []
    wrong.refresh_from_db()
    assert (wrong.voided_at.date(), wrong.voided_by, wrong.voided_reason) == (TODAY, prescriber, "The wrong patient")
    assert refusal(safety.void_screening, screening=wrong, reason="Twice", by=prescriber) == [
        "This screening is marked as entered in error already."
    ]


# --- signatures ---------------------------------------------------------------------------------------------


def test_a_prescriber_overrides_with_reason_and_password(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, egfr=45)

    decision = sign(patient, "kidney_failure", prescriber)

    assert (decision.signed_by, decision.reason) == (prescriber, "Known for years")
    assert decision.sentence == "Kidney failure, moderate: eGFR 45, limit 60."
    assert prescribe(patient, prescriber).pk


def test_a_wrong_password_signs_nothing(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, egfr=45)

    assert faults(sign, patient, "kidney_failure", prescriber, password="wrong") == {
        "password": ["This is not your password."]
    }
    assert stops(patient) == ["kidney_failure"]


def test_nobody_signs_what_is_no_longer_there_or_was_not_asked(prescriber):
    unscreened, patient = PatientFactory(), PatientFactory()
    screen(patient, by=prescriber)

    for one, rule in ((patient, "kidney_failure"), (unscreened, "not_screened")):
        assert refusal(sign, one, rule, prescriber) == ["This finding is no longer there. Reload the page."]


def test_a_signature_after_another_replaces_it_and_keeps_who_and_when(prescriber):
    patient, other = PatientFactory(), with_password(Role.CLINICIAN)
    screen(patient, by=prescriber, pneumonia=True)
    first = sign(patient, "pneumonia", prescriber)
    patient.contraindications.update(since=days_ago(3))

    second = sign(patient, "pneumonia", other, reason="Looked at again")

    assert second.pk == first.pk
    assert (second.signed_by, second.signed_at.date(), second.reason) == (other, TODAY, "Looked at again")
    assert second.sentence == "Has pneumonia, since 29 August 2026."


def test_a_signature_says_why(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, egfr=45)

    assert refusal(sign, patient, "kidney_failure", prescriber, reason="") == ["This field cannot be blank."]


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_nobody_else_overrides_orders_or_releases(prescriber, role):
    patient, other = PatientFactory(), with_password(role)
    screen(patient, by=prescriber, egfr=45, on=days_ago(20), last_opioid_on=days_ago(20))
    wash_out = safety.order_wash_out(patient=patient, days=10, last_taken_on=days_ago(20), by=prescriber)
    screening = patient.screenings.get()

    for refused in (
        lambda: sign(patient, "kidney_failure", other),
        lambda: safety.order_wash_out(patient=PatientFactory(), days=10, last_taken_on=None, by=other),
        lambda: safety.release_wash_out(wash_out=wash_out, by=other),
        lambda: safety.cancel_wash_out(wash_out=wash_out, reason="No", by=other),
        lambda: safety.void_screening(screening=screening, reason="No", by=other),
    ):
        assert refusal(refused) == ["Only a prescriber can do this."]


@pytest.mark.parametrize(
    ("answers", "opioids", "rule"),
    [
        ({"naltrexone_allergy": True}, [], "naltrexone_allergy"),
        ({"acute_hepatitis": True}, [], "acute_hepatitis"),
        ({"liver_failure": True}, [], "liver_failure"),
        ({"non_prescribed_opioids": True}, [], "non_prescribed_opioid"),
        ({"opioid_for_cough_or_diarrhoea": True}, [], "opioid_for_cough_or_diarrhoea"),
        ({}, [HYDROCODONE], "opioid_in_use"),
        ({}, [HYDROCODONE | {"drug": "methadone"}], "opioid_to_clinician"),
    ],
)
def test_some_things_nobody_overrides(prescriber, answers, opioids, rule):
    patient = PatientFactory()
    screen(patient, *opioids, by=prescriber, **answers)

    assert stops(patient) == [rule]
    assert refusal(sign, patient, rule, prescriber)[0].startswith("Nobody can override this.")


def test_a_signature_counts_for_what_was_shown(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, pneumonia=True)
    sign(patient, "pneumonia", prescriber)
    assert stops(patient) == []

    patient.contraindications.update(since=days_ago(3))

    assert stops(patient) == ["pneumonia"]
    sign(patient, "pneumonia", prescriber)
    assert stops(patient) == []


# --- wash-out -----------------------------------------------------------------------------------------------


def washing_out(prescriber, last=10):
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber, on=days_ago(last))
    return safety.order_wash_out(patient=patient, days=10, last_taken_on=days_ago(last), by=prescriber)


@pytest.mark.parametrize(("last", "is_over"), [(10, False), (11, True)])
def test_a_wash_out_is_released_from_the_day_after_its_last_day(prescriber, last, is_over):
    wash_out = washing_out(prescriber, last)

    if is_over:
        safety.release_wash_out(wash_out=wash_out, by=prescriber)
        wash_out.refresh_from_db()
        assert wash_out.released_by == prescriber
    else:
        assert refusal(safety.release_wash_out, wash_out=wash_out, by=prescriber) == ["The wash-out is not over yet."]


@pytest.mark.parametrize(("last", "is_due"), [(9, False), (10, True), (11, True)])
def test_a_wash_out_makes_its_own_call_on_its_last_day(prescriber, last, is_due):
    washing_out(prescriber, last)

    assert WashOut.objects.to_call_by(TODAY).exists() is is_due


def test_the_call_is_made_once_and_puts_the_release_before_a_clinician(prescriber):
    wash_out = washing_out(prescriber)

    safety.report_no_opioid_since(wash_out=wash_out, by=UserFactory())

    assert not WashOut.objects.to_call_by(TODAY).exists()
    assert ClinicianTask.objects.get().what.startswith("Wash-out until 1 September 2026: no opioid since.")


def test_any_dose_starts_the_wash_out_again(prescriber):
    wash_out = washing_out(prescriber)
    safety.report_last_opioid(wash_out=wash_out, taken_on=days_ago(2), by=UserFactory())
    wash_out.refresh_from_db()
    assert (wash_out.last_taken_on, wash_out.ends_on) == (days_ago(2), date(2026, 9, 9))

    screen(wash_out.patient, HYDROCODONE, by=prescriber)
    wash_out.refresh_from_db()
    assert wash_out.last_taken_on == TODAY


def test_the_last_dose_is_never_earlier_than_what_is_on_file(prescriber):
    wash_out = washing_out(prescriber)

    assert refusal(safety.report_last_opioid, wash_out=wash_out, taken_on=days_ago(11), by=prescriber) == [
        "A later dose is on file: 22 August 2026."
    ]
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber)
    assert refusal(safety.order_wash_out, patient=patient, days=10, last_taken_on=days_ago(1), by=prescriber) == [
        "A later dose is on file: 1 September 2026."
    ]


def test_a_wash_out_that_was_given_up_clears_nothing(prescriber):
    wash_out = washing_out(prescriber, 11)
    safety.cancel_wash_out(wash_out=wash_out, reason="The opioid goes on", by=prescriber)
    screen(wash_out.patient, by=prescriber)

    assert stops(wash_out.patient) == ["opioid_on_file"]
    assert refusal(safety.release_wash_out, wash_out=wash_out, by=prescriber) == [
        "This wash-out is released or given up already."
    ]


def test_the_call_waits_for_the_last_day_and_is_made_once(prescriber):
    tapering = safety.order_wash_out(patient=PatientFactory(), days=10, last_taken_on=None, by=prescriber)
    too_early, in_time = washing_out(prescriber, 9), washing_out(prescriber, 10)

    for wash_out in (tapering, too_early):
        assert refusal(safety.report_no_opioid_since, wash_out=wash_out, by=prescriber) == [
            "The last day of the wash-out has not come yet."
        ]
    safety.report_no_opioid_since(wash_out=in_time, by=prescriber)
    assert refusal(safety.report_no_opioid_since, wash_out=in_time, by=prescriber) == [
        "This was asked already; the wash-out waits for its release."
    ]


def test_a_dose_after_the_call_makes_another_call(prescriber):
    reported, screened_again = washing_out(prescriber), washing_out(prescriber)
    for wash_out in (reported, screened_again):
        safety.report_no_opioid_since(wash_out=wash_out, by=prescriber)

    safety.report_last_opioid(wash_out=reported, taken_on=days_ago(1), by=prescriber)
    screen(screened_again.patient, by=prescriber, last_opioid_on=days_ago(1))

    assert [row.none_since_asked_on for row in WashOut.objects.all()] == [None, None]
    assert [row.last_taken_on for row in WashOut.objects.all()] == [days_ago(1), days_ago(1)]


def test_a_day_that_cannot_be_is_refused_at_its_field(prescriber):
    wash_out = washing_out(prescriber)
    tomorrow = TODAY + timedelta(days=1)
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber)

    assert faults(safety.report_last_opioid, wash_out=wash_out, taken_on=tomorrow, by=prescriber) == {
        "taken_on": ["This day is still to come."]
    }
    assert faults(safety.report_last_opioid, wash_out=wash_out, taken_on=days_ago(11), by=prescriber) == {
        "taken_on": ["A later dose is on file: 22 August 2026."]
    }
    order = {"patient": patient, "days": 10, "by": prescriber}
    assert faults(safety.order_wash_out, **order, last_taken_on=tomorrow) == {
        "last_taken_on": ["This day is still to come."]
    }
    assert faults(safety.order_wash_out, **order, last_taken_on=days_ago(1)) == {
        "last_taken_on": ["A later dose is on file: 1 September 2026."]
    }


def test_who_ordered_released_or_gave_up_a_wash_out_is_kept(prescriber):
    released, given_up = washing_out(prescriber, 11), washing_out(prescriber, 11)

    safety.release_wash_out(wash_out=released, by=prescriber)
    safety.cancel_wash_out(wash_out=given_up, reason="The opioid goes on", by=prescriber)

    released.refresh_from_db()
    given_up.refresh_from_db()
    assert (released.ordered_by, released.released_by, released.released_at.date()) == (prescriber, prescriber, TODAY)
    assert (given_up.cancelled_by, given_up.cancelled_at.date()) == (prescriber, TODAY)
    assert given_up.cancel_reason == "The opioid goes on"


def test_a_patient_has_one_wash_out_at_a_time(prescriber):
    wash_out = washing_out(prescriber)

    assert refusal(safety.order_wash_out, patient=wash_out.patient, days=10, last_taken_on=None, by=prescriber) == [
        "A wash-out is running already."
    ]


# --- after prescribing --------------------------------------------------------------------------------------


def ways_on(course, by):
    """Each way in which a course opens or goes on, for a course in the state it needs."""
    match course.state:
        case "sent":
            actions.start(course=course, first_dose_on=TODAY, by=by)
        case "never_filled":
            fill = Fill(
                prescription=course,
                pharmacy=course.pharmacy,
                filled_on=TODAY,
                strength_mg=course.strength_mg,
                quantity=9,
            )
            actions.record_fill(fill=fill, by=by)
        case "stopped":
            actions.undo_stop(course=course, by=by)
        case "active":
            actions.resume(course=course, resumed_on=TODAY, by=by)


@pytest.mark.parametrize("made", [{}, {"state": "never_filled"}, {"stopped": True}, {"started": True}])
@pytest.mark.parametrize("is_stopped", [True, False])
def test_no_course_goes_on_past_a_stop(prescriber, made, is_stopped):
    course = PrescriptionFactory(**made)
    if course.state == "active":
        actions.pause(course=course, from_on=days_ago(3), reason="Surgery", by=prescriber)
        screened(course.patient)
    if is_stopped:
        safety.note_new_facts(patient=course.patient, kinds=["opioid"], what="Oxycodone", on=days_ago(1), by=prescriber)
        assert refusal(ways_on, course, prescriber)[0].startswith("An opioid in use is on file")
    else:
        ways_on(course, prescriber)


def test_an_old_screening_does_not_keep_the_first_dose_from_being_recorded(prescriber):
    course = PrescriptionFactory()
    screened(course.patient, on=days_ago(60))

    ways_on(course, prescriber)

    course.refresh_from_db()
    assert course.state == "active"


@pytest.mark.parametrize(("asked", "is_enough"), [(50, True), (51, False)])
def test_a_pause_ends_with_a_screening_of_its_time(prescriber, asked, is_enough):
    course = PrescriptionFactory(started=True)
    screened(course.patient, on=days_ago(asked))
    actions.pause(course=course, from_on=days_ago(50), reason="Surgery", by=prescriber)

    if is_enough:
        ways_on(course, prescriber)
    else:
        assert "no screening" in refusal(ways_on, course, prescriber)[0]


def test_a_pause_to_come_is_taken_back_without_a_screening(prescriber):
    course = PrescriptionFactory(started=True)
    actions.pause(course=course, from_on=TODAY + timedelta(days=5), reason="Surgery", by=prescriber)

    ways_on(course, prescriber)

    assert not course.pauses.exists()


def test_a_screening_of_a_patient_on_ldn_raises_what_cannot_wait(prescriber):
    patient = PrescriptionFactory(started=True).patient

    screen(
        patient,
        TRAMADOL | {"strength": Decimal(100)},
        by=prescriber,
        pregnant_or_nursing=True,
        procedure_on=TODAY + timedelta(days=3),
        suicidal_thoughts=True,
    )

    tasks = {task.kind: (task.what, task.due_on) for task in ClinicianTask.objects.all()}
    assert tasks == {
        "opioid": ("Takes an opioid with LDN: Tramadol", TODAY),
        "pregnancy": ("Is pregnant or nursing, with LDN.", TODAY),
        "procedure": ("A procedure is planned on 4 September 2026, with LDN.", TODAY),
        "suicidal_thoughts": ("Named thoughts of suicide at a screening.", TODAY),
    }


@pytest.mark.parametrize(
    ("answers", "opioids", "named"),
    [
        ({"non_prescribed_opioids": True}, [], "not prescribed, or for cough or diarrhoea"),
        ({"opioid_for_cough_or_diarrhoea": True}, [], "not prescribed, or for cough or diarrhoea"),
        ({}, [HYDROCODONE, TRAMADOL], "Hydrocodone, Tramadol"),
        ({}, [HYDROCODONE | {"name": "H" * 100}] * 3, "H" * 100 + ", " + "H" * 100 + ", " + "H" * 70),
    ],
)
def test_an_opioid_with_ldn_is_named_in_the_task(prescriber, answers, opioids, named):
    screen(PrescriptionFactory(started=True).patient, *opioids, by=prescriber, **answers)

    task = ClinicianTask.objects.get()
    assert (task.kind, task.what, task.raised_by) == ("opioid", f"Takes an opioid with LDN: {named}", prescriber)


def test_an_opioid_that_is_prescribed_and_not_taken_raises_nothing(prescriber):
    wash_out = washing_out(prescriber)
    patient = PrescriptionFactory(started=True, patient=wash_out.patient).patient

    screen(patient, HYDROCODONE | {"units_taken": Decimal(0)}, by=prescriber)

    wash_out.refresh_from_db()
    assert (wash_out.last_taken_on, ClinicianTask.objects.exists()) == (days_ago(10), False)


@pytest.mark.parametrize(
    ("new", "kind", "what"),
    [
        ("medicine", "question", "New medicine: as told"),
        ("opioid", "opioid", "New opioid: as told"),
        ("illness", "question", "New illness: as told"),
        ("pregnancy", "pregnancy", "New pregnancy or nursing: as told"),
        ("procedure", "procedure", "New procedure: as told"),
    ],
)
def test_what_a_contact_brings_up_is_put_before_a_clinician_today(prescriber, new, kind, what):
    patient, assistant = washing_out(prescriber, 5).patient, UserFactory()

    safety.note_new_facts(patient=patient, kinds=[new], what="as told", on=days_ago(1), by=assistant)

    task = ClinicianTask.objects.get()
    assert (task.patient, task.kind, task.what, task.due_on, task.raised_by) == (patient, kind, what, TODAY, assistant)
    on_file = list(patient.contraindications.values_list("kind", "since", "cleared_on"))
    last_taken_on = patient.wash_outs.get().last_taken_on
    if new == "opioid":
        assert (on_file, last_taken_on) == ([("opioid", days_ago(1), None)], days_ago(1))
    else:
        assert (on_file, last_taken_on) == ([], days_ago(5))


# --- what a screening keeps on the chart --------------------------------------------------------------------


def test_a_yes_is_kept_with_its_day_once_and_a_no_clears_pneumonia(prescriber):
    patient = PatientFactory()
    present = {"naltrexone_allergy": True, "pneumonia": True, "acute_hepatitis": True, "liver_failure": True}
    screen(patient, by=prescriber, on=days_ago(9), egfr=59, **present)
    screen(patient, by=prescriber, on=days_ago(5), egfr=59, **present)
    screen(patient, by=prescriber, on=days_ago(2), egfr=None, pneumonia=None)
    before = {row.kind: (row.since, row.cleared_on) for row in patient.contraindications.all()}
    screen(patient, by=prescriber, on=days_ago(1))
    screen(patient, by=prescriber)
    after = {row.kind: (row.since, row.cleared_on) for row in patient.contraindications.all()}

    kept = dict.fromkeys(("naltrexone_allergy", "acute_hepatitis", "liver_failure"), (days_ago(9), None))
    assert before == kept | dict.fromkeys(("pneumonia", "kidney_failure"), (days_ago(9), None))
    assert after == kept | dict.fromkeys(("pneumonia", "kidney_failure"), (days_ago(9), days_ago(1)))


def test_what_has_cleared_and_comes_back_is_on_file_again(prescriber):
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="pneumonia", since=days_ago(40), cleared_on=days_ago(20))

    screen(patient, by=prescriber, pneumonia=True)

    on_file = list(patient.contraindications.order_by("since").values_list("since", "cleared_on"))
    assert on_file == [(days_ago(40), days_ago(20)), (TODAY, None)]


def test_a_screening_does_not_clear_what_began_after_it(prescriber):
    patient = PatientFactory()
    for kind in ("pneumonia", "opioid"):
        Contraindication.objects.create(patient=patient, kind=kind, since=days_ago(3))

    screen(patient, HYDROCODONE, by=prescriber, on=days_ago(4))
    assert set(patient.contraindications.values_list("cleared_on", flat=True)) == {None}
    screen(patient, HYDROCODONE, by=prescriber, on=days_ago(3))
    assert set(patient.contraindications.values_list("cleared_on", flat=True)) == {days_ago(3)}


# --- what the gate reads ------------------------------------------------------------------------------------


def test_the_gate_shows_the_row_on_the_chart_and_the_signature_of_a_finding(prescriber):
    patient = PatientFactory()
    screening = screen(patient, HYDROCODONE | {"drug": "methadone"}, by=prescriber, pneumonia=True)
    decision = sign(patient, "pneumonia", prescriber)

    found = gate.of(patient, TODAY)

    pneumonia = next(one for one in found.shown if one.finding.rule == "pneumonia")
    assert (pneumonia.decision, pneumonia.on_chart) == (decision, patient.contraindications.get())
    assert (found.screening, found.wash_out, found.wash_out_days) == (screening, None, 14)


def test_the_gate_shows_the_wash_out_that_is_running(prescriber):
    given_up = washing_out(prescriber)
    safety.cancel_wash_out(wash_out=given_up, reason="Later", by=prescriber)
    patient = given_up.patient
    assert gate.of(patient, TODAY).wash_out is None

    running = safety.order_wash_out(patient=patient, days=14, last_taken_on=days_ago(10), by=prescriber)

    assert gate.of(patient, TODAY).wash_out == running
    assert stops(patient) == ["opioid_in_use", "wash_out"]


@pytest.mark.parametrize(
    ("cleared", "prescribed", "is_stopped"),
    [(5, 6, True), (5, 5, False), (5, 10, True), (5, 11, False), (None, 11, True)],
)
def test_what_was_on_file_on_the_day_prescribed_counts_cleared_since_or_not(
    prescriber, cleared, prescribed, is_stopped
):
    patient = screened(PatientFactory())
    cleared_on = days_ago(cleared) if cleared else None
    Contraindication.objects.create(patient=patient, kind="pneumonia", since=days_ago(10), cleared_on=cleared_on)

    if is_stopped:
        assert refusal(gate.require_open, patient, TODAY, also_on=days_ago(prescribed)) == [
            "Has pneumonia, since 22 August 2026. What clears it: It has cleared. Record the day on the chart."
        ]
    else:
        gate.require_open(patient, TODAY, also_on=days_ago(prescribed))


def test_every_stop_is_told_but_those_left_out():
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="liver_failure", since=days_ago(10))

    stopping = [message.partition(".")[0] for message in refusal(gate.require_open, patient, TODAY)]
    but = refusal(gate.require_open, patient, TODAY, but=("not_screened",))

    assert stopping == ["There is no screening of the last 30 days", "Has liver failure, since 22 August 2026"]
    assert [message.partition(".")[0] for message in but] == stopping[1:]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, None),
        ({"last_opioid_on": days_ago(8)}, days_ago(8)),
        ({"non_prescribed_opioids": True}, days_ago(4)),
        ({"opioid_for_cough_or_diarrhoea": True}, days_ago(4)),
    ],
)
def test_the_last_opioid_is_known_from_all_that_is_on_file(prescriber, answers, expected):
    patient = PatientFactory()
    screen(patient, by=prescriber, on=days_ago(4), **answers)
    screen(patient, TRAMADOL, by=prescriber, on=days_ago(3))  # need not be stopped, so nobody waits after it

    assert gate.last_opioid_on_file(patient) == expected


def test_the_latest_of_several_last_opioids_counts(prescriber):
    wash_out = washing_out(prescriber, 9)
    patient = wash_out.patient
    assert gate.last_opioid_on_file(patient) == days_ago(9)

    safety.report_last_opioid(wash_out=wash_out, taken_on=days_ago(8), by=prescriber)
    assert gate.last_opioid_on_file(patient) == days_ago(8)

    Contraindication.objects.create(patient=patient, kind="opioid", since=days_ago(9), cleared_on=days_ago(7))
    Contraindication.objects.create(patient=patient, kind="pneumonia", since=days_ago(9), cleared_on=days_ago(1))
    assert gate.last_opioid_on_file(patient) == days_ago(7)

    screen(patient, by=prescriber, last_opioid_on=days_ago(5))
    assert gate.last_opioid_on_file(patient) == days_ago(5)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"naltrexone_allergy": None}, "Not known: allergy to naltrexone."),
        ({"pneumonia": None, "acute_hepatitis": None}, "Not known: pneumonia, acute hepatitis."),
        ({"liver_failure": None}, "Not known: liver failure."),
        (
            {"last_opioid_on": days_ago(5)},
            "Took the last opioid on 27 August 2026: the longest wait ends on 10 September 2026.",
        ),
        ({"egfr": 45}, "Kidney failure, moderate: eGFR 45, limit 60."),
        ({"pregnant_or_nursing": True}, "Is pregnant or nursing: weigh benefit and risk."),
        ({"depression": True}, "Has depression: ask about it at every contact."),
        ({"suicidal_thoughts": True}, "Has thoughts of suicide: the clinician sees the patient today."),
        ({"disulfiram": True}, "Takes disulfiram: with LDN, two medicines hard on the liver."),
        ({"thioridazine": True}, "Takes thioridazine: with LDN, lethargy and sleepiness."),
        ({"procedure_on": TODAY}, "A procedure is planned on 1 September 2026: no LDN in the 2 days before it."),
    ],
)
def test_each_answer_of_a_screening_reaches_the_gate(answers, expected):
    patient = screened(PatientFactory(), **answers)

    assert [one.words for one in gate.of(patient, TODAY).shown] == [expected]


def test_each_fact_of_an_opioid_reaches_the_gate(prescriber):
    def words(**changes):
        patient = screened(PatientFactory(), opioids=[HYDROCODONE | {"units_prescribed": Decimal(4)} | changes])
        return next(one.words for one in gate.of(patient, TODAY).shown)

    assert words().startswith("Hydrocodone: 5 x 4 x 1 = 20 MME a day")
    assert words(units_taken=Decimal(6), name="Vicodin").startswith("Vicodin: 5 x 6 x 1 = 30 MME a day")
    assert words(helps=True).endswith("It helps the patient: do not stop it for LDN.")
    assert words(release="pump").startswith("Hydrocodone: pump.")
    assert words(for_opioid_use_disorder=True).startswith("Hydrocodone: for opioid use disorder.")


def test_before_ldn_only_thoughts_of_suicide_cannot_wait(prescriber):
    screen(PatientFactory(), HYDROCODONE, by=prescriber, pregnant_or_nursing=True, suicidal_thoughts=True)

    assert [task.kind for task in ClinicianTask.objects.all()] == ["suicidal_thoughts"]


# Screenings, their opioids and signatures, what is on the chart, and the wash-outs.
QUERIES = 5


@pytest.mark.parametrize("rows", [1, 20])
def test_the_gate_takes_the_same_queries_however_long_the_history(django_assert_num_queries, rows):
    patient = PatientFactory()
    for _ in range(rows):
        screened(patient, opioids=[HYDROCODONE, TRAMADOL])

    with django_assert_num_queries(QUERIES):
        assert not gate.of(patient, TODAY).is_open
