import pytest

from accounts.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/sign-in/", "/", "/healthz", "/no/such/page", "/outcomes/", "/follow-ups/"])
def test_every_answer_carries_its_guards(signed_in_client, address):
    response = signed_in_client(Role.RESEARCHER).get(address)

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_health_says_that_the_database_answers_and_the_scheduler_is_late(client):
    assert client.get("/healthz").json() == {"database": "ok", "scheduler": "late"}
