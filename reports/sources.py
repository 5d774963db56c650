"""Where outcomes are read from, as the table of a FROM clause: a set-returning function, or the rows kept of it."""

from __future__ import annotations

from datetime import date

from django.db.models.sql.datastructures import BaseTable

COMPUTED = "outcomes_as_of"
KEPT = "reports_keptoutcome"
PLACEHOLDERS = "%s::date, %s::date, %s, %s, %s::integer[], %s::text[], %s::text[], %s::text[]"
# In the order of the function's own columns.
COLUMNS = (
    "prescription_id, patient_id, prescribed_on, previous_prescribed_on, first_dose_is_approximate, category,"
    " category_before, responded_first, is_started, is_assessed, is_responder, answer_id, asked_on, pgic,"
    " relief_percent, functional_gains, starting_dose_mg, stable_dose_mg, days_to_stable_dose, monthly_cost_usd,"
    " stop_reason, days_on_ldn, side_effects, side_effects_asked, side_effect_events, worst_severity"
)


class ComputedOutcomes(BaseTable):
    """Every outcome is computed. `arguments` are the function's: the day, the observation's first day, the rule's."""

    def __init__(self, table_name: str, alias: str | None, *, arguments: tuple) -> None:
        super().__init__(table_name, alias)
        self.arguments = arguments

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        sql, parameters = self.rows()
        return f"{sql} {compiler.quote_name_unless_alias(self.table_alias)}", parameters

    def rows(self) -> tuple[str, list]:
        return f"{COMPUTED}({PLACEHOLDERS})", list(self.arguments)

    def relabeled_clone(self, change_map: dict[str, str]) -> ComputedOutcomes:
        alias = change_map.get(self.table_alias, self.table_alias)
        return type(self)(self.table_name, alias, arguments=self.arguments)

    @property
    def identity(self) -> tuple:
        return (*super().identity, repr(self.arguments))


class KeptOutcomes(ComputedOutcomes):
    """The kept rows that hold for the day, and of the other courses the computed ones. For the practice's rule only."""

    def rows(self) -> tuple[str, list]:
        day: date = self.arguments[0]
        kept = COLUMNS.replace("days_on_ldn", "LEAST(%s::date, stopped_on) - first_dose_on AS days_on_ldn")
        sql = (
            f"(SELECT {kept} FROM {KEPT} WHERE settled_on <= %s::date"  # noqa: S608
            f" UNION ALL SELECT {COLUMNS} FROM {COMPUTED}({PLACEHOLDERS})"
            f" WHERE prescription_id IN (SELECT prescription_id FROM {KEPT} WHERE settled_on > %s::date))"
        )
        return sql, [day, day, *self.arguments, day]
