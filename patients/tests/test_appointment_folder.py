"""The watched folder: files are taken in once, the good lines of each, and nothing stops the pass."""

import os
from datetime import date

import pytest
from django.utils import timezone

from patients.appointments import folder, reading
from patients.models import AppointmentFile
from patients.tests.appointment_files import HEADER, PAGE, take, visits
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


@pytest.fixture
def watched(tmp_path, settings):
    settings.APPOINTMENTS_FOLDER = str(tmp_path)
    return tmp_path


def leave(folder_, name, text, *, seconds_ago=60):
    path = folder_ / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    at = timezone.now().timestamp() - seconds_ago
    os.utime(path, (at, at))
    return path


def test_a_file_that_is_left_in_the_folder_is_taken_in_once(watched, ada):
    leave(watched, "monday.CSV", f"{HEADER}A-1,2026-07-08,booked,\n")
    assert [folder.read_folder(now=timezone.now()) for _ in range(3)] == [1, 0, 0]
    assert visits() == [(date(2026, 7, 8), "booked", "")]
    assert AppointmentFile.objects.get().read_by is None


def test_the_oldest_file_is_read_first_so_that_the_newest_has_the_last_word(watched, ada):
    leave(watched, "a-newer.csv", f"{HEADER}A-1,2026-07-08,cancelled,\n", seconds_ago=60)
    leave(watched, "b-older.csv", f"{HEADER}A-1,2026-07-08,booked,\n", seconds_ago=600)
    assert folder.read_folder(now=timezone.now()) == 2
    assert visits() == [(date(2026, 7, 8), "cancelled", "")]


def test_a_file_that_is_still_written_is_left_for_the_next_pass(watched, ada):
    path = leave(watched, "monday.csv", HEADER, seconds_ago=29)
    assert folder.read_folder(now=timezone.now()) == 0
    leave(watched, path.name, f"{HEADER}A-1,2026-07-08,booked,\n", seconds_ago=30)
    assert folder.read_folder(now=timezone.now()) == 1


def test_of_a_file_in_the_folder_good_lines_are_taken_and_bad_ones_listed(watched, ada, assistant):
    leave(watched, "monday.csv", f"{HEADER}A-1,2026-07-08,booked,\nZ-9,2026-07-08,booked,\nA-1,soon,booked,\n")
    folder.read_folder(now=timezone.now())

    file = AppointmentFile.objects.get()
    assert (len(visits()), file.added) == (1, 1)
    assert [line for line, _ in file.faults] == [3, 4]
    page = assistant.get(f"{PAGE}{file.pk}/").text
    assert "No patient has the chart number &quot;Z-9&quot;." in page
    assert "the watched folder" in assistant.get(PAGE).text


def test_a_file_with_faults_is_given_again_by_hand_once_they_are_mended(watched, ada, assistant):
    content = f"{HEADER}Z-9,2026-07-08,booked,\n"
    leave(watched, "monday.csv", content)
    folder.read_folder(now=timezone.now())
    PatientFactory(chart_number="Z-9")

    take(assistant, content)

    assert visits() == [(date(2026, 7, 8), "booked", "")]
    assert AppointmentFile.objects.get().faults == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"no header\n", b"x" * (reading.FILE_LIMIT + 9), HEADER.encode() + b'"' * 999_999]
)
def test_a_file_that_is_none_is_listed_once_and_stops_nothing(watched, ada, content):
    leave(watched, "a.csv", content, seconds_ago=120)
    leave(watched, "b.csv", f"{HEADER}A-1,2026-07-08,booked,\n")
    assert [folder.read_folder(now=timezone.now()) for _ in range(2)] == [2, 0]
    bad = AppointmentFile.objects.get(name="a.csv")
    assert [line for line, _ in bad.faults] == [0]
    assert len(visits()) == 1


def test_only_files_of_the_folder_are_read(watched, ada, tmp_path_factory):
    elsewhere = leave(tmp_path_factory.mktemp("elsewhere"), "secret.csv", f"{HEADER}A-1,2026-07-08,booked,\n")
    (watched / "link.csv").symlink_to(elsewhere)
    (watched / "folder.csv").mkdir()
    leave(watched, "notes.txt", f"{HEADER}A-1,2026-07-09,booked,\n")
    assert folder.read_folder(now=timezone.now()) == 0


def test_a_folder_that_is_gone_stops_nothing_and_is_said_on_the_page(settings, tmp_path, assistant):
    settings.APPOINTMENTS_FOLDER = str(tmp_path / "gone")
    assert folder.read_folder(now=timezone.now()) == 0
    assert "The watched folder isn" in assistant.get(PAGE).text


def test_without_a_folder_nothing_is_watched(settings):
    settings.APPOINTMENTS_FOLDER = ""
    assert folder.read_folder(now=timezone.now()) == 0
