from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from prescriptions import actions, handing_over
from prescriptions.counselling import VERSION, Point
from prescriptions.models import Counselling, Prescription, Sending, counselled
from tests.factories import (
    ClinicianFactory,
    CounsellingFactory,
    PharmacyFactory,
    PrescriptionFactory,
    SendingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 1)


def tell(course, *, points=("stop",), done_on=ON, form_language="", by=None):
    told = Counselling(prescription=course, done_on=done_on, points=list(points), form_language=form_language)
    return handing_over.counsel(told=told, by=by or UserFactory())


def send(course, *, sent_on=ON, how="fax", by=None):
    return handing_over.send(course=course, sent_on=sent_on, how=how, by=by or UserFactory())


def change(course, pharmacy, *, reason="Nearer", by=None):
    return handing_over.change_pharmacy(course=course, pharmacy=pharmacy, reason=reason, by=by or ClinicianFactory())


# --- counselling --------------------------------------------------------------------------------------------


def test_a_counselling_keeps_who_told_what_and_in_which_words():
    by = UserFactory()
    tell(PrescriptionFactory(), points=["stop", "form_given"], form_language="es", by=by)

    row = Counselling.objects.get()
    assert (row.done_by, row.text_version, row.points, row.form_language) == (by, VERSION, ["stop", "form_given"], "es")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"done_on": date(2026, 5, 31)}, "This is before the day it was prescribed."),
        ({"points": []}, "This field cannot be blank."),
        ({"points": ["form_given"]}, "Say in which language the form was given, and only if one was given."),
        ({"form_language": "en"}, "Say in which language the form was given, and only if one was given."),
        ({"points": ["nonsense"]}, "Item 1 in the array did not validate: Value 'nonsense' is not a valid choice."),
    ],
)
def test_what_makes_no_counselling_is_refused(facts, sentence):
    with pytest.raises(ValidationError) as error:
        tell(PrescriptionFactory(), **facts)
    assert sentence in error.value.messages
    assert not Counselling.objects.exists()


@pytest.mark.parametrize("facts", [{"points": []}, {"form_language": ""}, {"points": ["stop"]}])
def test_the_database_refuses_a_counselling_without_points_or_the_forms_language(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        CounsellingFactory(**facts)


def test_what_was_told_on_two_days_counts_together():
    course = PrescriptionFactory()
    tell(course, points=[point for point in Point if point not in ("wallet_card", "form_given")])
    tell(course, points=["form_given"], form_language="en", done_on=date(2026, 6, 3))

    told = counselled(course.counsellings.all())
    assert (told.last.done_on, told.count, told.missing) == (date(2026, 6, 3), "9 of 10 points", [Point.WALLET_CARD])


def test_who_was_told_nothing_is_not_counselled():
    assert counselled(PrescriptionFactory().counsellings.all()) is None


# --- sending ------------------------------------------------------------------------------------------------


def test_a_sending_keeps_who_sent_it_where_and_how():
    course, by = PrescriptionFactory(), UserFactory()
    send(course, how="paper", by=by)

    row = Sending.objects.get()
    assert (row.pharmacy, row.sent_on, row.how, row.sent_by, row.is_voided) == (course.pharmacy, ON, "paper", by, False)


def test_a_prescription_is_with_one_pharmacy_at_a_time():
    course = PrescriptionFactory()
    send(course)

    with pytest.raises(ValidationError) as error:
        send(course)
    assert error.value.messages == [
        "This prescription is with a pharmacy already. Change the pharmacy, or say that it did not arrive."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        SendingFactory(prescription=course)


def test_nothing_is_sent_before_it_is_prescribed():
    with pytest.raises(ValidationError) as error:
        send(PrescriptionFactory(), sent_on=date(2026, 5, 31))
    assert error.value.message_dict == {"sent_on": ["This is before the day it was prescribed."]}


def test_what_did_not_arrive_is_void_and_can_be_sent_again():
    course, by = PrescriptionFactory(), UserFactory()
    first = send(course)

    handing_over.did_not_arrive(course=course, reason="The fax was busy", by=by)
    second = send(course)

    first.refresh_from_db()
    assert (first.is_voided, first.voided_by, first.voided_reason) == (True, by, "The fax was busy")
    assert list(course.sendings.filter(voided_at=None)) == [second]


def test_what_was_not_sent_can_not_have_been_lost():
    with pytest.raises(ValidationError) as error:
        handing_over.did_not_arrive(course=PrescriptionFactory(), reason="x", by=UserFactory())
    assert error.value.messages == ["This prescription is with no pharmacy."]


@pytest.mark.parametrize(("made", "state"), [({}, "sent"), ({"started": True}, "active")])
def test_another_pharmacy_voids_what_was_sent_and_keeps_the_course(made, state):
    course = PrescriptionFactory(**made)
    before, nearer, by = course.pharmacy, PharmacyFactory(name="Harbor"), ClinicianFactory()
    sending = send(course)

    assert change(course, nearer, by=by) == before

    sending.refresh_from_db()
    course.refresh_from_db()
    assert (sending.voided_by, sending.voided_reason) == (by, "Changed to Harbor: Nearer")
    assert (course.pharmacy, course.state) == (nearer, state)
    assert Prescription.objects.count() == 1
    assert send(course).pharmacy == nearer


def test_the_longest_name_and_reason_fit():
    course = PrescriptionFactory()
    sending = send(course)
    change(course, PharmacyFactory(name="N" * 100), reason="r" * 100)
    sending.refresh_from_db()
    assert len(sending.voided_reason) == 200


def test_a_change_to_the_same_pharmacy_is_none():
    course = PrescriptionFactory()
    with pytest.raises(ValidationError) as error:
        change(course, course.pharmacy)
    assert error.value.message_dict == {"pharmacy": ["This is the course's pharmacy already."]}


@pytest.mark.parametrize(
    "made",
    [{"stopped": True}, {"state": "never_filled"}, {"is_imported": True}, {"started": True, "is_imported": True}],
)
@pytest.mark.parametrize(
    "act",
    [
        tell,
        send,
        lambda course: handing_over.did_not_arrive(course=course, reason="x", by=UserFactory()),
        lambda course: change(course, PharmacyFactory()),
    ],
)
def test_nothing_is_handed_over_for_a_closed_or_imported_course(made, act):
    with pytest.raises(ValidationError) as error:
        act(PrescriptionFactory(**made))
    assert error.value.messages == ["This course is closed, or was imported: nothing is handed over for it."]


def test_nothing_is_handed_over_for_a_course_entered_in_error():
    course = PrescriptionFactory()
    actions.void(course=course, reason="Twice", by=ClinicianFactory())
    with pytest.raises(ValidationError):
        send(course)


def test_each_act_makes_an_open_page_stale():
    course = PrescriptionFactory()
    versions = [course.version]
    acts = (
        tell,
        send,
        lambda course: handing_over.did_not_arrive(course=course, reason="x", by=UserFactory()),
        lambda course: change(course, PharmacyFactory()),
    )
    for act in acts:
        act(course)
        course.refresh_from_db()
        versions.append(course.version)
    assert versions == [1, 2, 3, 4, 5]
