from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture
def on_1_september():
    """Noon of 1 September 2026 in the clinic: three months after the factories' courses were prescribed."""
    with time_machine.travel(datetime(2026, 9, 1, 16, 0, tzinfo=UTC)):
        yield
