"""Every column of every table, declared once: whether it can name a person. A test fails on one that is not here.

Source: 45 CFR 164.514(b)(2), the eighteen identifiers of Safe Harbor, (A) to (R). What people type can hold any of
them, so typed text is identifying, whatever the question was.
"""

from enum import StrEnum
from functools import cache


class Treatment(StrEnum):
    IDENTIFYING = "identifying"  # never in a file without names
    TRANSFORMED = "transformed"  # only as something else: an age, a number of days, a group
    KEPT = "kept"


ALL = "*"


def _table(*, identifying: str = "", transformed: str = "", kept: str = "") -> dict[str, Treatment]:
    parts = {Treatment.IDENTIFYING: identifying, Treatment.TRANSFORMED: transformed, Treatment.KEPT: kept}
    return {name: treatment for treatment, names in parts.items() for name in names.split()}


# Of no column of these tables anything goes out: staff, what was typed, who looked, how the program runs.
_NOTHING = _table(identifying=ALL)
# The numbers of rows are the program's record numbers (R); that of a patient goes out as the study id, that of a course
# as its number among the patient's. A day goes out as a number of days (C), a moment as that of its day.
TABLES: dict[str, dict[str, Treatment]] = {
    "patients.Patient": _table(
        identifying="version chart_number family_name given_name sort_key search_key time_zone consents_to_calls"
        " do_not_contact merged_into",
        transformed="id date_of_birth deceased_on",
        kept="sex language",
    ),
    "patients.PhoneNumber": _NOTHING,
    "patients.ContactPerson": _NOTHING,
    "patients.Diagnosis": _table(identifying="id", transformed="patient noted_on", kept="code"),
    # A medicine's name is typed: only the names that the published case series has stay.
    "patients.Medicine": _table(identifying="id", transformed="patient name noted_on ended_on", kept="mg_per_day"),
    "patients.Procedure": _table(identifying="id", transformed="patient done_on noted_on", kept="kind"),
    "patients.Contraindication": _NOTHING,
    "patients.ClinicianTask": _NOTHING,
    "patients.Visit": _NOTHING,
    "patients.AppointmentFile": _NOTHING,
    "patients.ResearchConsent": _NOTHING,
    "patients.PatientMerge": _NOTHING,
    "patients.IcdCode": _table(kept="code description search_key is_billable"),
    "patients.IcdBlock": _table(kept="code description categories"),
    "patients.IcdWord": _table(kept="word"),
    "prescriptions.Prescription": _table(
        identifying="version voided_at voided_by voided_reason prescriber pharmacy ladder goal begun_against"
        " stop_recorded_at stopped_by",
        transformed="id patient prescribed_on first_dose_on stopped_on",
        kept="starting_dose_mg strength_mg form quantity monthly_cost_usd is_imported primary_indication regions"
        " radiation average_pain peg_enjoyment peg_activity months_in_pain state first_dose_is_approximate stop_reason"
        " other_stop_reasons side_effects_asked_at_stop",
    ),
    "prescriptions.DoseStep": _table(
        identifying="reason recorded_by recorded_at",
        transformed="id prescription starts_on",
        kept="dose_mg source",
    ),
    "prescriptions.Fill": _table(
        identifying="pharmacy lot",
        transformed="id prescription filled_on beyond_use_on",
        kept="strength_mg form quantity price_usd",
    ),
    "prescriptions.Pharmacy": _NOTHING,
    "prescriptions.Pause": _NOTHING,
    "prescriptions.LostPeriod": _NOTHING,
    "prescriptions.DeclinedOffer": _NOTHING,
    "prescriptions.Counselling": _NOTHING,
    "prescriptions.Ladder": _NOTHING,
    "prescriptions.LadderStep": _NOTHING,
    "prescriptions.PlannedStep": _NOTHING,
    "prescriptions.Screening": _NOTHING,
    "prescriptions.ScreenedOpioid": _NOTHING,
    "prescriptions.SignedDecision": _NOTHING,
    "prescriptions.WashOut": _NOTHING,
    "prescriptions.Sending": _NOTHING,
    "followups.FollowUp": _table(
        identifying="version wash_out milestone claimed_by claimed_at claimed_until promised_for rests_until",
        transformed="id patient prescription due_on window_opens_on window_closes_on settled_at",
        kept="kind after_months after_days number state",
    ),
    "followups.CallAttempt": _table(
        identifying="voided_at voided_by voided_reason number called_by entered_at",
        transformed="id followup called_at call_again_at",
        kept="outcome refill_answer",
    ),
    "followups.Response": _table(
        identifying="version voided_at voided_by voided_reason asked_by entered_by entered_at proxy_relation"
        " gains_in_own_words new_facts_in_words",
        transformed="id prescription followup asked_on",
        kept="mode answered_by through_interpreter asked_in broke_off declined_items is_imported instrument pgic"
        " relief_percent continues quality_of_life_improved side_effects_asked functional_gains may_be_quoted"
        " average_pain peg_enjoyment peg_activity dose_mg monthly_cost_usd new_facts"
        " other_treatments",
    ),
    "followups.SideEffect": _table(
        identifying="id", transformed="prescription response", kept="effect severity is_serious"
    ),
    "followups.Correction": _NOTHING,
    "followups.Milestone": _NOTHING,
    "followups.CallingRules": _NOTHING,
    "followups.Holiday": _NOTHING,
    "followups.NightlyCheck": _NOTHING,
    "followups.Repair": _NOTHING,
    # What the rule makes of a course; its days are those of the course and its answer.
    "reports.KeptOutcome": _table(
        identifying="settled_on",
        transformed="prescription patient answer prescribed_on previous_prescribed_on asked_on first_dose_on"
        " stopped_on",
        kept="first_dose_is_approximate category category_before responded_first is_started is_assessed is_responder"
        " pgic relief_percent functional_gains starting_dose_mg stable_dose_mg days_to_stable_dose monthly_cost_usd"
        " stop_reason side_effects side_effects_asked side_effect_events worst_severity serious_side_effect_events"
        " any_is_serious",
    ),
    "reports.OutcomeRepair": _NOTHING,
    "reports.AllRight": _NOTHING,
    "reports.SignedWeek": _NOTHING,
    "reports.SavedCohort": _NOTHING,
    "exchange.StudyId": _table(identifying="id patient", kept="code"),
    "exchange.Export": _NOTHING,
    "exchange.Import": _NOTHING,
    "core.AccessLog": _NOTHING,
    "core.Draft": _NOTHING,
    "core.Submission": _NOTHING,
    "core.OutboxMessage": _NOTHING,
    "core.Heartbeat": _NOTHING,
    "accounts.User": _NOTHING,
    "accounts.BrokenGlass": _NOTHING,
    "accounts.SignInEvent": _NOTHING,
    "accounts.ClinicSettings": _NOTHING,
}
# Tables of libraries: sign-in, sessions, the throttle, and old rows of all tables.
APPS_OF_LIBRARIES = frozenset(
    {"account", "auth", "axes", "contenttypes", "mfa", "pghistory", "sessions", "usersessions"}
)


@cache
def treatment_of(path: str) -> Treatment:
    """Of a column, named like "patients.Patient.sex"; KeyError if it is not declared."""
    table, _, column = path.rpartition(".")
    columns = TABLES[table]
    return columns[ALL] if ALL in columns else columns[column]
