import pytest
import time_machine

from accounts.permissions import Role
from tests.factories import PatientFactory


@pytest.fixture
def july():
    """It is Monday, 6 July 2026, 11:00 in New York."""
    with time_machine.travel("2026-07-06T15:00:00Z", tick=False):
        yield


@pytest.fixture
def assistant(signed_in_client):
    return signed_in_client(Role.MEDICAL_ASSISTANT)


@pytest.fixture
def ada():
    return PatientFactory(chart_number="A-1", family_name="Abbott", given_name="Ada")
