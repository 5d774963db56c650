"""At every contact: what else was done for the pain since the last one."""

import pytest
from django.utils import timezone

from accounts.permissions import Role
from followups.models import Response
from followups.tests.answer_form import answer_by_telephone, call, path, send, sentences, typed
from tests.factories import ResponseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize(
    ("said", "ticked", "kept"),
    [
        ("", None, None),
        ("none", None, []),
        ("named", ["nerve_block", "analgesic_lowered"], ["nerve_block", "analgesic_lowered"]),
        ("declined", None, None),
    ],
)
def test_not_asked_none_and_some_are_three_answers(assistant, month_1, said, ticked, kept):
    send(assistant, month_1, any_other_treatment=said, other_treatments=ticked)

    answer = Response.objects.get()
    assert answer.other_treatments == kept
    assert ("any_other_treatment" in answer.declined_items) == (said == "declined")


@pytest.mark.parametrize(
    ("said", "ticked", "sentence"),
    [
        ("named", None, {"other_treatments": ["Tick which, or choose another answer above."]}),
        (
            "none",
            ["nerve_block"],
            {"any_other_treatment": ["Some treatments are ticked: choose “Some of these”, or untick them."]},
        ),
        (
            "named",
            ["magnets"],
            {
                "other_treatments": [
                    "Select a valid choice. magnets is not one of the available choices.",
                ]
            },
        ),
    ],
)
def test_what_contradicts_itself_is_asked_about_and_kept(assistant, month_1, said, ticked, sentence):
    response = send(assistant, month_1, any_other_treatment=said, other_treatments=ticked)

    assert (response.status_code, sentences(response)) == (422, sentence)
    assert response.context["form"]["any_other_treatment"].value() == said
    assert not Response.objects.exists()


def test_none_of_these_alone_is_an_answer(assistant, followup):
    call(assistant, followup, any_other_treatment="none")

    assert Response.objects.get().other_treatments == []


def test_it_is_asked_by_telephone_at_every_contact_in_both_languages(assistant, followup):
    page = assistant.get(f"/follow-ups/{followup.pk}/call/").content.decode()
    answer_by_telephone(assistant, followup, any_other_treatment="named", other_treatments=["prp_injection"])

    assert page.count("any injection, block or ablation, or a change of pain medicines?") == 1
    assert page.count("un cambio de medicinas para el dolor") == 1
    assert Response.objects.get().other_treatments == ["prp_injection"]


def test_a_correction_begins_with_what_was_answered(assistant, month_1):
    send(assistant, month_1, any_other_treatment="named", other_treatments=["nerve_block"])
    Response.objects.update(entered_at=timezone.now())  # the database writes its own clock, which no test can set
    wrong = Response.objects.get()
    correcting = f"/follow-ups/answers/{wrong.pk}/correct/"

    form = assistant.get(correcting).context["form"]
    assert (form["any_other_treatment"].value(), form["other_treatments"].value()) == ("named", ["nerve_block"])

    changes = {"any_other_treatment": "none", "reason": "It was another patient's block."}
    corrected = assistant.post(correcting, typed(assistant, version=str(wrong.version), **changes))
    assert corrected.status_code == 302, sentences(corrected)
    assert list(Response.objects.valid().values_list("other_treatments", flat=True)) == [[]]
    assert Response.objects.get(pk=wrong.pk).other_treatments == ["nerve_block"]


def test_what_was_said_before_the_line_broke_is_filled_in(assistant, followup):
    call(assistant, followup, "hung_up", any_other_treatment="none")

    form = assistant.get(path(followup)).context["form"]
    assert form["any_other_treatment"].value() == "none"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"other_treatments": ["nerve_block", "analgesic_lowered"]}, "nerve block, pain medicine lowered"),
        ({"other_treatments": []}, "none"),
        ({"declined_items": ["any_other_treatment"]}, "would not say"),
    ],
)
def test_the_chart_tells_it_beside_the_answer(signed_in_client, told, words):
    answer = ResponseFactory(**told)

    html = signed_in_client(Role.CLINICIAN).get(f"/patients/{answer.prescription.patient_id}/").content.decode()

    assert f"other treatment: {words}" in html


def test_the_chart_is_silent_where_it_was_not_asked(signed_in_client):
    answer = ResponseFactory()

    html = signed_in_client(Role.CLINICIAN).get(f"/patients/{answer.prescription.patient_id}/").content.decode()

    assert "other treatment:" not in html
