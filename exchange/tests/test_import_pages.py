"""Spreadsheets as their users bring them in: upload, match, look, import, undo."""

import csv
import io
import os
from datetime import date, timedelta
from pathlib import Path

import pghistory
import pytest
from django.contrib.auth.models import Permission as Right
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission, Role
from exchange.exporting.order import Order
from exchange.exporting.package import prepare, write_sheet
from exchange.importing.columns import NAMES
from exchange.importing.matching import DAYS, guess
from exchange.imports import running
from exchange.models import Import
from exchange.tests.spreadsheets import RESPONDER, STOPPED, csv_of, invented_rows, workbook_of
from followups.models import FollowUp, Response
from patients.models import Patient, PhoneNumber, Visit
from prescriptions.models import Prescription
from reports.cohorts import Cohort
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db

CASE_SERIES = Path(__file__).parents[1] / "data" / "case_series.csv"
OTHER_NAMES = {"chart_number": "MRN", "family_name": "Last Name", "given_name": "First name", "date_of_birth": "DOB"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IMPORTS_FOLDER = tmp_path / "imports"
    return settings.IMPORTS_FOLDER


def may_import(client):
    client.user.user_permissions.add(Right.objects.get(codename=Permission.IMPORT.codename))
    return client


@pytest.fixture
def importer(signed_in_client, django_capture_on_commit_callbacks):
    """An administrator to whom the right was given by name; what is done after a commit is done at once."""
    client = may_import(signed_in_client(Role.ADMINISTRATOR))
    plain = client.post

    def post(*args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return plain(*args, **kwargs)

    client.post = post
    return client


def upload(client, content, name="Jane Doe's cases.csv"):
    return client.post(reverse("imports:upload"), {"file": SimpleUploadedFile(name, content)})


def match(client, *, dates="iso", **columns):
    """Check the last upload, its columns as they are guessed but for those given."""
    last = Import.objects.latest("uploaded_at")
    page = client.get(reverse("imports:columns", args=[last.pk]))
    guessed = guess(page.context["form"].sample.headings)
    return client.post(reverse("imports:columns", args=[last.pk]), guessed | columns | {"dates": dates})


def start(client, **said):
    client.read_log.must_name_whom_pages_showed()  # what the file says is on file from now on
    return client.post(reverse("imports:start", args=[Import.objects.latest("uploaded_at").pk]), said)


def page_of(client):
    return client.get(Import.objects.latest("uploaded_at").get_absolute_url()).content.decode()


def import_it(client, content, **said):
    upload(client, content)
    match(client)
    start(client, **said)
    return Import.objects.latest("uploaded_at")


def test_the_case_series_comes_in_through_the_pages(importer, folder):
    upload(importer, CASE_SERIES.read_bytes())
    match(importer)
    preview = page_of(importer)
    assert "35 courses, 35 new patients, 16 answers, 16 follow-ups" in preview
    assert (Prescription.objects.count(), Patient.objects.count()) == (0, 0)

    start(importer)

    assert (Prescription.objects.count(), Patient.objects.count(), Response.objects.count()) == (35, 35, 16)
    assert FollowUp.objects.count() == 16
    result = Import.objects.get()
    assert (result.state, result.user, result.counts["courses"]) == ("imported", importer.user, 35)
    assert {response.entered_by for response in Response.objects.all()} == {importer.user}
    assert [*Path(folder).iterdir()] == []


def test_the_case_series_as_a_workbook_is_the_same(importer):
    with CASE_SERIES.open() as file:
        rows = list(csv.DictReader(file))
    upload(importer, workbook_of(rows, names=rows[0].keys()), name="cases.xlsx")
    match(importer)

    start(importer)

    assert (Prescription.objects.count(), Patient.objects.count(), Response.objects.count()) == (35, 35, 16)
    import_it(importer, CASE_SERIES.read_bytes())
    last = Import.objects.latest("uploaded_at")
    assert (last.counts["courses"], last.counts["known"], last.state) == (0, 35, "checked")


def test_columns_are_guessed_and_days_are_read_as_it_is_said(importer):
    names = [OTHER_NAMES.get(name, name) for name in NAMES]
    row = RESPONDER | {name: _month_first(RESPONDER[name]) for name in DAYS}
    upload(importer, csv_of([row], names=names, delimiter=";"))
    page = importer.get(reverse("imports:columns", args=[Import.objects.get().pk]))
    assert page.context["form"]["chart_number"].value() == "MRN"
    assert page.context["form"]["dates"].value() is None
    assert "01/01/1991" in page.content.decode()

    match(importer, dates="mdy")
    start(importer)

    assert Prescription.objects.get().prescribed_on == date(2019, 6, 3)
    assert Patient.objects.get().family_name == "Abbott"


def _month_first(cell):
    return f"{cell[5:7]}/{cell[8:]}/{cell[:4]}" if cell else ""


def test_days_are_chosen_already_only_where_there_is_no_doubt(importer):
    asked = []
    ambiguous = {name: _month_first(RESPONDER[name]) for name in DAYS}
    for content in (csv_of([RESPONDER]), workbook_of([RESPONDER]), csv_of([RESPONDER, STOPPED | ambiguous])):
        upload(importer, content)
        page = importer.get(reverse("imports:columns", args=[Import.objects.latest("uploaded_at").pk]))
        asked.append((page.context["form"]["dates"].value(), "Chosen already" in page.content.decode()))

    assert asked == [("iso", True), ("iso", True), (None, False)]


def test_days_without_their_format_are_not_read(importer):
    upload(importer, csv_of([RESPONDER]))

    refused = match(importer, dates="")

    assert refused.status_code == 422
    assert "Answer “How are days written in this file?”." in refused.content.decode()


def test_days_that_are_written_otherwise_than_was_said_are_faults(importer):
    upload(importer, csv_of([RESPONDER]))

    match(importer, dates="dmy")

    faults = importer.get(Import.objects.get().get_absolute_url()).context["preview"].faults
    assert {fault["column"] for fault in faults} == {name for name in DAYS if RESPONDER[name]}
    assert Patient.objects.count() == 0


def test_one_column_cannot_be_two_and_what_is_needed_cannot_be_left_out(importer):
    upload(importer, csv_of([RESPONDER]))

    refused = match(importer, family_name="given_name", sex="", prescribed_on="")

    errors = refused.context["form"].errors
    assert errors["given_name"] == ['"given_name" is chosen for family_name and for given_name. One of them is wrong.']
    assert errors["prescribed_on"] == ["Choose the column of the file: this can't be left out."]
    assert set(errors) == {"given_name", "prescribed_on"}


def test_every_fault_is_told_at_its_cell_by_the_files_own_heading(importer):
    names = [OTHER_NAMES.get(name, name) for name in NAMES]
    rows = [RESPONDER | {"date_of_birth": "1991-02-30"}, STOPPED | {"sex": "female", "start_dose_mg": "0,75"}]
    upload(importer, csv_of(rows, names=names))
    match(importer)

    faults = importer.get(Import.objects.get().get_absolute_url()).context["preview"].faults

    assert [(fault["line"], fault["column"], fault["text"]) for fault in faults] == [
        (2, "DOB", '"1991-02-30"'),
        (3, "sex", '"female"'),
        (3, "start_dose_mg", '"0,75"'),
    ]
    assert faults[0]["what"] == '"1991-02-30" is no day of the calendar.'
    assert Import.objects.get().state == "refused"
    assert (start(importer).status_code, Patient.objects.count()) == (302, 0)


def test_what_is_on_file_and_differs_is_a_fault_and_nothing_is_overwritten(importer):
    import_it(importer, csv_of([RESPONDER]))
    upload(importer, csv_of([RESPONDER | {"relief_percent": "60"}, STOPPED]))
    match(importer)

    faults = importer.get(Import.objects.latest("uploaded_at").get_absolute_url()).context["preview"].faults

    assert [(fault["line"], fault["who"], fault["column"], fault["text"]) for fault in faults] == [
        (2, "LDN-001", "relief_percent", '"60"')
    ]
    assert Patient.objects.count() == 1


def test_only_the_first_hundred_faults_are_shown_and_the_rest_is_counted(importer):
    upload(importer, csv_of([row | {"sex": "?"} for row in invented_rows(120)]))
    match(importer)

    page = importer.get(Import.objects.get().get_absolute_url())

    assert len(page.context["preview"].faults) == 100
    assert "The first 100 of 120." in page.content.decode()


def test_people_who_may_be_on_file_are_shown_side_by_side_and_need_a_word(importer):
    known = PatientFactory(
        chart_number="OLD-7", family_name="ABBOTT", given_name="Ada", date_of_birth=date(1991, 1, 1), sex="F"
    )
    upload(importer, csv_of([RESPONDER]))
    match(importer)
    page = page_of(importer)
    assert [words for words in ("OLD-7", "LDN-001", "ABBOTT, Ada") if words not in page] == []

    refused = start(importer)

    assert (refused.status_code, Patient.objects.count()) == (422, 1)
    importer.read_log.must_name_whom_pages_showed()
    start(importer, are_others="on")
    assert Patient.objects.count() == 2
    assert known.prescriptions.count() == 0


def test_one_person_under_two_numbers_of_the_file_is_shown(importer):
    other = RESPONDER | {"chart_number": "LDN-002", "prescribed_on": "2019-06-04"}
    upload(importer, csv_of([RESPONDER, other]))
    match(importer)

    pairs = importer.get(Import.objects.get().get_absolute_url()).context["preview"].pairs

    assert [(pair.line, pair.other_line, pair.there.chart_number) for pair in pairs] == [(3, 2, "LDN-001")]


def test_a_second_click_finds_the_first(importer):
    import_it(importer, csv_of([RESPONDER]))

    start(importer)

    assert Prescription.objects.count() == 1


def test_an_import_is_undone_whole_and_the_audit_keeps_it(importer):
    before = PatientFactory(
        chart_number="LDN-001", family_name="Abbott", given_name="Ada", date_of_birth=date(1991, 1, 1), sex="F"
    )
    before.phone_numbers.all().delete()
    done = import_it(importer, csv_of([RESPONDER, STOPPED]))
    assert (Patient.objects.count(), PhoneNumber.objects.count()) == (2, 2)
    page = importer.get(reverse("imports:undo", args=[done.pk]))
    assert "2 courses, 1 new patient, 1 answer" in page.content.decode()

    importer.post(reverse("imports:undo", args=[done.pk]))

    done.refresh_from_db()
    assert done.state == "undone"
    assert [*Patient.objects.all()] == [before]
    left = [before.diagnoses, before.medicines, before.procedures, before.prescriptions, before.phone_numbers]
    assert [rows.count() for rows in left] == [0, 0, 0, 0, 0]
    assert FollowUp.objects.count() == 0
    events = Prescription.events.rel.related_model.objects
    assert sorted(events.values_list("pgh_label", flat=True)) == ["delete", "delete", "insert", "insert"]
    importer.read_log.must_name_whom_pages_showed()
    upload(importer, csv_of([RESPONDER, STOPPED]))
    match(importer)
    importer.read_log.pages.clear()  # who was deleted is shown as of the file, and is on file no more
    start(importer)
    assert Prescription.objects.count() == 2


@pytest.mark.parametrize("change", ["visit", "phone", "dose", "name"])
def test_what_depends_on_an_import_keeps_it_from_being_undone(importer, change):
    done = import_it(importer, csv_of([RESPONDER, STOPPED]))
    patient = Patient.objects.get(chart_number="LDN-001")
    course = patient.prescriptions.get()
    with pghistory.context(user=importer.user.pk):  # another request than the import's
        if change == "visit":
            Visit.objects.create(patient=patient, day=timezone.localdate())
        elif change == "phone":
            patient.phone_numbers.all().delete()
        elif change == "dose":
            course.dose_steps.update(dose_mg=3)
        else:
            Patient.objects.filter(pk=patient.pk).update(given_name="Adah")

    page = importer.get(reverse("imports:undo", args=[done.pk]))
    in_the_way = page.context["in_the_way"]
    importer.post(reverse("imports:undo", args=[done.pk]))

    assert [number for number, _ in in_the_way.named] == ["LDN-001"]
    assert "It was not undone" in page_of(importer)
    assert (Patient.objects.count(), Prescription.objects.count()) == (2, 2)


def test_ten_patients_in_the_way_are_named_and_the_rest_is_counted(importer):
    done = import_it(importer, csv_of(list(invented_rows(12))), are_others="on")
    for patient in Patient.objects.all():
        Visit.objects.create(patient=patient, day=timezone.localdate())

    in_the_way = importer.get(reverse("imports:undo", args=[done.pk])).context["in_the_way"]

    assert (len(in_the_way.named), in_the_way.more) == (10, 2)


def test_nothing_else_is_created_than_what_undoing_knows(importer):
    from exchange.imports.undoing import MADE
    from reports.audit.sources import written

    done = import_it(importer, CASE_SERIES.read_bytes())
    inserted = {
        label
        for label, event in written().items()
        if event.objects.filter(pgh_context_id=done.context_id, pgh_label="insert").exists()
    }

    assert inserted == {model._meta.label for model in MADE}


def test_another_users_import_leads_nowhere(importer, signed_in_client):
    upload(importer, csv_of([RESPONDER]))
    pk = Import.objects.get().pk
    other = may_import(signed_in_client(Role.ADMINISTRATOR))

    gets = [
        other.get(reverse(f"imports:{name}", args=[pk])).status_code
        for name in ("import", "progress", "columns", "undo")
    ]
    posts = [
        other.post(reverse(f"imports:{name}", args=[pk])).status_code
        for name in ("start", "give-up", "columns", "undo")
    ]

    assert (gets, posts) == ([404] * 4, [404] * 4)
    assert "Excel" not in other.get(reverse("imports:imports")).content.decode()
    assert Import.objects.get().state == "uploaded"


@pytest.mark.parametrize("role", list(Role))
def test_no_role_alone_may_import(signed_in_client, role):
    client = signed_in_client(role)

    assert [client.get(reverse(f"imports:{name}")).status_code for name in ("imports", "upload")] == [403, 403]
    assert (upload(client, csv_of([RESPONDER])).status_code, Import.objects.count()) == (403, 0)


def test_the_file_lies_where_nobody_else_reads_it_under_a_name_that_tells_nothing(importer, folder):
    upload(importer, csv_of([RESPONDER]), name="Jane Doe.csv")

    (path,) = Path(folder).iterdir()
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert path.name == f"{Import.objects.get().pk}.table"
    assert "Jane" not in str(Import.objects.values().get())


def test_a_file_that_is_given_up_is_gone(importer, folder):
    upload(importer, csv_of([RESPONDER]))
    match(importer)

    importer.post(reverse("imports:give-up", args=[Import.objects.get().pk]))

    assert ([*Path(folder).iterdir()], Import.objects.get().state) == ([], "given_up")


def test_a_file_that_is_left_for_a_day_is_gone(importer, folder):
    upload(importer, csv_of([RESPONDER]))
    match(importer)
    stray = Path(folder) / "nobody.table"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    now = timezone.now()

    running.run_all(now=now + timedelta(hours=23, minutes=50))
    assert (len([*Path(folder).iterdir()]), Import.objects.get().state) == (2, "checked")
    running.run_all(now=now + timedelta(hours=24, minutes=1))

    assert ([*Path(folder).iterdir()], Import.objects.get().state) == ([], "expired")
    assert "lay here for a day" in page_of(importer)


def test_a_large_file_is_a_workers_and_its_page_says_so(importer, monkeypatch):
    monkeypatch.setattr("exchange.imports.sample.AT_ONCE", 2)
    monkeypatch.setattr("exchange.imports.actions.AT_ONCE", 2)
    upload(importer, csv_of(list(invented_rows(3))))

    match(importer)

    assert "Waiting for its turn." in page_of(importer)
    running.run_all(now=timezone.now())
    assert "3 courses" in page_of(importer)
    start(importer, are_others="on")
    start(importer, are_others="on")
    assert (Import.objects.get().job, Prescription.objects.count()) == ("import", 0)
    running.run_all(now=timezone.now())
    assert Prescription.objects.count() == 3
    done = importer.get(reverse("imports:progress", args=[Import.objects.get().pk]))
    assert done["HX-Refresh"] == "true"


def test_what_a_worker_that_died_left_is_done_by_the_next(importer, monkeypatch):
    monkeypatch.setattr("exchange.imports.sample.AT_ONCE", 0)
    upload(importer, csv_of([RESPONDER]))
    match(importer)
    now = timezone.now()
    Import.objects.update(tries=1, heard_of_at=now)

    running.run_all(now=now + timedelta(minutes=1))
    assert Import.objects.get().job == "check"
    running.run_all(now=now + timedelta(minutes=3))

    assert (Import.objects.get().state, Import.objects.get().job) == ("checked", "")


def test_a_file_that_kills_its_workers_is_given_up(importer, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("exchange.imports.sample.AT_ONCE", 0)
    upload(importer, csv_of([RESPONDER]))
    match(importer)
    now = timezone.now()
    Import.objects.update(tries=3, heard_of_at=now)

    running.run_all(now=now + timedelta(minutes=3))

    assert (Import.objects.get().state, Import.objects.get().job) == ("failed", "")


def test_who_was_taken_for_dead_writes_nothing(importer, monkeypatch):
    upload(importer, csv_of([RESPONDER]))
    match(importer)
    stale = Import.objects.get()
    stale.job, stale.tries = "import", 1
    stale.save()
    Import.objects.update(tries=2)

    running._run(stale)

    assert (Prescription.objects.count(), Import.objects.get().job) == (0, "import")


def test_more_lines_than_the_limit_are_refused(importer, monkeypatch):
    monkeypatch.setattr("exchange.imports.running.ROW_LIMIT", 1)
    upload(importer, csv_of([RESPONDER, STOPPED]))

    match(importer)

    assert "The file has more than 1 lines." in page_of(importer)


def test_what_was_taken_out_comes_in_again_as_already_there_and_the_same(importer):
    import_it(importer, CASE_SERIES.read_bytes())
    order = Order(
        cohort=Cohort(as_of=timezone.localdate(), all_courses=True), names_people=True, labels=True,
        today=timezone.localdate(),
    )  # fmt: skip
    ((sheet, columns),) = prepare(order)
    out = io.BytesIO()
    write_sheet(sheet, columns, order, out)

    upload(importer, out.getvalue())
    match(importer)

    last = Import.objects.latest("uploaded_at")
    assert (last.state, last.counts["known"], last.counts["courses"]) == ("checked", 35, 0)
    assert "Already there, and the same: 35" in page_of(importer)
