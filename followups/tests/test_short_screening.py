"""At every contact: whether anything is new that speaks against LDN."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from followups import actions
from followups.models import Response
from patients.models import ClinicianTask
from prescriptions import actions as courses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2026, 7, 8)


def post(client, course, **changes):
    form = {
        "form_key": str(uuid.uuid4()),
        "relief_percent": "60",
        "continues": "yes",
        "asked_on": "2026-07-08",
        "mode": "phone",
        "asked_by": str(client.user.pk),
        "answered_by": "patient",
    } | changes
    return client.post(f"/follow-ups/courses/{course.pk}/answer/", form, follow=True)


def test_a_new_opioid_stops_ldn_and_is_put_before_a_clinician_today(assistant, course):
    response = post(
        assistant, course, anything_new="yes", new_facts=["opioid"], new_facts_in_words="Oxycodone 5 mg since Sunday"
    )

    task = ClinicianTask.objects.get()
    assert (task.kind, task.what, task.due_on) == ("opioid", "New opioid: Oxycodone 5 mg since Sunday", TODAY)
    assert course.patient.contraindications.get().since == TODAY
    assert "The clinicians have a task for today: new opioid." in response.text
    assert "An opioid in use is on file, since 8 July 2026." in response.text
    assert "New opioid: Oxycodone 5 mg since Sunday" in response.text
    assert "New: opioid: Oxycodone 5 mg since Sunday" in response.text
    answer = Response.objects.get()
    assert (answer.new_facts, answer.new_facts_in_words) == (["opioid"], "Oxycodone 5 mg since Sunday")


def test_each_new_fact_is_a_task_of_its_kind(assistant, course):
    kinds = ["medicine", "illness", "pregnancy", "procedure"]

    post(assistant, course, anything_new="yes", new_facts=kinds, new_facts_in_words="Told by telephone")

    assert sorted(ClinicianTask.objects.values_list("kind", flat=True)) == [
        "pregnancy",
        "procedure",
        "question",
        "question",
    ]
    assert not course.patient.contraindications.exists()


@pytest.mark.parametrize(("said", "kept"), [("no", []), ("", None), (None, None)])
def test_nothing_new_is_not_the_same_as_not_asked(assistant, course, said, kept):
    post(assistant, course, **({} if said is None else {"anything_new": said}))

    assert Response.objects.get().new_facts == kept
    assert not ClinicianTask.objects.exists()


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (
            {"anything_new": "yes"},
            {"new_facts": ["Tick what is new."], "new_facts_in_words": ["Say which, since when, and how much."]},
        ),
        (
            {"anything_new": "no", "new_facts": ["opioid"], "new_facts_in_words": "Oxycodone"},
            {"anything_new": ["Something new is filled in below: answer Yes here, or take it away."]},
        ),
        (
            {"anything_new": "yes", "new_facts": ["heroin"], "new_facts_in_words": "Oxycodone"},
            {"new_facts": ["Select a valid choice. heroin is not one of the available choices."]},
        ),
        (
            {"anything_new": "yes", "new_facts": ["opioid"], "new_facts_in_words": "a\0b"},
            {"new_facts_in_words": ["Null characters are not allowed."]},
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_sentence(assistant, course, sent, errors):
    response = post(assistant, course, **sent)

    assert response.status_code == 422
    for field, sentences in errors.items():
        assert set(sentences) <= set(response.context["form"].errors[field])
    assert not Response.objects.exists()


def test_a_new_opioid_keeps_a_paused_course_from_going_on(assistant, course, clinician):
    courses.pause(course=course, from_on=TODAY, reason="Surgery", by=clinician)
    post(assistant, course, anything_new="yes", new_facts=["opioid"], new_facts_in_words="After surgery")

    with pytest.raises(ValidationError, match="An opioid in use is on file"):
        courses.resume(course=course, resumed_on=TODAY, by=clinician)


def test_an_answer_entered_in_error_leaves_the_opioid_on_the_chart(assistant, course, clinician):
    post(assistant, course, anything_new="yes", new_facts=["opioid"], new_facts_in_words="Oxycodone")

    actions.void_answer(response=Response.objects.get(), reason="Another patient's", by=clinician)

    assert course.patient.contraindications.filter(kind="opioid", cleared_on=None, since__lte=TODAY).exists()
