"""The program meets its servers: also run on Debian's PostgreSQL and Redis (see .ci/run)."""

import pytest
from django.db import connection

from ldnclinic import celery_app

pytestmark = pytest.mark.smoke


@pytest.mark.django_db
def test_the_database_is_one_that_we_support():
    assert 15 <= connection.pg_version // 10000 <= 18


def test_the_broker_answers():
    with celery_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1)


@pytest.mark.django_db
def test_the_health_page_asks_the_database(client):
    assert client.get("/healthz").json()["database"] == "ok"
