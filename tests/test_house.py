"""Rules of the whole house that no single room can hold."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, get_resolver

from accounts.permissions import Permission
from core.access import PUBLIC, SIGNED_IN
from tests.factories import UserFactory
from tests.signing_in import sign_in_without_asking

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["core", "accounts", "patients", "prescriptions", "followups", "reports", "exchange"]
# Published lists, who is alive, Django's own bookkeeping: nothing that a user of the clinic writes.
NOT_AUDITED = {
    "core_accesslog": "append-only itself",
    "core_heartbeat": "says only that a job ran",
    "accounts_signinevent": "append-only itself",
    "patients_icdcode": "a published list, loaded whole",
    "patients_icdword": "its words",
    "patients_icdblock": "its blocks",
    "reports_keptoutcome": "computed by triggers from rows that are",
    "reports_outcomerepair": "append-only itself",
    "reports_signedweek": "append-only itself",
}


def modules_of(room):
    return [path for path in (ROOT / room).rglob("*.py") if "tests" not in path.parts]


def imported_rooms(path):
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        yield from (name.partition(".")[0] for name in names if name.partition(".")[0] in ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_the_rooms_before_it(room):
    allowed = set(ROOMS[: ROOMS.index(room) + 1])

    upwards = {
        (str(path.relative_to(ROOT)), imported)
        for path in modules_of(room)
        for imported in imported_rooms(path)
        if imported not in allowed
    }

    assert upwards == set()


def test_foreign_keys_point_at_the_rooms_before_theirs():
    upwards = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model._meta.app_label in ROOMS
        # Core names the user by Django's setting, which it may.
        and not (model._meta.app_label == "core" and field.related_model._meta.label == "accounts.User")
        if ROOMS.index(field.related_model._meta.app_label) > ROOMS.index(model._meta.app_label)
    }

    assert upwards == set()


def named_patterns(patterns=None, prefix=""):
    """(route, pattern) of every URL, whoever included it."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        else:
            yield from named_patterns(entry.url_patterns, route)


def test_every_address_that_a_page_links_to_exists():
    named = re.compile(r"{% url '([^']+)'")
    texts = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    rooms = {
        room.namespace: set(room.reverse_dict) for room in get_resolver().url_patterns if hasattr(room, "namespace")
    }
    known = set(get_resolver().reverse_dict) | {f"{room}:{name}" for room, names in rooms.items() for name in names}

    assert {name for text in texts for name in named.findall(text)} - known == set()


def test_every_view_declares_who_may_use_it():
    undeclared = [route for route, pattern in named_patterns() if not hasattr(pattern.callback, "access")]

    assert undeclared == []


def test_every_declaration_names_permissions_that_exist():
    known = {permission.value for permission in Permission}

    for route, pattern in named_patterns():
        access = pattern.callback.access
        assert access in (PUBLIC, SIGNED_IN) or set(access) <= known, route


def test_only_the_pages_of_signing_in_and_health_are_public():
    public = {route for route, pattern in named_patterns() if pattern.callback.access == PUBLIC}

    assert public == {
        "healthz",
        "sign-in/",
        "sign-in/code/",
        "sign-in/forgotten/",
        "sign-in/forgotten/sent/",
        "sign-in/password/<uidb64>/<token>/",
    }


def address_of(route):
    route = re.sub(r"<uuid:\w+>", "6ff7a3c2-5f0a-4b2e-9d53-0f3f3c2a1b00", route)
    return "/" + re.sub(r"<(int|slug):\w+>", "1", route)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
def test_a_stranger_gets_nothing_but_the_sign_in_page(client, method):
    for route, pattern in named_patterns():
        if pattern.callback.access == PUBLIC:
            continue

        response = getattr(client, method)(address_of(route))

        assert response.status_code == 302, route
        assert response.url.startswith("/sign-in/?next="), route


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_user_without_a_role_is_refused_everywhere_and_each_refusal_is_logged(client, method):
    from core.models import AccessLog

    nobody = UserFactory()
    nobody.groups.clear()
    sign_in_without_asking(client, nobody)
    guarded = [route for route, pattern in named_patterns() if isinstance(pattern.callback.access, tuple)]

    statuses = {route: getattr(client, method)(address_of(route)).status_code for route in guarded}

    assert dict.fromkeys(guarded, 403) == statuses
    assert AccessLog.objects.filter(user=nobody, kind="denied").count() == len(guarded)


@pytest.mark.django_db
def test_every_table_of_ours_has_its_audit_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, array_agg(t.tgname::text) from pg_class c join pg_trigger t on t.tgrelid = c.oid"
            " where not t.tgisinternal group by 1"
        )
        triggers = dict(cursor.fetchall())
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and model._meta.managed and not hasattr(model, "pgh_tracked_model")
    }

    missing = {
        (table, verb)
        for table in tables - set(NOT_AUDITED)
        for verb in ("insert", "update", "delete")
        if not any(name.startswith(f"pgtrigger_{verb}") for name in triggers.get(table, []))
    }

    assert missing == set()


def test_no_page_has_a_script_or_a_style_of_its_own():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)

    found = [str(path) for path in (ROOT / "templates").rglob("*.html") if inline.search(path.read_text())]

    assert found == []


def test_no_text_is_marked_as_safe():
    unsafe = re.compile(r"mark_safe|\|\s*safe\b|autoescape off|SafeString\(")
    sources = [path for room in ROOMS for path in modules_of(room)] + list((ROOT / "templates").rglob("*.html"))

    assert [str(path) for path in sources if unsafe.search(path.read_text())] == []


def test_clinical_numbers_stand_in_one_file():
    """No other module spells a dose of the practice or the responder's threshold."""
    number = re.compile(r"Decimal\(\"(0\.75|1\.5|4\.5|50)\"\)|\b>=\s*50\b|\b<\s*50\b")
    exempt = {"clinical.py", "picture.py"}  # the ticks of a picture's axis are no clinical numbers

    found = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in modules_of(room)
        if path.name not in exempt
        and not {"migrations", "demo"} & set(path.parts)  # invented people take whatever doses they like
        and number.search(path.read_text())
    ]

    assert found == []
