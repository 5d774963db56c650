import pytest

from tests.access import NOW, seen_objects


@pytest.fixture
def on_a_day(time_machine):
    """The clock stands still on the day of the rows that `seen_objects` makes."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def client_of(signed_in_client):
    """`client_of(Role.CLINICIAN)`: signed in, with `objects` that fill the numbers in the addresses of all pages."""

    def sign_in(role):
        client = signed_in_client(role)
        client.objects = seen_objects(client.user)
        return client

    return sign_in
