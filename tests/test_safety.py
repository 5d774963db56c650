"""The program refuses to start with a setting that is not safe: a real process for each, as a clinic would start it."""

import os
import subprocess
import sys

import pytest

from ldnclinic.launcher import folders

GOOD = {
    "SECRET_KEY": "qW3-8tYz_Lk2mN5bV7cX9dF1gH4jK6pR0sTuAvBwC",
    "ALLOWED_HOSTS": "clinic.example.org",
    "PUBLIC_URL": "https://clinic.example.org",
    "DATABASE_URL": "postgres://ldn_program:secret@db.example.org/ldn?sslmode=verify-full",
    "REDIS_URL": "rediss://:secret@broker.example.org:6379/0",
    "EMAIL_URL": "submission://clinic:secret@mail.example.org:587",
}
KEY = (
    "SECRET_KEY must be long and random, 32 characters at least, and no example:"
    ' python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
)
DEVELOPMENT = (
    "DEBUG=1 shows faults with what is in them, and works without https, so it may only serve this machine:"
    " take clinic.example.org out of ALLOWED_HOSTS and PUBLIC_URL, or set DEBUG=0."
)
ADDRESS = "PUBLIC_URL is {}: links in e-mails must begin with https:// and the clinic's name."
DATABASE = (
    "DATABASE_URL leads over a network to db.example.org, and patients' data with it: add ?sslmode=verify-full"
    " (or at least require), or use a socket."
)
BROKER = (
    "REDIS_URL leads over a network to broker.example.org: it must begin with rediss:// and hold a password, and the"
    " server's certificate must be checked; or use a socket."
)
MAIL = (
    "EMAIL_URL sends mail and its password to mail.example.org without encryption: use submission:// (STARTTLS) or"
    " smtps:// (TLS)."
)


def run(*arguments, **changes):
    """A Python of its own, as a clinic would have it but for these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    variables = kept | {"DJANGO_SETTINGS_MODULE": "ldnclinic.settings"} | GOOD | changes
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folders.ROOT, env=variables, capture_output=True, text=True)  # noqa: S603


def start(**changes):
    """What the program says when it is started with these variables; "" if it starts."""
    ran = run("-c", "from django.conf import settings; settings.DEBUG", **changes)
    sentence = ran.stderr.strip().rpartition("ImproperlyConfigured: ")[2]
    assert (ran.returncode == 0) == (sentence == ""), ran.stderr
    return sentence


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"DATABASE_URL": "postgres://ldn_program:secret@db.example.org/ldn?sslmode=require"},
        {"DATABASE_URL": "postgres://ldn_program:secret@%2Frun%2Fpostgresql/ldn"},
        {"REDIS_URL": "redis+socket://:secret@/run/broker/broker.sock"},
        {"REDIS_URL": "redis://localhost:6379/0"},
        {"EMAIL_URL": "console://"},
        {"EMAIL_URL": "smtp://localhost:25"},
        {"DEBUG": "1", "DEMO": "1", "ALLOWED_HOSTS": "localhost", "PUBLIC_URL": "http://localhost:8000"},
    ],
)
def test_it_starts_where_nothing_is_unsafe(changes):
    assert start(**changes) == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY to a long random text that nobody else knows."),
        ({"SECRET_KEY": "short"}, KEY),
        ({"SECRET_KEY": "change-me-" * 5}, KEY),
        ({"SECRET_KEY": "django-insecure-" + "a1b2c3d4" * 5}, KEY),
        ({"SECRET_KEY": "a" * 64}, KEY),
        ({"SECRET_KEY_FALLBACKS": "earlier"}, KEY.replace("SECRET_KEY", "SECRET_KEY_FALLBACKS")),
        (
            {"ALLOWED_HOSTS": "*"},
            "ALLOWED_HOSTS=* lets anyone write the addresses in our e-mails: name the clinic's own.",
        ),
        ({"DEBUG": "1"}, DEVELOPMENT),
        ({"DEBUG": "1", "DEMO": "1", "PUBLIC_URL": "http://localhost:8000"}, DEVELOPMENT),
        ({"DEBUG": "1", "ALLOWED_HOSTS": "localhost"}, DEVELOPMENT),
        ({"PUBLIC_URL": "http://clinic.example.org"}, ADDRESS.format("http://clinic.example.org")),
        ({"PUBLIC_URL": ""}, ADDRESS.format("")),
        ({"PUBLIC_URL": "http://localhost:8000"}, ADDRESS.format("http://localhost:8000")),
        ({"DATABASE_URL": "postgres://ldn_program:secret@db.example.org/ldn"}, DATABASE),
        ({"DATABASE_URL": "postgres://ldn_program:secret@db.example.org/ldn?sslmode=prefer"}, DATABASE),
        (
            {"DATABASE_URL": "sqlite:///x"},
            "DATABASE_URL must name a PostgreSQL database; it is the only one supported.",
        ),
        ({"REDIS_URL": "redis://:secret@broker.example.org:6379/0"}, BROKER),
        ({"REDIS_URL": "rediss://broker.example.org:6379/0"}, BROKER),
        ({"REDIS_URL": "rediss://:secret@broker.example.org:6379/0?ssl_cert_reqs=none"}, BROKER),
        ({"EMAIL_URL": "smtp://clinic:secret@mail.example.org:25"}, MAIL),
        (
            {"DEMO": "1"},
            "DEMO=1 prints passwords, so it needs DEBUG=1: never set both where real patients are.",
        ),
    ],
)
def test_it_refuses_to_start_and_says_why(changes, sentence):
    assert start(**changes) == sentence


def test_every_unsafe_setting_is_named_at_once():
    told = start(PUBLIC_URL="http://clinic.example.org", EMAIL_URL="smtp://clinic:secret@mail.example.org:25")

    assert told.splitlines() == [ADDRESS.format("http://clinic.example.org"), MAIL]


def test_djangos_own_checks_of_a_clinics_settings_find_nothing():
    key = GOOD["SECRET_KEY"] * 2  # as long as the command that we name makes one
    ran = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=key)

    assert "System check identified no issues" in ran.stdout, ran.stderr
    assert ran.returncode == 0
