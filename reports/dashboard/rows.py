"""Makes the rows of figures: each with its interval, and the way to its patients."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.wording import counted
from reports.figures import Number, Row
from reports.outcomes import OutcomeSummary
from reports.selections import Group, Links


@dataclass(frozen=True, kw_only=True)
class Rows:
    summary: OutcomeSummary
    links: Links

    def row(
        self,
        group: str,
        *,
        label: str,
        count: int,
        of: int | None,
        note: str = "",
        is_missing: bool = False,
        further: Sequence[Number] = (),
        **trait,
    ) -> Row:
        """`trait` is the one trait that its courses have in common, with its code; without one, the group itself."""
        name, value = next(iter(trait.items()), ("", ""))
        return Row(
            label=label,
            count=count,
            of=of,
            note=note,
            is_missing=is_missing,
            further=further,
            ends=self.summary.interval(count, of) if of else None,
            url=self.links.to(count, group, name, str(value)),
        )

    def of_started(self, *, label: str, count: int, **more) -> Row:
        return self.row(Group.STARTED, label=label, count=count, of=self.summary.started, **more)

    @property
    def go_on(self) -> str:
        """Who is meant by them: "who go on (LDN-R + LDN-PR)"."""
        return f"who go on ({self.summary.cohort.rule.go_on})"

    @property
    def started(self) -> str:
        return f"of the {counted(self.summary.started, 'course')} started"

    @property
    def by_answer(self) -> str:
        return f"{self.summary.cohort.rule.answer.label}, {self.started}"
