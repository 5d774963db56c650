"""A figure as shapes: for the page, narrow enough for a telephone, and as a picture for a slide, with its title, its
denominator and its filter printed on it. One template draws both (templates/reports/_drawing.svg)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from core.rounding import half_up
from reports.categories import Category
from reports.figures import HIDDEN, Figure, Row, Spread
from reports.ink import BAR, FILLS, INK, LINE, PANEL, PAPER, PATTERNED, SOFT

# Mean width of a letter, in font sizes: no font is measured here, so that lines are broken a little early.
LETTER, BOLD_LETTER = 0.55, 0.66


@dataclass(frozen=True, kw_only=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = INK
    pattern: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """`path` and `dash` as in SVG."""

    path: str
    stroke: str = INK
    width: float = 1
    dash: str = ""


@dataclass(frozen=True, kw_only=True)
class Text:
    x: float
    y: float
    words: str
    size: int
    anchor: str = "start"
    fill: str = INK
    weight: int = 400


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What stands for one number; `url` opens its patients, `words` say what it is."""

    words: str = ""
    url: str | None = None
    boxes: Sequence[Box] = ()
    lines: Sequence[Line] = ()
    texts: Sequence[Text] = ()


@dataclass(kw_only=True)
class Drawing:
    name: str
    width: int
    height: float = 0
    marks: list[Mark] = field(default_factory=list)

    def add(self, **parts) -> None:
        self.marks.append(Mark(**parts))


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where a row's parts stand, in the drawing's own units. On the page one is a pixel of a telephone."""

    width: int
    size: int
    row_height: int
    label_width: int
    track_x: int
    track_width: int
    bar_dy: int
    bar_height: int
    value_x: int
    value_anchor: str
    column_height: int
    margin: int = 0


PAGE = Layout(
    width=360,
    size=14,
    row_height=44,
    label_width=360,
    track_x=0,
    track_width=260,
    bar_dy=20,
    bar_height=14,
    value_x=360,
    value_anchor="end",
    column_height=140,
)
SLIDE = Layout(
    width=960,
    size=16,
    row_height=44,
    label_width=272,
    track_x=320,
    track_width=390,
    bar_dy=8,
    bar_height=22,
    value_x=724,
    value_anchor="start",
    column_height=240,
    margin=32,
)
SLIDE_HEIGHT = 540


def for_page(figure: Figure) -> Drawing:
    drawing = Drawing(name=f"{figure.title}, drawn", width=PAGE.width)
    drawing.height = _body(drawing, figure, PAGE, top=0)
    return drawing


def for_slide(figure: Figure, *, about: Sequence[str]) -> Drawing:
    """`about` is printed at the foot: which courses, as of when, under which rule."""
    drawing = Drawing(name=figure.title, width=SLIDE.width)
    y = 16.0
    for words, size, weight, fill in ((figure.title, 26, 600, INK), (figure.denominator, 16, 400, SOFT)):
        y = _lines(drawing, words[:1].upper() + words[1:], y, size=size, weight=weight, fill=fill)
    y = _body(drawing, figure, SLIDE, top=y + 20)
    for remark in (*figure.remarks, figure.caution):
        y = _lines(drawing, remark, y + 4, size=16) if remark else y
    foot = [line for words in about for line in _wrapped(words, SLIDE.width - 2 * SLIDE.margin, 13)]
    y = max(y + 24, SLIDE_HEIGHT - 16 - 20 * len(foot))
    drawing.add(lines=[Line(path=f"M{SLIDE.margin} {y} H{SLIDE.width - SLIDE.margin}", stroke=LINE)])
    for line in foot:
        y += 20
        drawing.add(texts=[Text(x=SLIDE.margin, y=y, words=line, size=13, fill=SOFT)])
    drawing.height = max(SLIDE_HEIGHT, y + 16)
    return drawing


def _lines(drawing: Drawing, words: str, y: float, *, size: int, weight: int = 400, fill: str = INK) -> float:
    """The words from y down; returns where they end."""
    letter = BOLD_LETTER if weight > 400 else LETTER
    for line in _wrapped(words, SLIDE.width - 2 * SLIDE.margin, size, letter):
        y += 1.35 * size
        drawing.add(texts=[Text(x=SLIDE.margin, y=round(y, 1), words=line, size=size, weight=weight, fill=fill)])
    return y


def _wrapped(words: str, width: float, size: int, letter: float = LETTER) -> list[str]:
    return wrap(words, int(width / (letter * size)))


def _body(drawing: Drawing, figure: Figure, layout: Layout, *, top: float) -> float:
    """Draws from the top down; returns where it ends."""
    if figure.is_in_time:
        return _columns(drawing, figure.drawn, layout, top)
    y = _rows(drawing, figure.drawn, layout, top)
    if figure.drawn and layout is SLIDE:
        y = _axis(drawing, layout, y)
    for spread, (low, high) in zip(figure.spreads, _scales(figure.spreads), strict=True):
        y = _spread(drawing, spread, layout, y, low=low, high=high)
    return y


# --- bars from the top: a full track is 100 % ------------------------------------------------------------------


def _rows(drawing: Drawing, rows: list[Row], layout: Layout, y: float) -> float:
    for row in rows:
        drawing.add(
            words=_said(row),
            url=row.url,
            boxes=list(_bar(row, layout, y)),
            lines=list(_whisker(row, layout, y)),
            texts=[*_texts(row.label, row.value, layout, y), *_ends_in_words(row, layout, y)],
        )
        y += layout.row_height
    return y


def _axis(drawing: Drawing, layout: Layout, y: float) -> float:
    """Under the bars of a slide, what a full track is."""
    for share in (0, 25, 50, 75, 100):
        x = layout.track_x + 0.5 + layout.track_width * share / 100
        drawing.add(
            lines=[Line(path=f"M{x} {y - 6} V{y}", stroke=SOFT)],
            texts=[Text(x=x, y=y + 13, words=f"{share} %", size=12, anchor="middle", fill=SOFT)],
        )
    return y + 24


def _said(row: Row) -> str:
    of = f" of {_counted(row.of)}" if row.of is not None or row.is_of_hidden else ""
    interval = f", 95 % interval {row.interval}" if row.interval else ""
    return f"{_counted(row.count)}{of}: {row.label}{interval}"


def _counted(count: int | None) -> int | str:
    return HIDDEN if count is None else count


def _bar(row: Row, layout: Layout, y: float) -> Iterator[Box]:
    at = {"x": layout.track_x + 0.5, "y": y + layout.bar_dy, "height": layout.bar_height}
    yield Box(**at, width=layout.track_width, fill=PANEL, stroke=LINE)
    if width := bar_width(row.count, row.of, layout.track_width):
        category = Category.NOT_YET_ASSESSED if row.is_missing else row.category
        yield Box(**at, width=width, fill=FILLS[category] if category else BAR)
        if category in PATTERNED:
            yield Box(**at, width=width, fill=PAPER, stroke="none", pattern=category.value)


def bar_width(count: int | None, of: int | None, track_width: float) -> float:
    """Drawn from the counts and not from the rounded percentage; a count above 0 always shows."""
    if not of or not count:
        return 0
    return max(2.0, float(half_up(track_width * count / of, 1)))


def _whisker(row: Row, layout: Layout, y: float) -> Iterator[Line]:
    """The interval across the bar, with a light edge, so that it shows on every fill."""
    if not row.ends:
        return
    low, high = (round(layout.track_x + 0.5 + layout.track_width * float(end) / 100, 1) for end in row.ends)
    middle = y + layout.bar_dy + layout.bar_height / 2
    path = f"M{low} {middle} H{high} M{low} {middle - 4} V{middle + 4} M{high} {middle - 4} V{middle + 4}"
    yield Line(path=path, stroke=PAPER, width=4)
    yield Line(path=path, width=1.5)


def _texts(label: str, value: str, layout: Layout, y: float) -> Iterator[Text]:
    """On the page the label stands over its bar, on a slide before it, in two lines if need be."""
    middle = y + layout.bar_dy + layout.bar_height / 2 + layout.size / 3
    if layout.track_x:
        lines = _wrapped(label, layout.label_width, layout.size)
        first = middle - (len(lines) - 1) * layout.size * 0.6
        for n, line in enumerate(lines):
            yield Text(x=layout.margin, y=round(first + n * layout.size * 1.2, 1), words=line, size=layout.size)
    else:
        yield Text(x=0, y=y + layout.size, words=label, size=layout.size)
    yield Text(x=layout.value_x, y=round(middle, 1), words=value, size=layout.size, anchor=layout.value_anchor)


def _ends_in_words(row: Row, layout: Layout, y: float) -> Iterator[Text]:
    """A slide has room for the interval's numbers, the page has them in the table."""
    if row.ends and layout is SLIDE:
        x, at = layout.width - layout.margin, y + layout.bar_dy + layout.bar_height / 2 + 5
        yield Text(x=x, y=at, words=row.interval, size=13, anchor="end", fill=SOFT)


# --- distributions: a box from quartile to quartile, a line at the median, a diamond at the mean ----------------


def _scales(spreads: Sequence[Spread]) -> list[tuple[float, float]]:
    """One scale for all that have one unit; per cent from 0 to 100 unless somebody is worse."""
    ends = {}
    for spread in spreads:
        low, high = (0.0, 100.0) if spread.unit == "%" else (0.0, 0.0)
        values = [float(value) for value in _drawn_values(spread)]
        known_low, known_high = ends.get(spread.unit, (low, high))
        ends[spread.unit] = min(known_low, *values, low), max(known_high, *values, high)
    return [ends[spread.unit] for spread in spreads]


def _drawn_values(spread: Spread) -> list:
    of = spread.of
    values = (of.lower_quartile, of.upper_quartile, of.mean) if of else ()
    return [value for value in values if value is not None] or [0]


def _spread(drawing: Drawing, spread: Spread, layout: Layout, y: float, *, low: float, high: float) -> float:
    height, of = layout.bar_height, spread.of
    top = y + layout.bar_dy
    drawing.add(
        words=f"{spread.label}: {spread.words}",
        boxes=[Box(x=layout.track_x + 0.5, y=top, width=layout.track_width, height=height, fill=PANEL, stroke=LINE)],
        texts=list(_texts(spread.label, f"n {of.n}" if of else HIDDEN, layout, y)),
    )
    if of is None or not of.n:
        return y + layout.row_height

    def x(value: float) -> float:
        share = (float(value) - low) / (high - low) if high > low else 0
        return round(layout.track_x + 0.5 + layout.track_width * share, 1)

    left, right, mean = x(of.lower_quartile), x(of.upper_quartile), x(of.mean)
    middle = top + height / 2
    box = Box(x=left, y=top, width=max(1, round(right - left, 1)), height=height, fill=LINE)
    diamond = f"M{mean - 5} {middle} L{mean} {middle - 5} L{mean + 5} {middle} L{mean} {middle + 5} Z"
    marks = [Line(path=f"M{x(of.median)} {top} V{top + height}", width=3), Line(path=diamond, width=2)]
    below = top + height + 14
    short = f"mean {spread.cells[1][1]}, median {spread.cells[3][1]} {spread.unit}"
    legend = spread.words if layout is SLIDE else short
    texts = [Text(x=layout.track_x, y=below, words=legend, size=layout.size - 2, fill=SOFT)]
    drawing.add(boxes=[box], lines=marks, texts=texts)
    return y + layout.row_height + 14


# --- columns in time: as high as its count, filled as far as its share ------------------------------------------


def _columns(drawing: Drawing, rows: list[Row], layout: Layout, top: float) -> float:
    left, width = layout.margin, layout.width - 2 * layout.margin
    most = max((row.of or 0 for row in rows), default=0) or 1
    step, base = width / max(len(rows), 1), top + layout.column_height
    drawing.add(texts=[Text(x=left, y=top + 10, words=f"{most} at most", size=layout.size - 2, fill=SOFT)])
    for n, row in enumerate(rows):
        x, wide = round(left + n * step, 1), round(min(48, max(step * 0.8, 1)), 1)
        # What is hidden has no height.
        whole = round((layout.column_height - 16) * (row.of or 0) / most, 1)
        part = round((layout.column_height - 16) * (row.count or 0) / most, 1)
        drawing.add(
            words=f"{_counted(row.count)} of {_counted(row.of)}: {row.label}",
            url=row.url,
            boxes=[
                Box(x=x, y=base - whole, width=wide, height=whole, fill=PANEL),
                Box(x=x, y=base - part, width=wide, height=part, fill=BAR),
            ],
        )
    drawing.add(lines=[Line(path=f"M{left} {base} H{left + width}")])
    for n in _labelled(len(rows), most=int(width / (layout.size * 6))):
        row, at = rows[n], left + n * step
        drawing.add(texts=[Text(x=round(at, 1), y=base + 18, words=row.label, size=layout.size - 2)])
    return base + 28


def _labelled(columns: int, *, most: int) -> range:
    """Which columns are named, so that the names don't run into each other."""
    return range(0, columns, -(-columns // max(most, 1)) or 1)
