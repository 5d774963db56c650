"""What stands above the figures: the denominators, and the responder rate in both of its meanings."""

from dataclasses import dataclass

from core.rounding import percent
from reports import words
from reports.outcomes import OutcomeSummary
from reports.selections import Group, Links


@dataclass(frozen=True, kw_only=True)
class Headline:
    """A responder rate, with which of the two meanings it has."""

    count: int
    of: int
    meaning: str
    interval: str
    url: str | None

    @property
    def percent(self) -> int | None:
        return percent(self.count, self.of)


def denominators(summary: OutcomeSummary, links: Links) -> list[tuple[str, int, str | None]]:
    """(name, count, address) of the three that rates can be of."""
    counts = [(name, summary.denominator(name)) for name in words.DENOMINATORS]
    return [(name, count, links.to(count, name)) for name, count in counts]


def headlines(summary: OutcomeSummary, denominator: str, links: Links) -> list[Headline]:
    of, rule = summary.denominator(denominator), summary.cohort.rule
    meanings = [(summary.responders, Group.GO_ON, f"responder rate, {rule.responders_label}")]
    if rule.strict:
        meanings.append((summary.strict_responders, rule.strict, f"{rule.strict.label} alone"))
    return [
        Headline(
            count=count,
            of=of,
            meaning=meaning,
            interval=words.interval(summary, count, of),
            url=links.to(count, group),
        )
        for count, group, meaning in meanings
    ]
