"""Exports as their users ask for them, wait for them and fetch them."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission as Right
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission, Role
from core.models import AccessLog
from exchange.exporting import making
from exchange.models import Export
from tests.factories import PrescriptionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = {"names": "without", "shape": "wide", "courses": "all"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    return settings.EXPORTS_FOLDER


@pytest.fixture
def researcher(signed_in_client):
    """To whom the right to files without names was given."""
    return with_right(signed_in_client(Role.RESEARCHER), Permission.EXPORT)


@pytest.fixture
def clinician_with_names(signed_in_client):
    return with_right(signed_in_client(Role.CLINICIAN), Permission.EXPORT_NAMES)


def with_right(client, right):
    client.user.user_permissions.add(Right.objects.get(codename=right.codename))
    return client


def ask(client, **said):
    return client.post(reverse("exchange:new-export"), ASKED | said)


def fetched(client):
    """The package that is ready, as {name: text}."""
    export = Export.objects.get(user=client.user)
    response = client.post(reverse("exchange:export-file", args=[export.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_a_small_file_is_ready_at_once_and_is_gone_once_it_was_fetched(researcher, folder):
    PrescriptionFactory.create_batch(3)

    page = researcher.get(ask(researcher).url)

    assert "Download 3 rows, " in page.content.decode()
    files = fetched(researcher)
    assert files["courses.csv"].count("\n") == 1 + 3
    assert {*files} == {"README.txt", "codebook.csv", "codebook.json", "load.py", "load.R", "courses.csv"}
    assert [*Path(folder).iterdir()] == []
    assert Export.objects.get().state == Export.State.TAKEN


def test_a_link_of_another_user_leads_nowhere(researcher, signed_in_client):
    PrescriptionFactory()
    ask(researcher)
    other = with_right(signed_in_client(Role.ADMINISTRATOR), Permission.EXPORT_NAMES)
    export = Export.objects.get()

    answers = [
        other.get(reverse("exchange:export", args=[export.pk])).status_code,
        other.get(reverse("exchange:export-progress", args=[export.pk])).status_code,
        other.post(reverse("exchange:export-file", args=[export.pk])).status_code,
    ]

    assert answers == [404, 404, 404]
    assert Export.objects.get().state == Export.State.READY


def test_a_link_is_dead_after_the_first_download(researcher):
    PrescriptionFactory()
    ask(researcher)
    fetched(researcher)

    again = researcher.post(reverse("exchange:export-file", args=[Export.objects.get().pk]), follow=True)

    assert "This file is gone" in again.content.decode()


def test_a_link_is_dead_after_a_quarter_of_an_hour_and_the_file_is_off_the_disk(researcher, folder, time_machine):
    PrescriptionFactory()
    ask(researcher)
    now = timezone.now()
    assert len([*Path(folder).iterdir()]) == 1

    making.make_all(now=now + timedelta(minutes=15, seconds=1))

    assert [*Path(folder).iterdir()] == []
    assert Export.objects.get().state == Export.State.EXPIRED
    answer = researcher.post(reverse("exchange:export-file", args=[Export.objects.get().pk]), follow=True)
    assert "This file is gone" in answer.content.decode()


def test_whoever_asks_for_names_without_the_right_gets_none(researcher):
    PrescriptionFactory(patient__family_name="Okonkwo")

    ask(researcher, names="with", reason="A talk")

    assert "Okonkwo" not in fetched(researcher)["courses.csv"]


def test_names_leave_the_house_only_with_a_reason(clinician_with_names):
    PrescriptionFactory(patient__family_name="Okonkwo")

    refused = ask(clinician_with_names, names="with")

    assert refused.status_code == 422
    assert "Say what the file is for." in refused.content.decode()
    ask(clinician_with_names, names="with", reason="A talk")
    assert "Okonkwo" in fetched(clinician_with_names)["courses.csv"]


def test_a_right_that_is_taken_away_opens_no_file_that_is_ready(clinician_with_names):
    PrescriptionFactory()
    ask(clinician_with_names, names="with", reason="A talk")
    clinician_with_names.user.user_permissions.clear()

    answer = clinician_with_names.post(reverse("exchange:export-file", args=[Export.objects.get().pk]))

    assert answer.status_code == 403


def test_the_log_says_who_took_out_whom_with_which_filter_how_many_rows_and_the_files_hash(clinician_with_names):
    course = PrescriptionFactory()
    ask(clinician_with_names, names="with", reason="A talk", sex=course.patient.sex)

    export = Export.objects.get()
    assert (export.user, export.rows, len(export.sha256)) == (clinician_with_names.user, 1, 64)
    assert (export.codes["sex"], export.reason) == (course.patient.sex, "A talk")
    read = AccessLog.objects.get(kind=AccessLog.Kind.EXPORTED)
    assert (read.user, read.patient_ids, read.request_id) == (export.user, [course.patient_id], export.request_id)


def test_a_second_click_while_the_file_is_made_finds_the_first(researcher, monkeypatch):
    monkeypatch.setattr("exchange.actions.MADE_AT_ONCE", 0)
    PrescriptionFactory()

    addresses = {ask(researcher).url for _ in range(3)}

    assert len(addresses) == 1
    assert Export.objects.get().state == Export.State.WAITING
    making.make_all(now=timezone.now())
    assert fetched(researcher)["courses.csv"].count("\n") == 2


@pytest.mark.parametrize("role", Role)
def test_no_role_alone_may_take_anything_out(signed_in_client, role):
    client = signed_in_client(role)

    assert [client.get(reverse(f"exchange:{name}")).status_code for name in ("exports", "new-export")] == [403, 403]
    assert ask(client).status_code == 403


def test_more_files_an_hour_than_anybody_needs_are_refused(researcher, monkeypatch):
    monkeypatch.setattr("exchange.forms.MOST_AN_HOUR", 2)
    PrescriptionFactory()
    ask(researcher)
    ask(researcher, labels="on")

    refused = ask(researcher, labels="on", byte_order_mark="on")

    assert (refused.status_code, Export.objects.count()) == (422, 2)
    assert "Wait a little." in refused.content.decode()


def test_an_empty_file_is_not_made_and_the_page_says_why(researcher):
    refused = ask(researcher)

    assert (refused.status_code, Export.objects.count()) == (422, 0)
    assert "No course is in this period" in refused.content.decode()


def test_research_leaves_out_who_did_not_consent(researcher):
    asked, not_asked = PrescriptionFactory(), PrescriptionFactory()
    refused = ask(researcher, for_research="on")
    assert "No patient of these courses has agreed to research" in refused.content.decode()
    today = timezone.localdate()
    asked.patient.research_consents.create(agrees=True, said_on=today, form_version="2026-1", recorded_by=UserFactory())

    ask(researcher, for_research="on")

    rows = fetched(researcher)["courses.csv"]
    assert rows.count("\n") == 2
    assert asked.patient.study_id.code in rows
    assert not_asked.patient.study_id.code not in rows


def test_what_a_maker_that_died_left_is_made_by_the_next(researcher, monkeypatch, folder):
    monkeypatch.setattr("exchange.actions.MADE_AT_ONCE", 0)
    PrescriptionFactory()
    ask(researcher)
    now = timezone.now()
    Export.objects.update(state="running", tries=1, heard_of_at=now)
    folder.mkdir()
    making.path_of(Export.objects.get()).write_bytes(b"half a fi")

    making.make_all(now=now + timedelta(minutes=1))
    assert Export.objects.get().state == Export.State.RUNNING
    making.make_all(now=now + timedelta(minutes=3))

    assert fetched(researcher)["courses.csv"].count("\n") == 2


def test_a_file_that_kills_its_makers_is_given_up(researcher, monkeypatch):
    monkeypatch.setattr("exchange.actions.MADE_AT_ONCE", 0)
    PrescriptionFactory()
    ask(researcher)
    now = timezone.now()
    Export.objects.update(state="running", tries=3, heard_of_at=now)

    making.make_all(now=now + timedelta(minutes=3))

    assert Export.objects.get().state == Export.State.FAILED
