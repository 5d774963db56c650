"""What stands above the figures: the denominators, and the responder rate in both of its meanings."""

from dataclasses import dataclass, replace

from core.rounding import percent
from reports import words
from reports.figures import HIDDEN
from reports.leaving import Guard
from reports.outcomes import OutcomeSummary
from reports.selections import Group, Links


@dataclass(frozen=True, kw_only=True)
class Headline:
    """A responder rate, with which of the two meanings it has."""

    # None: hidden, and with it all that follows from it
    count: int | None
    of: int | str
    meaning: str
    interval: str
    url: str | None

    @property
    def percent(self) -> int | None:
        return None if self.count is None else percent(self.count, self.of)


def denominators(summary: OutcomeSummary, links: Links, guard: Guard) -> list[tuple[str, int | str, str | None]]:
    """(name, count, address) of the three that rates can be of."""
    counts = [(name, summary.denominator(name)) for name in words.DENOMINATORS]
    return [(name, guard.shown(count), links.to(count, name)) for name, count in counts]


def headlines(summary: OutcomeSummary, denominator: str, links: Links, guard: Guard) -> list[Headline]:
    of, rule = summary.denominator(denominator), summary.cohort.rule
    meanings = [(summary.responders, Group.GO_ON, f"responder rate, {rule.responders_label}")]
    if rule.strict:
        meanings.append((summary.strict_responders, rule.strict, f"{rule.strict.label} alone"))
    found = [
        Headline(
            count=count,
            of=of,
            meaning=meaning,
            interval=words.interval(summary, count, of),
            url=links.to(count, group),
        )
        for count, group, meaning in meanings
    ]
    return [_guarded(headline, guard) for headline in found]


def _guarded(headline: Headline, guard: Guard) -> Headline:
    """As it is shown to who may not see a small count."""
    if not guard.hides_share(headline.count, headline.of):
        return headline
    return replace(headline, count=None, of=HIDDEN if guard.hides(headline.of) else headline.of)
