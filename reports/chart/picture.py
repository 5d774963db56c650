"""The picture of a course: pure geometry, from a history to shapes in user units, one unit a pixel.

Three panels share one time axis: relief as points (per cent), dose as steps (mg a day), contacts as marks. Bands are
stretches of time (paused, lost), rules are single days (prescribed, stopped, today). Nothing here is a colour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from core import clinical
from core.rounding import plain
from reports.chart.history import Dose, History, Relief, Stretch
from reports.chart.time_axis import Tick, TimeAxis, days_shown

WIDE, COMPACT = 860, 358
MOST_TICKS = {WIDE: 9, COMPACT: 4}

LEFT, RIGHT = 64, 24
LABEL_ROW = 18
RELIEF_HEIGHT, DOSE_HEIGHT, CONTACTS_HEIGHT = 150, 84, 24
# Room above a panel for its name and the values at its top, between the last two, and below for the days.
PANEL_HEAD, CONTACTS_HEAD, AXIS_FOOT = 40, 16, 28
# Width of a letter at 12 px, on average; labels are laid out by it, so it errs to the wide side.
LETTER = 6.4
# How near two values of relief can stand, side by side or one over the other.
VALUE_WIDTH, VALUE_HEIGHT = 36, 16

# Dose axes that read well, by their step in mg; three steps at most.
DOSE_STEPS = (Decimal("1.5"), Decimal(3), Decimal(5), Decimal(10), Decimal(25))


@dataclass(frozen=True, kw_only=True)
class Level:
    """A line across a panel, with what it stands for."""

    y: float
    label: str
    is_threshold: bool = False


@dataclass(frozen=True, kw_only=True)
class Panel:
    name: str
    top: float
    bottom: float
    low: float = 0
    high: float = 1
    levels: Sequence[Level] = ()
    # Says why there is nothing to see.
    nothing: str = ""

    @property
    def name_y(self) -> float:
        return self.top - 18

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def y(self, value: float | Decimal) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return round(self.bottom - share * (self.bottom - self.top), 1)


@dataclass(frozen=True, kw_only=True)
class Text:
    x: float
    y: float
    words: str
    anchor: str = "start"

    @property
    def left(self) -> float:
        return self.x - self.width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def width(self) -> float:
        return len(self.words) * LETTER


@dataclass(frozen=True, kw_only=True)
class Mark:
    x: float
    y: float
    kind: str
    on: date
    words: str


@dataclass(frozen=True, kw_only=True)
class Band:
    x: float
    width: float
    kind: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    x: float
    kind: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    width: int
    height: float
    left: float
    right: float
    top: float
    bottom: float
    ticks: Sequence[Tick]
    panels: Sequence[Panel]
    bands: Sequence[Band]
    rules: Sequence[Rule]
    labels: Sequence[Text]
    dose_path: str
    planned_path: str
    relief_path: str
    points: Sequence[Mark]
    values: Sequence[Text]
    marks: Sequence[Mark]

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def band_height(self) -> float:
        return self.bottom - self.top

    @property
    def tick_y(self) -> float:
        return self.bottom + 18


@dataclass(frozen=True, kw_only=True)
class LegendItem:
    kind: str
    words: str
    is_band: bool = False


MARKS = {
    "responder": f"relief of {clinical.RESPONDER_RELIEF_PERCENT} % or more",
    "below": "less relief",
    "visit": "asked at a visit",
    "phone": "asked by telephone",
    "asked": "asked, how is not recorded",
    "missed": "missed",
    "attempt": "call without an answer",
    "planned": "planned",
}
BANDS = {"paused": "paused", "lost": "lost to follow-up"}


def legend(history: History) -> list[LegendItem]:
    """What the marks and bands mean that the picture has, and no others."""
    marks = {contact.kind for contact in history.contacts} | {_kind(answer) for answer in history.reliefs}
    bands = {stretch.kind for stretch in history.stretches}
    items = [LegendItem(kind=kind, words=words) for kind, words in MARKS.items() if kind in marks]
    items += [LegendItem(kind=kind, words=words, is_band=True) for kind, words in BANDS.items() if kind in bands]
    return items


def draw(history: History, *, width: int) -> Picture:
    """The picture at a width; its height follows from how many rows of labels it needs."""
    axis = TimeAxis(*days_shown(history.happened, history.planned), float(LEFT), float(width - RIGHT))
    labels, rows = _labels(history, axis)
    top = rows * LABEL_ROW
    relief = _relief_panel(history.reliefs, top=top + PANEL_HEAD)
    dose = _dose_panel(history.doses, top=relief.bottom + PANEL_HEAD)
    contacts_top = dose.bottom + CONTACTS_HEAD
    contacts = Panel(name="Contacts", top=contacts_top, bottom=contacts_top + CONTACTS_HEIGHT)
    taken, planned = _dose_runs(history, axis)
    points = [_point(answer, axis, relief) for answer in history.reliefs]
    return Picture(
        width=width,
        height=contacts.bottom + AXIS_FOOT,
        left=axis.left,
        right=axis.right,
        top=top,
        bottom=contacts.bottom,
        ticks=axis.ticks(most=MOST_TICKS[width]),
        panels=[relief, dose, contacts],
        bands=[_band(stretch, history, axis) for stretch in history.stretches],
        rules=_rules(history, axis),
        labels=labels,
        dose_path=_steps(taken, axis, dose),
        planned_path=_steps(planned, axis, dose),
        relief_path=" ".join(f"{'L' if i else 'M'}{point.x} {point.y}" for i, point in enumerate(points)),
        points=points,
        values=_relief_values(points, history.reliefs) + _dose_values(taken + planned, axis, dose),
        marks=[
            Mark(x=axis.x(row.on), y=contacts.middle, kind=row.kind, on=row.on, words=row.words)
            for row in history.contacts
            if row.on <= axis.last
        ],
    )


# --- relief -------------------------------------------------------------------------------------------------


def _relief_panel(reliefs: Sequence[Relief], *, top: float) -> Panel:
    """0 to 100 per cent, and as far below 0 as somebody is worse."""
    worst = min((answer.percent for answer in reliefs), default=0)
    low = 0 if worst >= 0 else -50 if worst >= -50 else -100
    threshold = clinical.RESPONDER_RELIEF_PERCENT
    name = f"Relief, per cent (LDN-R from {threshold} %)"
    panel = Panel(name=name, top=top, bottom=top + RELIEF_HEIGHT, low=low, high=100)
    levels = [
        Level(y=panel.y(value), label=f"{value} %", is_threshold=value == threshold)
        for value in (-100, -50, 0, threshold, 100)
        if value >= low
    ]
    return replace(panel, levels=levels, nothing="" if reliefs else "No answer about relief yet")


def _point(answer: Relief, axis: TimeAxis, panel: Panel) -> Mark:
    return Mark(x=axis.x(answer.on), y=panel.y(answer.percent), kind=_kind(answer), on=answer.on, words=answer.words)


def _kind(answer: Relief) -> str:
    return "responder" if answer.percent >= clinical.RESPONDER_RELIEF_PERCENT else "below"


def _relief_values(points: Sequence[Mark], reliefs: Sequence[Relief]) -> list[Text]:
    """The values of as many points as have room, the latest first: that is the one that counts."""
    texts: list[Text] = []
    for point, answer in reversed(list(zip(points, reliefs, strict=True))):
        text = Text(x=point.x, y=point.y - 10, words=f"{answer.percent} %", anchor="middle")
        if not any(abs(text.x - t.x) < VALUE_WIDTH and abs(text.y - t.y) < VALUE_HEIGHT for t in texts):
            texts.append(text)
    return texts[::-1]


# --- dose ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Run:
    """Days of one dose, up to and without the last."""

    begin: date
    end: date
    dose: Dose


def _dose_panel(doses: Sequence[Dose], *, top: float) -> Panel:
    """0 to the practice's ceiling, so that courses compare; further where somebody takes more."""
    highest = max([dose.mg for dose in doses] + [clinical.PLANNED_DOSE_CEILING_MG])
    step = next(step for step in DOSE_STEPS if 3 * step >= highest)
    steps = ceil(highest / step)
    panel = Panel(name="Dose, mg a day", top=top, bottom=top + DOSE_HEIGHT, high=float(steps * step))
    levels = [Level(y=panel.y(i * step), label=plain(i * step) if i else "0") for i in range(steps + 1)]
    return replace(panel, levels=levels, nothing="" if doses else "No dose taken yet")


def _dose_runs(history: History, axis: TimeAxis) -> tuple[list[_Run], list[_Run]]:
    """What was taken up to today, and what is planned: each dose until the next, without pauses, up to the stop."""
    end = history.stopped_on or axis.last
    tomorrow = history.today + timedelta(days=1)
    taken, planned = [], []
    for dose, following in zip(history.doses, [*history.doses[1:], None], strict=False):
        until = min(following.on, end) if following else end
        for begin, stop in _without(dose.on, until, history.stretches):
            taken.append(_Run(begin, min(stop, tomorrow), dose))
            planned.append(_Run(max(begin, tomorrow), stop, dose))
    return [run for run in taken if run.begin < run.end], [run for run in planned if run.begin < run.end]


def _without(begin: date, end: date, stretches: Iterable[Stretch]) -> list[tuple[date, date]]:
    """The days from begin to end, less those of the stretches (which are in order and may overlap)."""
    rest = []
    for stretch in stretches:
        rest.append((begin, min(stretch.on, end)))
        begin = max(begin, stretch.until or date.max)
    rest.append((begin, end))
    return [(first, last) for first, last in rest if first < last]


def _steps(runs: Sequence[_Run], axis: TimeAxis, panel: Panel) -> str:
    """An SVG path of steps, broken where nothing was taken."""
    parts: list[str] = []
    reached = None
    for run in runs:
        y = panel.y(run.dose.mg)
        parts.append(f"V{y}" if reached == run.begin else f"M{axis.x(run.begin)} {y}")
        parts.append(f"H{axis.x(run.end)}")
        reached = run.end
    return " ".join(parts)


def _dose_values(runs: Sequence[_Run], axis: TimeAxis, panel: Panel) -> list[Text]:
    """Each dose over its step, where the step is long enough; the latest one always: that is the one that counts."""
    first_runs = {run.dose: run for run in reversed(runs)}
    texts: list[Text] = []
    room_to = axis.right + RIGHT
    for dose, run in sorted(first_runs.items(), key=lambda item: item[0].on, reverse=True):
        x, y = axis.x(run.begin), panel.y(dose.mg) - 5
        words = plain(dose.mg) + (" reported" if dose.is_reported else " planned" if dose.is_planned else "")
        text = Text(x=x + 2, y=y, words=words)
        if not texts and text.right > room_to:
            text = Text(x=room_to, y=y, words=words, anchor="end")
        if text.right <= room_to:
            texts.append(text)
        room_to = min(x, text.left)
    return texts[::-1]


# --- days and stretches of days -----------------------------------------------------------------------------


def _band(stretch: Stretch, history: History, axis: TimeAxis) -> Band:
    until = stretch.until or history.stopped_on or axis.last
    x = axis.x(stretch.on)
    return Band(x=x, width=max(round(axis.x(until) - x, 1), 2), kind=stretch.kind)


def _rules(history: History, axis: TimeAxis) -> list[Rule]:
    rules = [Rule(x=axis.x(event.on), kind=event.kind) for event in history.events if event.kind != "started"]
    if history.is_open:
        rules.append(Rule(x=axis.x(history.today), kind="today"))
    return rules


def _labels(history: History, axis: TimeAxis) -> tuple[list[Text], int]:
    """What stands over the panels, and in how many rows, none over another; one label for what is on one day."""
    named: dict[date, list[str]] = {}
    for row in sorted([*history.events, *history.stretches], key=lambda row: row.on):
        named.setdefault(row.on, []).append(row.words)
    if history.is_open:
        named.setdefault(history.today, []).append("Today")
    ends: list[float] = []
    texts = []
    for day, words in sorted(named.items()):
        text = _fitted(axis.x(day), "; ".join(words), axis)
        row = next((i for i, end in enumerate(ends) if text.left >= end), len(ends))
        ends[row : row + 1] = [text.right + LETTER]
        texts.append(Text(x=text.x, y=(row + 1) * LABEL_ROW - 4, words=text.words, anchor=text.anchor))
    return texts, len(ends)


def _fitted(x: float, words: str, axis: TimeAxis) -> Text:
    """The label beginning at its day, or ending there where it would run out of the picture; cut where neither fits."""
    room = max(axis.right + RIGHT - x, x)
    most = int(room / LETTER)
    words = words if len(words) <= most else words[: most - 1].rstrip() + "…"
    fits = x + len(words) * LETTER <= axis.right + RIGHT
    return Text(x=x, y=0, words=words, anchor="start" if fits else "end")
