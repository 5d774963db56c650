"""The watch for health data (tests/health_data.py) finds each leak that is put there on purpose."""

import logging

import pytest
from celery import shared_task
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from core import outbox
from ldnclinic import celery_app
from tests import health_data
from tests.factories import ClinicianTaskFactory, PatientFactory, PhoneNumberFactory
from tests.health_data import MARKS, watch


@shared_task
def _leaks(name):
    return name


def test_what_the_factories_make_bears_the_marks(db):
    patient = PatientFactory()
    task, number = ClinicianTaskFactory(patient=patient), PhoneNumberFactory(patient=patient)

    texts = (patient.family_name, patient.given_name, patient.chart_number, task.what, number.number)
    assert [text for text in texts if not MARKS.search(str(text))] == []


def test_nothing_is_found_where_nothing_is():
    logging.getLogger("ldn").error("patient 17 was not found")
    mail.send_mail("A task is due", "Open the tasks.", None, ["robin@example.org"])
    health_data.look_at_mails()

    assert watch.take() == []


@pytest.mark.parametrize(
    "words", ["Baptiste was not found", "no answer at 202-555-0101", "T-0042 is taken", "%s", "BAPTISTE, BEATRIZ"]
)
def test_a_line_of_the_log(words):
    logging.getLogger("ldn").error(words, *(["Beatriz"] if "%" in words else []))

    assert watch.take() != []


def test_the_text_of_a_fault_in_the_log():
    try:
        raise ValueError("Baptiste has no such dose")
    except ValueError:
        logging.getLogger("ldn").exception("failed")

    assert watch.take() == ["“Baptiste” in the log of ldn"]


@pytest.mark.parametrize(
    ("address", "answer", "found"),
    [
        ("/patients/?q=Bapt%69ste", {}, "“Baptiste” in the address of a request (GET)"),
        ("/", {"headers": {"Location": "/patients/?q=Baptiste"}}, "“Baptiste” in the header Location of /"),
        (
            "/",
            {"headers": {"Content-Disposition": 'attachment; filename="Baptiste.csv"'}},
            "“Baptiste” in the header Content-Disposition of /",
        ),
        ("/", {"content": "<html><title>Beatriz</title></html>"}, "“Beatriz” in the title of /"),
    ],
)
def test_an_address_a_header_and_a_title(address, answer, found):
    health_data.Middleware(lambda request: HttpResponse(**answer))(RequestFactory().get(address))

    assert watch.take() == [found]


def test_a_cookie():
    response = HttpResponse()
    response.set_cookie("last", "T-0001")

    health_data.Middleware(lambda request: response)(RequestFactory().get("/"))

    assert watch.take() == ["“T-0001” in the cookie last"]


def test_the_arguments_and_the_result_of_a_task_and_the_broker_that_has_it():
    _leaks.delay("Baptiste")
    assert watch.take() == ["“Baptiste” in the arguments of a task"]

    health_data.look_at_result(retval=_leaks("Baptiste"))
    assert watch.take() == ["“Baptiste” in the result of a task"]

    with celery_app.connection_for_write() as connection:
        connection.default_channel.client.set("seeded", "T-0007")
        health_data.look_at_broker()
        connection.default_channel.client.delete("seeded")
        connection.default_channel.queue_purge("celery")
    assert "“T-0007” in the broker" in watch.take()


def test_a_message_of_the_outbox(db):
    outbox.put(kind="digest", object_id=1, occasion="for Baptiste")

    assert watch.take() == ["“Baptiste” in a message of the outbox"]


def test_an_e_mail():
    mail.send_mail("About Beatriz", "Please call.", None, ["robin@example.org"])
    health_data.look_at_mails()
    mail.outbox.clear()

    assert watch.take() == ["“Beatriz” in an e-mail"]


def test_a_cache():
    cache.set("page", {"name": "Baptiste"})
    health_data.look_at_caches()
    cache.clear()

    assert watch.take() == ["“Baptiste” in a cache"]


def test_the_name_of_a_file(tmp_path):
    (tmp_path / "Baptiste.pdf").write_text("")

    assert watch.take() == ["“Baptiste” in the name of a file"]


def test_a_run_with_a_leak_in_it_fails(pytester_of_leak):
    status, told = pytester_of_leak

    assert status == 1
    assert "Health data is where none belongs: “Baptiste” in the log of ldn" in told


@pytest.fixture
def pytester_of_leak(tmp_path):
    """A whole run of one test that logs a name, with this plugin."""
    import subprocess
    import sys

    from ldnclinic.launcher import folders

    file = tmp_path / "test_leak.py"
    file.write_text("import logging\ndef test_it():\n    logging.getLogger('ldn').error('Mrs. Baptiste')\n")
    command = [sys.executable, "-m", "pytest", "-n", "0", "--rootdir", folders.ROOT, "-p", "tests.health_data", file]
    ran = subprocess.run(  # noqa: S603
        [*command, "-c", folders.ROOT / "pyproject.toml"], cwd=folders.ROOT, capture_output=True, text=True
    )
    return ran.returncode, ran.stdout
