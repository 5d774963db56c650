"""A plugin that looks, in every test, for the test patients where no patient belongs: in what is logged, in addresses,
titles, cookies, names of files, tasks, the broker, caches, e-mails, and in what the browser keeps.

The factories' patients all bear the same marks. The test in which one is found fails, and says where it was.
"""

import re
import sys
import traceback
from pathlib import Path
from urllib.parse import unquote

import pytest
from celery.signals import before_task_publish, task_postrun
from django.core import mail
from django.core.cache import caches
from django.db.models.signals import post_init

# The name, the chart numbers, the telephone number and the question of tests/factories.py.
MARKS = re.compile(r"baptiste|beatriz|\bT-\d{4}\b|202[ -]?555[ -]?0101|ibuprofen", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
HEADERS = ("Location", "Content-Disposition", "HX-Redirect", "HX-Push-Url", "HX-Trigger")
KEPT_BY_BROWSER = """async () => JSON.stringify([
    {...localStorage}, {...sessionStorage}, await indexedDB.databases(), await caches.keys(), document.cookie,
    document.title
])"""


class Watch:
    """What was found since somebody last took it."""

    def __init__(self):
        self.found = []

    def look(self, where, text):
        if mark := MARKS.search(str(text)):
            self.found.append(f"“{mark[0]}” in {where}")

    def take(self):
        found, self.found = self.found, []
        return found


watch = Watch()


class Middleware:
    """The outermost: what a server or a proxy would write into its log, and what a browser into its history."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        watch.look(f"the address of a request ({request.method})", unquote(request.get_full_path()))
        response = self.get_response(request)
        for name in HEADERS:
            watch.look(f"the header {name} of {request.path}", unquote(response.headers.get(name, "")))
        for cookie in response.cookies.values():
            watch.look(f"the cookie {cookie.key}", cookie.value)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            for title in TITLE.findall(response.content.decode()):
                watch.look(f"the title of {request.path}", title)
        return response


def look_at_log(handler):
    """As the program's own handler writes it."""

    class Gather(type(handler)):
        def emit(self, record):
            watch.look(f"the log of {record.name}", self.format(record))

    gather = Gather()
    gather.setFormatter(handler.formatter)
    return gather


def look_at_message(instance, **kwargs):
    watch.look("a message of the outbox", f"{instance.kind} {instance.occasion}")


def look_at_task(body, **kwargs):
    watch.look("the arguments of a task", repr(body))


def look_at_result(retval, **kwargs):
    watch.look("the result of a task", repr(retval))


def look_at_opened(event, arguments):
    """Python tells of every file that it opens; those that are written have the mode in their second word."""
    if event != "open" or not isinstance(arguments[0], str) or "w" not in str(arguments[1]):
        return
    watch.look("the name of a file", Path(arguments[0]).name)


def look_at_mails():
    for message in getattr(mail, "outbox", []):
        watch.look("an e-mail", f"{message.subject} {message.body} {message.to} {message.attachments}")


def look_at_caches():
    for cache in caches.all(initialized_only=True):
        for key, value in list(getattr(cache, "_cache", {}).items()):
            watch.look("a cache", f"{key} {value!r}")


def look_at_broker():
    """Every key and value of this worker's own database."""
    from ldnclinic import celery_app

    with celery_app.connection_for_read() as connection:
        client = connection.default_channel.client
        for key in client.scan_iter():
            watch.look("the broker", f"{key!r} {client.dump(key)!r} {_values(client, key)!r}")


def _values(client, key):
    kinds = {
        b"string": lambda: client.get(key),
        b"list": lambda: client.lrange(key, 0, -1),
        b"hash": lambda: client.hgetall(key),
        b"set": lambda: client.smembers(key),
        b"zset": lambda: client.zrange(key, 0, -1),
    }
    return kinds.get(client.type(key), str)()


def look_at_browser(page):
    watch.look("what the browser keeps", page.evaluate(KEPT_BY_BROWSER))
    watch.look("the browser's cookies", page.context.cookies())


# --- pytest's hooks ---------------------------------------------------------------------------------------------


def pytest_configure():
    import logging

    from django.conf import settings

    settings.MIDDLEWARE.insert(0, "tests.health_data.Middleware")
    root = logging.getLogger()
    own = [handler for handler in root.handlers if type(handler) is logging.StreamHandler]
    assert own, "The program logs nowhere."
    root.addHandler(look_at_log(own[0]))
    sys.addaudithook(look_at_opened)


@pytest.fixture(scope="session", autouse=True)
def _looks_for_health_data(request):
    """Signals hold on to what listens only weakly, and functions of this module last."""
    from core.models import OutboxMessage

    post_init.connect(look_at_message, sender=OutboxMessage)
    before_task_publish.connect(look_at_task)
    task_postrun.connect(look_at_result)
    yield
    try:
        look_at_broker()
    except Exception:  # a suite that uses no broker needs none
        traceback.print_exc()
    fail_if_found()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    result = yield
    look_at_mails()
    look_at_caches()
    fail_if_found()
    return result


def fail_if_found():
    if found := watch.take():
        pytest.fail("Health data is where none belongs: " + "; ".join(sorted(set(found))), pytrace=False)
