"""What can be done in the clinic, and which role may do it. This table is the written rule and the program at once."""

from collections.abc import Collection

from django.db import models


class Permission(models.TextChoices):
    """Names for `@requires`; each is a Django permission of the user model."""

    SEE_PATIENTS = "accounts.see_patients", "See patients, charts and the worklist"
    EDIT_PATIENTS = "accounts.edit_patients", "Register and edit patients"
    MERGE_PATIENTS = "accounts.merge_patients", "Merge two records of one patient, and take that back"
    RECORD_CONTACTS = "accounts.record_contacts", "Record answers, calls, fills and first doses"
    PRESCRIBE = (
        "accounts.prescribe",
        "Prescribe, change a dose, pause, resume, stop, mark as entered in error",
    )
    CLOSE_TASKS = "accounts.close_tasks", "Close tasks for clinicians"
    SEE_REPORTS = "accounts.see_reports", "See outcome reports, without names"
    MANAGE_CLINIC = "accounts.manage_clinic", "Manage pharmacies, the follow-up plan and the clinic's settings"
    SEE_AUDIT = "accounts.see_audit", "See who saw and changed what, and sign the week off"
    EXPORT = "accounts.export", "Take out files without names"
    EXPORT_NAMES = "accounts.export_names", "Take out files with names"
    IMPORT = "accounts.import", "Import spreadsheets, and see what is in them"
    BREAK_GLASS = "accounts.break_glass", "See patients for an hour, in an emergency, with a reason"

    @property
    def codename(self) -> str:
        return self.value.partition(".")[2]


class Role(models.TextChoices):
    """The five groups. A user may be in several."""

    MEDICAL_ASSISTANT = "Medical assistant"
    CLINICIAN = "Clinician"  # who prescribes
    CLINICIAN_WITHOUT_PRESCRIBING = "Clinician without prescribing"
    ADMINISTRATOR = "Administrator"
    RESEARCHER = "Researcher"


# What a role is for, as who gives it reads it.
ROLE_WORDS = {
    Role.MEDICAL_ASSISTANT: "registers patients, calls them and records their answers",
    Role.CLINICIAN: "does the same, closes tasks, and prescribes",
    Role.CLINICIAN_WITHOUT_PRESCRIBING: "does the same as a medical assistant, and closes tasks",
    Role.ADMINISTRATOR: "looks after users, settings and the audit; sees patients in an emergency only",
    Role.RESEARCHER: "sees reports without names, and nothing else",
}

_ASSISTANT = frozenset(
    {
        Permission.SEE_PATIENTS,
        Permission.EDIT_PATIENTS,
        Permission.RECORD_CONTACTS,
        Permission.SEE_REPORTS,
    }
)
# A merge joins two clinical histories: what speaks against LDN in one speaks against it in the other from then on.
_CLINICIAN = _ASSISTANT | {Permission.CLOSE_TASKS, Permission.MERGE_PATIENTS}
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MEDICAL_ASSISTANT: _ASSISTANT,
    Role.CLINICIAN: _CLINICIAN | {Permission.PRESCRIBE},
    Role.CLINICIAN_WITHOUT_PRESCRIBING: _CLINICIAN,
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.SEE_REPORTS,
            Permission.MANAGE_CLINIC,
            Permission.SEE_AUDIT,
            Permission.BREAK_GLASS,
        }
    ),
    Role.RESEARCHER: frozenset({Permission.SEE_REPORTS}),
}
# No role has these. An administrator gives them to a user by name, and the log keeps to whom, in these words.
GIVEN_BY_NAME = {
    Permission.EXPORT: "files without names",
    Permission.EXPORT_NAMES: "files with names",
    Permission.IMPORT: "importing spreadsheets",
}


def given_in_words(rights: Collection[Permission]) -> str:
    """Writes "files with names, importing spreadsheets": who may take out names needs no word on files without."""
    shown = set(rights) - ({Permission.EXPORT} if Permission.EXPORT_NAMES in rights else set())
    return ", ".join(words for right, words in GIVEN_BY_NAME.items() if right in shown)
