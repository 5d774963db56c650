"""What an entry of the trail says, in words that need no knowledge of the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import models
from django.utils.dateparse import parse_datetime

from accounts.models import SignInEvent, User
from core.models import AccessLog
from core.templatetags.clinic import moment

# Of users and roles, by id: what a number in the trail means.
Names = Mapping[type[models.Model], Mapping[int, str]]

VERBS = {"insert": "Added", "update": "Changed", "delete": "Removed"}
# Where the model's own name is no word of the clinic.
ROWS = {
    "accounts.UserGroup": "role of",
    "accounts.UserPermission": "single right of",
    "accounts.BrokenGlass": "emergency access of",
    "core.Draft": "draft of a form by",
    "core.Submission": "form that was sent by",
    "core.OutboxMessage": "message to send",
    "followups.FollowUp": "follow-up",
    "followups.CallAttempt": "call",
    "patients.AppointmentFile": "file of appointments",
    "patients.ClinicianTask": "task for a clinician",
    "patients.PatientMerge": "merge of two records",
    "prescriptions.DeclinedOffer": "offer that was declined",
    "prescriptions.LostPeriod": "time lost to follow-up",
    "prescriptions.PlannedStep": "planned dose",
    "prescriptions.WashOut": "wash-out",
    "reports.AllRight": "all right until",
}
# Where the address's own name says too little.
PAGES = {
    "reports:all-right": "Review: all right until",
    "reports:audit": "Audit trail",
    "reports:audit-week": "Odd access of a week",
    "reports:audit-weeks": "Odd access, by week",
    "reports:figure-picture": "Figure",
    "reports:figure-table": "Figure's table",
    "reports:lots": "Who got a lot",
    "reports:patients-behind": "Patients behind a figure",
    "followups:find": "Follow-ups: find a patient",
    "followups:pulse": "Worklist, brought up to date",
    "followups:call-next": "Worklist: call the next one",
    "followups:plan": "Follow-up plan",
    "patients:compare": "The same patient twice? Side by side",
    "patients:find-same": "The same patient twice?",
    "patients:list": "Patients",
    "patients:same-person": "Register: is it the same person?",
    "patients:search": "Patients: search",
    "patients:unmerge": "Two patients after all",
    "prescriptions:page": "Prescription to print",
    "prescriptions:sent-page": "Prescription as it was sent",
}
# Kept for the program: they say nothing that another column does not.
SILENT = {"id", "version", "search_key", "sort_key", "digits"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field. Of an added row `before` is empty, of a removed one `after`."""

    field: str
    before: str
    after: str


def names() -> Names:
    """Two queries."""
    return {
        User: {user.pk: str(user) for user in User.objects.all()},
        Group: {row.pk: row.name for row in Group.objects.all()},
    }


def model_of(label: str) -> type[models.Model]:
    return apps.get_model(label)


def page(view_name: str) -> str:
    """The page's name: "reports:chart" is the chart."""
    spelt = view_name.rpartition(":")[2].replace("-", " ").replace("_", " ")
    return PAGES.get(view_name, spelt.capitalize() or "An address that is no page")


def row_words(label: str) -> str:
    return ROWS.get(label, str(model_of(label)._meta.verbose_name))


def who(row: Mapping, names: Names) -> str:
    """Who did it. What no user did is the program's; a failed sign-in under a name that nobody has is nobody's."""
    is_sign_in = row["entry_source"] == SignInEvent._meta.label
    return names[User].get(row["entry_who"], "Nobody known" if is_sign_in else "The program")


def what(row: Mapping, names: Names) -> str:
    source, verb, kept = row["entry_source"], row["entry_verb"], row["entry_row"]
    if source == AccessLog._meta.label:
        return {
            AccessLog.Kind.READ: f"Saw: {page(kept['page'])}",
            AccessLog.Kind.DENIED: f"Was refused: {page(kept['page'])}",
            AccessLog.Kind.EXPORTED: f"Took out a file: {page(kept['page'])}",
        }.get(verb, f"{verb.capitalize()}: {page(kept['page'])}")
    if source == SignInEvent._meta.label:
        return SignInEvent.Kind(verb).label
    return f"{VERBS[verb]}: {row_words(source)} {_which(row, names)}"


def _which(row: Mapping, names: Names) -> str:
    """Users by name, and what is theirs; anything else by its number."""
    whose = row["entry_pk"] if row["entry_source"] == User._meta.label else row["entry_row"].get("user_id")
    return names[User].get(int(whose or 0), row["entry_pk"])


def details(row: Mapping, names: Names) -> str:
    """What else there is to a page in an emergency; and to a sign-in: about whom, which factor, and from where."""
    kept = row["entry_row"]
    if row["entry_source"] == AccessLog._meta.label:
        return "in an emergency access" if kept["under_glass"] else ""
    if row["entry_source"] != SignInEvent._meta.label:
        return ""
    about = f"about {names[User].get(kept['user_id'])}" if kept["by_id"] and kept["user_id"] != kept["by_id"] else ""
    origin = f"from {kept['address'].removesuffix('/32')}" if kept["address"] else ""
    return ", ".join(part for part in (about, kept["details"], origin) if part)


def changes(row: Mapping, event: type[models.Model], names: Names) -> list[Change]:
    """The fields that the write set, or changed, or took away; in the order of the model."""
    verb, now = row["entry_verb"], row["entry_row"]
    before = {"insert": {}, "delete": now}.get(verb, row["entry_before"] or {})
    after = {} if verb == "delete" else now
    return [
        Change(
            field=_label(field),
            before=value_words(field, before.get(field.column), names),
            after=value_words(field, after.get(field.column), names),
        )
        for field in _kept_fields(event)
        if before.get(field.column) != after.get(field.column)
        and not (_is_empty(before.get(field.column)) and _is_empty(after.get(field.column)))
    ]


def _kept_fields(event: type[models.Model]) -> list[models.Field]:
    kept = {field.name for field in event._meta.concrete_fields}
    fields = event.pgh_tracked_model._meta.concrete_fields
    return [field for field in fields if field.name in kept and field.name not in SILENT]


def _label(field: models.Field) -> str:
    words = str(field.verbose_name)
    return words[:1].upper() + words[1:]


def _is_empty(value: object) -> bool:
    return value in (None, "", [])


def value_words(field: models.Field, value: object, names: Names) -> str:
    """A value as the trail has it, in words; empty where there is none."""
    if _is_empty(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, models.JSONField):  # a file's rows: who is in them is not for a list
        return f"{len(value)} rows"
    if isinstance(value, list):
        words = dict(getattr(getattr(field, "base_field", None), "flatchoices", ()))
        return ", ".join(str(words.get(part, part)) for part in value)
    if field.is_relation:
        return names.get(field.related_model, {}).get(value, f"number {value}")
    if isinstance(field, models.DateTimeField):
        return moment(parse_datetime(str(value)))
    return str(dict(field.flatchoices).get(value, value))
