"""52 of the negative tests: a cache that all of a clinic's computers share never gives one user's page to another."""

import re

import pytest
from django.test import Client

from accounts.permissions import Role
from tests.access import addresses_of, seen_objects
from tests.factories import UserFactory
from tests.signing_in import sign_in_without_asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]

STYLES = "/static/clinic/clinic.css"


class SharedCache:
    """A proxy that keeps whatever it may, as carelessly as the standard allows it and a little more: it looks at
    Cache-Control alone, and neither at cookies nor at Vary."""

    def __init__(self):
        self.kept = {}

    def get(self, client, address):
        if address in self.kept:
            return self.kept[address]
        answer = client.get(address)
        if not re.search("no-store|private", answer.headers.get("Cache-Control", "")):
            self.kept[address] = answer
        return answer


@pytest.fixture(autouse=True)
def style_sheets(settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True


def test_52_who_comes_second_through_a_shared_cache_gets_nothing_of_the_first():
    doctor, assistant, stranger = Client(), Client(), Client()
    first = UserFactory(role=Role.CLINICIAN)
    sign_in_without_asking(doctor, first)
    sign_in_without_asking(assistant, UserFactory(role=Role.RESEARCHER))
    objects, proxy = seen_objects(first), SharedCache()
    addresses = addresses_of(objects)
    opened = [address for address in addresses if proxy.get(doctor, address).status_code == 200]

    answers = [proxy.get(client, address) for client in (assistant, stranger) for address in opened]

    assert len(opened) > 50
    assert proxy.kept == {}
    assert [answer.request["PATH_INFO"] for answer in answers if b"Quillfeather" in answer.content] == []


def test_52_what_is_nobodys_is_kept_by_the_shared_cache():
    """Else the cache above would prove nothing."""
    proxy, stranger = SharedCache(), Client()
    style = proxy.get(Client(), STYLES)

    assert style.status_code == 200
    assert proxy.get(stranger, STYLES) is style
