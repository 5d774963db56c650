import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from core import drafts, submissions
from core.models import Draft, Submission
from prescriptions.models import Pharmacy
from tests.factories import PharmacyFactory, UserFactory
from tests.signing_in import sign_in_without_asking

pytestmark = [pytest.mark.django_db, pytest.mark.urls("core.tests.page_urls")]

ADD = "/test/add/"


@pytest.fixture
def user(client):
    user = UserFactory()
    sign_in_without_asking(client, user)
    return user


def body(**fields):
    return {"form_key": str(uuid.uuid4()), **fields}


def test_a_form_saves_and_goes_on(client, user):
    response = client.post(ADD, body(name="Corner"))

    assert (response.status_code, response.url) == (302, "/sign-in/")
    assert [pharmacy.name for pharmacy in Pharmacy.objects.all()] == ["Corner"]


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, user):
    response = client.post(ADD, body(name="", note="half a note", colours=["r", "b"]))

    assert response.status_code == 422
    assert "Fill in “Name”." in response.text
    assert "half a note" in response.text
    assert response.text.count(" selected") == 2
    assert Pharmacy.objects.count() == 0


def test_the_sentence_of_an_action_stands_at_its_field(client, user):
    response = client.post(ADD, body(name="refused"))

    assert response.status_code == 422
    assert response.context["form"].errors == {"name": ["This name is refused by the action."]}


def test_the_sentence_of_a_broken_constraint_reaches_the_user(client, user):
    PharmacyFactory(name="Corner")

    response = client.post(ADD, body(name="corner"))

    assert response.status_code == 422
    assert response.context["form"].errors == {"__all__": ["A pharmacy of this name is on the list already."]}


def test_the_same_form_sent_again_adds_nothing_and_ends_where_the_first_did(client, user):
    sent = body(name="Corner")

    answers = [client.post(ADD, sent) for _ in range(2)]

    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [(302, "/sign-in/")] * 2
    assert Pharmacy.objects.count() == 1


def test_a_key_sent_again_with_another_text_is_not_saved_and_not_lost(client, user):
    sent = body(name="Corner")
    client.post(ADD, sent)

    response = client.post(ADD, sent | {"name": "Main Street"})

    assert response.status_code == 409
    assert "saved already, with other content" in response.text
    assert "Main Street" in response.text
    assert [pharmacy.name for pharmacy in Pharmacy.objects.all()] == ["Corner"]


def test_a_form_that_was_refused_can_be_sent_again_with_its_key(client, user):
    sent = body(name="")
    client.post(ADD, sent)

    assert client.post(ADD, sent | {"name": "Corner"}).status_code == 302


def test_a_key_is_its_owners_alone(client, user):
    sent = body(name="Corner")
    client.post(ADD, sent)
    sign_in_without_asking(client, UserFactory())

    assert client.post(ADD, sent | {"name": "Main Street"}).status_code == 302
    assert Pharmacy.objects.count() == 2


@pytest.mark.parametrize("key", ["", "not-a-key", "0" * 40, "\0"])
def test_a_damaged_key_is_no_obstacle(client, user, key):
    assert client.post(ADD, {"form_key": key, "name": "Corner"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_posts_at_once_make_one_row(settings):
    user = UserFactory()
    sent = body(name="Corner")
    results = []

    def post():
        client = Client()
        sign_in_without_asking(client, user)
        response = client.post(ADD, sent)
        results.append((response.status_code, response.headers.get("Location")))
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [(302, "/sign-in/")] * 20
    assert Pharmacy.objects.count() == 1


def test_an_edit_counts_the_version_up(client, user):
    pharmacy = PharmacyFactory(name="Corner")

    client.post(f"/test/{pharmacy.pk}/edit/", body(version="1", name="Corner Drugs", address=""))

    pharmacy.refresh_from_db()
    assert (pharmacy.name, pharmacy.version) == ("Corner Drugs", 2)


def test_an_edit_of_a_stale_page_shows_both_texts_and_saves_neither(client, user):
    pharmacy = PharmacyFactory(name="Corner")
    pharmacy.save_checked(name="Corner Drugs")

    response = client.post(f"/test/{pharmacy.pk}/edit/", body(version="1", name="Korner", address=""))

    assert response.status_code == 409
    assert response.context["conflict"] == [("Name", "Corner Drugs", "Korner")]
    assert response.context["version"] == 2
    pharmacy.refresh_from_db()
    assert (pharmacy.name, pharmacy.version) == ("Corner Drugs", 2)


def test_after_looking_at_both_texts_the_edit_can_be_saved(client, user):
    pharmacy = PharmacyFactory(name="Corner")
    pharmacy.save_checked(name="Corner Drugs")
    stale = body(version="1", name="Korner", address="")
    shown = client.post(f"/test/{pharmacy.pk}/edit/", stale)

    response = client.post(
        f"/test/{pharmacy.pk}/edit/", stale | {"version": shown.context["version"], "form_key": shown.context["key"]}
    )

    pharmacy.refresh_from_db()
    assert (response.status_code, pharmacy.name) == (302, "Korner")


@pytest.mark.parametrize("version", ["", "0", "99999999999999999999", "x"])
def test_a_page_without_the_right_version_is_stale(client, user, version):
    pharmacy = PharmacyFactory(name="Corner")

    response = client.post(f"/test/{pharmacy.pk}/edit/", body(version=version, name="Korner", address=""))

    assert response.status_code == 409


def test_a_draft_comes_back_to_its_page_without_complaints(client, user):
    client.post("/drafts/", {"path": ADD, "name": "", "note": "half a note", "colours": ["r", "b"]})

    response = client.get(ADD)

    assert response.status_code == 200
    assert "half a note" in response.text
    assert response.text.count(" selected") == 2
    assert "Fill in “Name”." not in response.text
    assert "Not saved yet" in response.text


def test_a_draft_is_shown_to_its_owner_alone(client, user):
    client.post("/drafts/", {"path": ADD, "name": "Corner"})
    sign_in_without_asking(client, UserFactory())

    assert "Corner" not in client.get(ADD).text


def test_saving_discards_the_draft(client, user):
    client.post("/drafts/", {"path": ADD, "name": "Corner"})

    client.post(ADD, body(name="Corner"))

    assert Draft.objects.count() == 0


def test_a_draft_that_arrives_after_its_form_was_saved_is_not_kept(client, user):
    sent = body(name="Corner", note="", csrfmiddlewaretoken="one")
    client.post(ADD, sent)

    assert client.post("/drafts/", sent | {"path": ADD, "csrfmiddlewaretoken": "another"}).status_code == 204
    assert Draft.objects.count() == 0


def test_what_is_typed_on_after_saving_is_kept(client, user):
    sent = body(name="Corner", note="")
    client.post(ADD, sent)

    client.post("/drafts/", sent | {"path": ADD, "note": "more"})

    assert drafts.find(user=user, path=ADD).data["note"] == ["more"]


def test_a_draft_can_be_discarded(client, user):
    client.post("/drafts/", {"path": ADD, "name": "Corner"})

    response = client.post("/drafts/discard/", {"path": ADD})

    assert (response.status_code, response.url) == (302, ADD)
    assert Draft.objects.count() == 0


def test_a_draft_of_a_stale_page_is_refused_as_stale_when_it_is_sent(client, user):
    pharmacy = PharmacyFactory(name="Corner")
    edit = f"/test/{pharmacy.pk}/edit/"
    client.post("/drafts/", {"path": edit, "version": "1", "name": "Korner", "address": ""})
    pharmacy.save_checked(name="Corner Drugs")

    page = client.get(edit)

    assert page.context["version"] == "1"
    assert client.post(edit, body(version="1", name="Korner", address="")).status_code == 409


@pytest.mark.parametrize(
    "path", ["", "/no/such/page/", "https://elsewhere.example/", "//elsewhere.example", "/" + "x" * 300, "javascript:x"]
)
def test_a_draft_of_no_page_of_ours_is_refused(client, user, path):
    assert client.post("/drafts/", {"path": path, "name": "x"}).status_code == 400
    assert client.post("/drafts/discard/", {"path": path}).status_code == 400


def test_a_draft_with_a_nul_byte_is_kept_without_it(client, user):
    assert client.post("/drafts/", {"path": ADD, "name": "Cor\0ner"}).status_code == 204
    assert drafts.find(user=user, path=ADD).data["name"] == ["Corner"]


def test_old_drafts_and_submissions_are_forgotten(client, user):
    client.post("/drafts/", {"path": ADD, "name": "Corner"})
    client.post(ADD, body(name="Main Street"))
    client.post("/drafts/", {"path": ADD, "name": "Corner"})
    now = datetime.now(UTC)

    drafts.discard_old(now=now + timedelta(days=6))
    submissions.discard_old(now=now + timedelta(hours=23))
    assert (Draft.objects.count(), Submission.objects.count()) == (1, 1)

    drafts.discard_old(now=now + timedelta(days=8))
    submissions.discard_old(now=now + timedelta(hours=25))
    assert (Draft.objects.count(), Submission.objects.count()) == (0, 0)
