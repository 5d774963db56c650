from datetime import UTC, datetime

import pytest
import time_machine

from accounts.permissions import Role
from prescriptions.tests.at_the_gate import with_password


@pytest.fixture
def on_1_september():
    """Noon of 1 September 2026 in the clinic: three months after the factories' courses were prescribed."""
    with time_machine.travel(datetime(2026, 9, 1, 16, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def prescriber():
    """A clinician who can sign."""
    return with_password(Role.CLINICIAN)


@pytest.fixture
def clinician(signed_in_client):
    return signed_in_client(Role.CLINICIAN)


@pytest.fixture
def assistant(signed_in_client):
    return signed_in_client(Role.MEDICAL_ASSISTANT)


@pytest.fixture
def administrator(signed_in_client):
    return signed_in_client(Role.ADMINISTRATOR)
