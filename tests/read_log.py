"""The read log against the pages: every page that a test's client or browser got shows exactly the patients that its
row names.

Pages are gathered as they come and compared when the test is over, so that no test's queries are more for it.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape

from django.conf import settings
from django.db import connection
from django.http import HttpResponse

from core.models import AccessLog

CONTROLS = re.compile(r"<(textarea|script|style|title)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
CHART_LINK = re.compile(r"/patients/(\d+)/")
BLANKS = re.compile(r"\s+")
# Every name and chart number that a patient ever had: a page is older than the change that came after it.
NAMES = "SELECT DISTINCT id, chart_number, family_name, given_name FROM patients_patientevent"


@dataclass
class Page:
    method: str
    path: str
    request_id: str
    body: str


@dataclass
class ReadLog:
    """What one test's client or browser was shown."""

    pages: list[Page] = field(default_factory=list)

    def watch(self, client):
        """Keep each page that this client gets while somebody is signed in."""
        answer = client.request

        def request(**environ):
            is_signed_in = settings.SESSION_COOKIE_NAME in client.cookies
            response = answer(**environ)
            if is_signed_in and environ["REQUEST_METHOD"] != "HEAD":
                self._keep(environ, response)
            return response

        client.request = request

    @contextmanager
    def watching(self, live_server):
        """Keep each page that the test's server gives to a browser with somebody signed in."""
        answer = live_server.thread.httpd.get_app()

        def app(environ, start_response):
            response = answer(environ, start_response)
            is_signed_in = f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "")
            if is_signed_in and isinstance(response, HttpResponse) and environ["REQUEST_METHOD"] != "HEAD":
                self._keep(environ, response)
            return response

        live_server.thread.httpd.set_app(app)
        try:
            yield
        finally:
            live_server.thread.httpd.set_app(answer)

    def _keep(self, environ, response):
        """A redirect, a refusal and a file that is sent in pieces are no pages: they show nobody, whatever the view has
        written down before it came to that."""
        is_text = response.headers.get("Content-Type", "").startswith(("text/", "image/svg"))
        if is_text and not response.streaming and response.status_code not in (301, 302, 403, 404, 429):
            body = response.content.decode()
            self.pages.append(
                Page(environ["REQUEST_METHOD"], environ["PATH_INFO"], response.headers.get("X-Request-Id"), body)
            )

    def must_name_whom_pages_showed(self):
        """Compare now; a test that undoes what it did asks before it does."""
        found, self.pages = self._differences(), []
        assert found == [], "\n".join(found)

    def _differences(self):
        """A line for each page whose row in the log names other patients than the page."""
        if not self.pages:
            return []
        with connection.cursor() as cursor:
            cursor.execute(NAMES)
            names = cursor.fetchall()
        logged = {}
        rows = AccessLog.objects.filter(kind="read", request_id__in=[page.request_id for page in self.pages])
        for request_id, patient_ids in rows.values_list("request_id", "patient_ids"):
            logged.setdefault(str(request_id), set()).update(patient_ids)
        compared = ((page, compare(page.body, names, logged.get(page.request_id, set()))) for page in self.pages)
        return [f"{page.method} {page.path} {words}" for page, words in compared if words]


def compare(html, names, logged):
    """What is wrong with a page whose row in the log names these patients; "" if nothing is.

    `names` are (id, chart number, family name, given name). Where several patients have a name that the page shows
    and it says nothing else of them, one of them has to be in the log.
    """
    text = text_of(html)
    linked = {int(pk) for pk in CHART_LINK.findall(html)}
    by_number = {pk for pk, chart_number, *_ in names if stands_in(chart_number, text)}
    certain, possible, missing = set(by_number), set(by_number), set()
    for namesakes in shown_names(names, text):
        possible |= namesakes
        told_apart = namesakes if len(namesakes) == 1 else namesakes & (by_number | linked)
        certain |= told_apart
        if not told_apart and not namesakes & logged:
            missing |= namesakes
    missing |= certain - logged
    too_many = logged - possible
    words = [f"shows {sorted(missing)}, who are not in the read log"] if missing else []
    words += [f"has {sorted(too_many)} in the read log, and does not show them"] if too_many else []
    return "; ".join(words)


def shown_names(names, text):
    """The patients of each name that the text has, as "Family, Given" or "Given Family".

    Longer names come first and are taken out: who is "Ng, Ann S." is not also "Ng, Ann".
    """
    namesakes = {}
    for pk, _, family_name, given_name in names:
        for words in (f"{family_name}, {given_name}", f"{given_name} {family_name}"):
            namesakes.setdefault(words, set()).add(pk)
    for words in sorted(namesakes, key=len, reverse=True):
        if stands_in(words, text):
            text = whole(words).sub(" ", text)
            yield namesakes[words]


def text_of(html):
    """What is read on the page, or read out: no markup, and nothing that was typed into a field."""
    html = CONTROLS.sub(" ", html)
    return BLANKS.sub(" ", unescape(" ".join([TAG.sub(" ", html), *SPOKEN.findall(html)])))


def stands_in(words, text):
    return BLANKS.sub(" ", words) in text and whole(words).search(text) is not None


def whole(words):
    """The words by themselves: T-1 is not in T-10."""
    return re.compile(rf"(?<![\w-]){re.escape(BLANKS.sub(' ', words))}(?![\w-])")
