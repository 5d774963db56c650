"""The database's login roles, and what each may do there (docs/database.md).

The owner is whoever runs `migrate`. The program adds rows and changes them, and can't change the database's structure
or what was logged; reports are written over columns that name nobody; backups read everything.
"""

from collections.abc import Iterable

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from psycopg import sql

PROGRAM, REPORT, BACKUP = "ldn_program", "ldn_report", "ldn_backup"

# What only a migration writes: the roles of the clinic and what each may do are code.
READ_ONLY = frozenset(
    {"django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}
)
# Written by the triggers alone, and by a function that has the owner's rights.
CONTEXT = "pghistory_context"

REPORT_TABLES = (
    "patients_patient",
    "prescriptions_prescription",
    "prescriptions_dosestep",
    "prescriptions_fill",
    "prescriptions_pause",
    "prescriptions_lostperiod",
    "followups_milestone",
    "followups_followup",
    "followups_response",
    "followups_sideeffect",
    "reports_keptoutcome",
)
# Text is withheld from reports unless it is chosen from a list: so is a new column, until somebody adds it here.
REPORT_TEXTS = frozenset({"primary_indication"})
REPORT_WITHHELD = frozenset({"date_of_birth"})

# The triggers call it with the rights of whoever writes. It takes the owner's, so that the program needs none on the
# contexts, and it only adds to what a context says: who wrote can't be rewritten. A nested context names more.
ATTACH_CONTEXT = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    context uuid := nullif(current_setting('pghistory.context_id', true), '')::uuid;
    said jsonb := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb;
BEGIN
    IF context IS NULL OR said IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at) VALUES (context, said, now(), now())
        ON CONFLICT (id) DO UPDATE SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
        WHERE pghistory_context.metadata <> EXCLUDED.metadata
        AND pghistory_context.metadata <@ EXCLUDED.metadata;
    RETURN context;
END $$
"""
# As the library has it, anyone may switch every trigger off by a setting of his session.
IGNORE_NO_TRIGGER = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE plpgsql AS $$ BEGIN RETURN false; END $$
"""


def append_only_tables() -> list[str]:
    """Those whose models say so by a trigger: every event table, and the logs."""
    return sorted({model._meta.db_table for model, trigger in pgtrigger.registered() if trigger.name == "append_only"})


def report_columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if _names_nobody(field)]


def _names_nobody(field: models.Field) -> bool:
    if field.column in REPORT_TEXTS or field.column in REPORT_WITHHELD:
        return field.column in REPORT_TEXTS
    kind = field.base_field if isinstance(field, ArrayField) else field
    is_text = isinstance(kind, (models.CharField, models.TextField, models.JSONField))
    return bool(kind.choices) or not is_text


def make() -> list[str]:
    """Make the roles that are missing, set the passwords that the settings give, and grant; returns those made.

    As the owner. Raises ProgrammingError if the owner may make no roles.
    """
    missing = [role for role in (PROGRAM, REPORT, BACKUP) if role not in existing()]
    with transaction.atomic():
        for role in missing:
            _execute("CREATE ROLE {} LOGIN", role)
        for role, password in settings.DATABASE_ROLE_PASSWORDS.items():
            if password:
                _set_password(role, password)
        grant()
    return missing


def existing() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [[PROGRAM, REPORT, BACKUP]])
        return {role for (role,) in cursor.fetchall()}


def _set_password(role: str, password: str) -> None:
    """Hashed here: the server's log may keep the statement."""
    connection.ensure_connection()
    hashed = connection.connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), hashed.decode()))


@transaction.atomic
def grant() -> None:
    """Bring each role's rights to what stands here, whatever they were. After every `migrate`, in one transaction."""
    _run(ATTACH_CONTEXT, IGNORE_NO_TRIGGER)
    roles = existing()
    if not roles:
        return
    database = connection.settings_dict["NAME"]
    _execute("REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    _run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for role in sorted(roles):
        _begin_anew(role, database)
    if PROGRAM in roles:
        _grant_program()
    if REPORT in roles:
        _grant_report()
    if BACKUP in roles:
        _execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}", BACKUP)
        _execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", BACKUP)
        _execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {}", BACKUP)
        _execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO {}", BACKUP)


def _begin_anew(role: str, database: str) -> None:
    """Nothing but to connect, and to see that there are tables."""
    for everything in ("ALL TABLES", "ALL SEQUENCES"):
        _execute(f"REVOKE ALL ON {everything} IN SCHEMA public FROM {{}}", role)
    for kind in ("TABLES", "SEQUENCES"):
        _execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON {kind} FROM {{}}", role)
    _execute("REVOKE ALL ON DATABASE {} FROM {}", database, role)
    _execute("REVOKE ALL ON SCHEMA public FROM {}", role)
    _execute("GRANT CONNECT ON DATABASE {} TO {}", database, role)
    _execute("GRANT USAGE ON SCHEMA public TO {}", role)


def _grant_program() -> None:
    tables = set(connection.introspection.table_names())
    append_only = tables & set(append_only_tables())
    changing = tables - append_only - READ_ONLY - {CONTEXT}
    _execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}", PROGRAM)
    _execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}", PROGRAM)
    _on_each(append_only, "GRANT INSERT ON {} TO {}")
    _on_each(changing, "GRANT INSERT, UPDATE, DELETE ON {} TO {}")
    # Only who may change something of a row may hold it, and a change of roles holds the group of administrators.
    _execute("GRANT UPDATE (id) ON auth_group TO {}", PROGRAM)
    # A new table may turn out to be a log: what else it may be done to is granted above, once it is known.
    _execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {}", PROGRAM)
    _execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {}", PROGRAM)


def _on_each(tables: Iterable[str], statement: str) -> None:
    for table in sorted(tables):
        _execute(statement, table, PROGRAM)


def _grant_report() -> None:
    for model in apps.get_models():
        if model._meta.db_table in REPORT_TABLES:
            columns = sql.SQL(", ").join(map(sql.Identifier, report_columns(model)))
            _execute("GRANT SELECT ({}) ON {} TO {}", columns, model._meta.db_table, REPORT)


def _execute(statement: str, *names: str | sql.Composable) -> None:
    quoted = [sql.Identifier(name) if isinstance(name, str) else name for name in names]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*quoted))


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
