"""The appointment file: what is read, what is refused, and what becomes of the visits."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import ClinicSettings
from accounts.permissions import Role
from core.models import AccessLog
from patients.appointments import reading
from patients.models import AppointmentFile, Visit
from patients.tests.appointment_files import HEADER, PAGE, take, upload, visits
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]

TODAY = date(2026, 7, 6)
MONTH_FIRST, DAY_FIRST = ClinicSettings.DateFormat.MONTH_FIRST, ClinicSettings.DateFormat.DAY_FIRST


def read(text, date_format=reading.ISO):
    content = text if isinstance(text, bytes) else text.encode()
    return reading.read(content, date_format=date_format, today=TODAY)


# --- reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "chart number,date,status,provider\nA-1,2026-07-08,booked,Dr. Gray\n",
        "Provider;STATUS;Appt. Date;MRN\nDr. Gray;Scheduled;2026-07-08 09:30;A-1\n",
        "\ufeffChart_No\tAppt Date\tAppt Status\tDoctor\r\nA-1\t2026-07-08T09:30\tConfirmed\tDr. Gray\r\n",
        'phone,chart number,date,status,provider\n"1,2",A-1,2026-07-08,Pending," Dr. Gray "\n\n,,,,\n',
    ],
)
def test_columns_go_by_their_names_in_any_order(text):
    appointments, faults = read(text)
    assert faults == []
    assert [one[1:] for one in appointments] == [("A-1", date(2026, 7, 8), "booked", "Dr. Gray")]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Booked", "booked"),
        ("No-Show", "no_show"),
        ("no show", "no_show"),
        ("NOSHOW", "no_show"),
        ("Canceled", "cancelled"),
        ("CANCELLED", "cancelled"),
        ("Arrived", "kept"),
        ("kept", "kept"),
        ("Checked-Out", "kept"),
    ],
)
def test_the_calendars_words_for_a_status_are_known(word, status):
    (one,), _ = read(f"{HEADER}A-1,2026-07-06,{word},\n")
    assert one.status == status


@pytest.mark.parametrize(
    ("typed", "declared", "day"),
    [
        ("2026-03-04", MONTH_FIRST, date(2026, 3, 4)),
        ("03/04/2026", MONTH_FIRST, date(2026, 3, 4)),
        ("03/04/2026", DAY_FIRST, date(2026, 4, 3)),
        ("3/4/2026 9:30 AM", MONTH_FIRST, date(2026, 3, 4)),
    ],
)
def test_a_date_is_read_as_the_clinic_has_declared(typed, declared, day):
    assert reading.day_of(typed, declared) == day


@pytest.mark.parametrize(
    ("typed", "declared"),
    [
        ("03/04/2026", reading.ISO),  # never guessed
        ("25/12/2026", MONTH_FIRST),
        ("12/25/2026", DAY_FIRST),
        ("3/4/26", MONTH_FIRST),
        ("2026-02-30", reading.ISO),
        ("20260304", reading.ISO),
        ("tomorrow", reading.ISO),
        ("NaN", reading.ISO),
        ("\u0662\u0660\u0662\u0666-07-08", reading.ISO),
    ],
)
def test_a_date_in_any_other_way_is_refused(typed, declared):
    with pytest.raises(ValueError, match="is no date as this clinic's file writes it"):
        reading.day_of(typed, declared)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",2026-07-08,booked,", "The chart number is missing."),
        ("A-1,,booked,", "The date is missing."),
        ("A-1,2026-07-08,,", "The status is missing."),
        ("A-1,2026-07-08,perhaps,", '"perhaps" is no status that is known here.'),
        ("A-1,2026-07-08", "The line ends too early. Is the file cut off?"),
        ("A-1,0001-01-01,booked,", "0001-01-01 is more than two years away. Look at the year again."),
        ("A-1,9999-12-31,booked,", "9999-12-31 is more than two years away. Look at the year again."),
        ("A-1,2026-07-07,no-show,", "2026-07-07 is still to come: nobody has come or stayed away yet."),
        ('"=HYPERLINK(""x"")",2026-07-08,booked,', 'The chart number begins with "=", like a formula.'),
        ("A-1,2026-07-08,booked,@SUM(1)", 'The provider begins with "@", like a formula.'),
        ("A-1,2026-07-08,booked," + "x" * 101, "The provider is longer than 100 characters."),
        ("A-1\u202e,2026-07-08,booked,", "The chart number: This has an invisible character in it (U+202E)."),
    ],
)
def test_a_line_that_can_not_be_read_is_listed_with_its_number_and_a_sentence(line, sentence):
    appointments, faults = read(f"{HEADER}A-1,2026-07-08,booked,\n{line}\n")
    assert len(appointments) == 1
    ((number, said),) = faults
    assert (number, said.startswith(sentence)) == (3, True), said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"  \n\n", "The file is empty."),
        (b"PK\x03\x04rest of a workbook", "This is a spreadsheet"),
        (HEADER.encode("utf-16"), "not encoded as UTF-8"),
        (HEADER.encode() + "Muñoz".encode("latin-1"), "not encoded as UTF-8"),
        (HEADER.encode() + b"A-1\0,2026-07-08,booked,\n", "NUL characters"),
        (b"A-1,2026-07-08,booked,Dr. Gray\n", "names no column for the chart number or the date or the status"),
        (b"chart number,date\nA-1,2026-07-08\n", "names no column for the status"),
        (b"mrn,chart number,date,status\n", 'Two columns can be the chart number: "mrn" and "chart number".'),
        (b"x" * (reading.FILE_LIMIT + 1), "larger than 2 MB"),
        (HEADER.encode() + b"A-1,2026-07-08,booked,\n" * (reading.ROW_LIMIT + 1), "more than 10,000 appointments"),
        (HEADER.encode() + b"A-1,2026-07-08,booked," + b"x" * 200_000, "can't be taken apart"),
    ],
)
def test_what_is_no_appointment_file_gets_a_sentence_and_changes_nothing(assistant, content, sentence):
    response = upload(assistant, content)
    assert response.status_code == 422
    (said,) = response.context["form"].errors["file"]
    # Django itself refuses a file without a byte.
    assert sentence in said or (content == b"" and said == "The submitted file is empty.")
    assert (AppointmentFile.objects.count(), visits()) == (0, [])


def test_a_file_of_ten_thousand_appointments_is_read():
    appointments, faults = read(HEADER + "A-1,2026-07-08,booked,\n" * reading.ROW_LIMIT)
    assert (len(appointments), faults) == (reading.ROW_LIMIT, [])


# --- uploaded -----------------------------------------------------------------------------------------------


def test_a_file_is_shown_before_it_changes_anything_and_then_taken_in(assistant, ada):
    preview = upload(assistant, f"{HEADER}a-1,2026-07-08,booked,Dr. Gray\n")
    page = assistant.get(preview.url)

    assert visits() == []
    assert "Abbott, Ada" in page.text
    assert "Take in: 1 new, 0 changed" in page.text
    assert AccessLog.objects.get().patient_ids == [ada.pk]

    assistant.post(preview.url + "take/")

    assert visits() == [(date(2026, 7, 8), "booked", "Dr. Gray")]
    assert Visit.objects.get().patient == ada
    file = AppointmentFile.objects.get()
    assert (file.name, file.read_by, file.rows) == ("monday.csv", assistant.user, [])
    assert (file.added, file.changed, file.unchanged) == (1, 0, 0)


def test_the_same_file_twice_adds_nothing(assistant, ada):
    content = f"{HEADER}A-1,2026-07-08,booked,\n"
    take(assistant, content)
    again = upload(assistant, content, name="another name.csv")
    assert again.status_code == 422
    assert "This very file was taken in already." in again.text
    assert (len(visits()), AppointmentFile.objects.count()) == (1, 1)


def test_a_second_click_takes_it_in_once(assistant, ada):
    preview = upload(assistant, f"{HEADER}A-1,2026-07-08,booked,\n")
    for _ in range(2):
        assistant.post(preview.url + "take/")
    assert len(visits()) == 1
    assert AppointmentFile.objects.get().added == 1


@pytest.mark.parametrize("status", ["cancelled", "no_show", "kept"])
def test_a_later_file_says_what_became_of_the_visit(assistant, ada, status):
    Visit.objects.create(patient=ada, day=TODAY, provider="Dr. Gray")
    Visit.objects.create(patient=ada, day=TODAY + timedelta(days=1), provider="Dr. Gray")

    take(assistant, f"{HEADER}A-1,2026-07-06,{status},Dr. Gray\nA-1,2026-07-07,booked,Dr. Gray\n")

    assert [status for _, status, _ in visits()] == [status, "booked"]
    assert sorted(Visit.objects.values_list("version", flat=True)) == [1, 2]
    file = AppointmentFile.objects.get()
    assert (file.added, file.changed, file.unchanged) == (0, 1, 1)


def test_moved_to_another_hour_of_the_same_day_a_visit_is_booked(assistant, ada):
    take(assistant, f"{HEADER}A-1,2026-07-08,booked,Dr. Gray\nA-1,2026-07-08,cancelled,Dr. Gray\n")
    assert visits() == [(date(2026, 7, 8), "booked", "Dr. Gray")]


def test_one_bad_line_and_nothing_of_an_upload_is_taken(assistant, ada):
    response = upload(assistant, f"{HEADER}A-1,2026-07-08,booked,\nZ-9,2026-07-08,booked,\nA-1,soon,booked,\n")
    assert response.status_code == 422
    assert response.context["faults"] == [
        (3, 'No patient has the chart number "Z-9".'),
        (4, '"soon" is no date as this clinic\'s file writes it.'),
    ]
    assert (AppointmentFile.objects.count(), visits()) == (0, [])


def test_a_file_without_appointments_is_refused(assistant):
    assert upload(assistant, HEADER).context["form"].errors == {
        "file": ["There is no appointment below the column names."]
    }


def test_a_form_without_a_file_is_refused(assistant):
    assert assistant.post(PAGE, {"file": "a text"}).context["form"].errors == {"file": ["Fill in “Appointment file”."]}


def test_a_file_that_was_looked_at_is_discarded(assistant, ada):
    preview = upload(assistant, f"{HEADER}A-1,2026-07-08,booked,\n")
    assistant.post(preview.url + "discard/")
    assert (AppointmentFile.objects.count(), visits()) == (0, [])


def test_a_file_that_was_taken_in_is_not_discarded(assistant, ada):
    take(assistant, f"{HEADER}A-1,2026-07-08,booked,\n")
    file = AppointmentFile.objects.get()
    assistant.post(f"{PAGE}{file.pk}/discard/")
    assert AppointmentFile.objects.get() == file


def test_the_page_says_how_dates_are_read(assistant):
    assert "another way has to be declared by an administrator first" in assistant.get(PAGE).text
    ClinicSettings.objects.now().save_checked(appointment_dates=MONTH_FIRST)
    assert "03/31/2026: month/day/year" in assistant.get(PAGE).text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_edit_patients_gives_no_files(signed_in_client, role):
    client = signed_in_client(role)
    file = AppointmentFile.objects.create(content_hash="x", name="x.csv", read_at=timezone.now())
    assert [client.get(url).status_code for url in (PAGE, f"{PAGE}{file.pk}/")] == [403, 403]
    assert upload(client, HEADER).status_code == 403
    assert client.post(f"{PAGE}{file.pk}/take/").status_code == 403
    assert client.post(f"{PAGE}{file.pk}/discard/").status_code == 403


def file_of(count):
    numbers = [f"T-{n}" for n in range(count)]
    for number in numbers:
        PatientFactory(chart_number=number)
    return HEADER + "".join(f"{number},2026-07-08,booked,\n" for number in numbers)


@pytest.mark.parametrize("count", [1, 30])
def test_a_file_takes_the_same_queries_however_long_it_is(assistant, django_assert_num_queries, count):
    preview = upload(assistant, file_of(count))
    with django_assert_num_queries(PREVIEW_QUERIES):
        assistant.get(preview.url)
    with django_assert_num_queries(TAKING_QUERIES):
        assistant.post(preview.url + "take/")
    assert Visit.objects.count() == count


PREVIEW_QUERIES, TAKING_QUERIES = 8, 15
