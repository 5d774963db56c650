"""Where outcomes are read from, as the table of a FROM clause: a set-returning function, or the rows kept of it."""

from __future__ import annotations

from django.db.models.sql.datastructures import BaseTable

COMPUTED = "outcomes_as_of(%s::date, %s::date, %s, %s, %s::integer[], %s::text[], %s::text[], %s::text[])"
COLUMNS = (
    "prescription_id, patient_id, prescribed_on, previous_prescribed_on, first_dose_is_approximate, category,"
    " category_before, responded_first, is_started, is_assessed, is_responder, answer_id, asked_on, pgic,"
    " relief_percent, functional_gains, starting_dose_mg, stable_dose_mg, days_to_stable_dose, monthly_cost_usd,"
    " stop_reason, side_effects, side_effects_asked, side_effect_events, worst_severity,"
    " serious_side_effect_events, any_is_serious"
)
# The kept rows that hold for a day, and the computed ones of the courses whose kept rows don't. The names stand in the
# text, the values are parameters.
SETTLED = f"""
    SELECT {COLUMNS}, LEAST(%s::date, stopped_on) - first_dose_on AS days_on_ldn
    FROM reports_keptoutcome WHERE settled_on <= %s::date
"""  # noqa: S608  # nosec B608
UNSETTLED = f"""
    SELECT {COLUMNS}, days_on_ldn FROM {COMPUTED}
    WHERE prescription_id IN (SELECT prescription_id FROM reports_keptoutcome WHERE settled_on > %s::date)
"""  # noqa: S608  # nosec B608


class ComputedOutcomes(BaseTable):
    """Every outcome is computed. `arguments` are the function's: the day, the observation's first day, the rule's."""

    def __init__(self, table_name: str, alias: str | None, *, arguments: tuple) -> None:
        super().__init__(table_name, alias)
        self.arguments = arguments

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        sql, parameters = self.rows()
        return f"{sql} {compiler.quote_name_unless_alias(self.table_alias)}", parameters

    def rows(self) -> tuple[str, list]:
        return COMPUTED, list(self.arguments)

    def relabeled_clone(self, change_map: dict[str, str]) -> ComputedOutcomes:
        alias = change_map.get(self.table_alias, self.table_alias)
        return type(self)(self.table_name, alias, arguments=self.arguments)

    @property
    def identity(self) -> tuple:
        return (*super().identity, repr(self.arguments))


class SettledOutcomes(ComputedOutcomes):
    """The kept rows that hold for the day: a plain table to PostgreSQL, with its statistics and in parallel."""

    def rows(self) -> tuple[str, list]:
        day = self.arguments[0]
        return f"({SETTLED})", [day, day]


class UnsettledOutcomes(ComputedOutcomes):
    """The courses whose kept rows don't hold for the day, computed."""

    def rows(self) -> tuple[str, list]:
        return f"({UNSETTLED})", [*self.arguments, self.arguments[0]]


class KeptOutcomes(ComputedOutcomes):
    """Both together. Of the practice's own rule, over everything since the prescription."""

    def rows(self) -> tuple[str, list]:
        day = self.arguments[0]
        return f"({SETTLED} UNION ALL {UNSETTLED})", [day, day, *self.arguments, day]
