"""The flow of patients as a picture: down the left who goes on, to the right who leaves, and why."""

from reports.case_series.flow import Flow, Step
from reports.drawing import Box, Drawing, Line, Text
from reports.ink import PAPER, SOFT

WIDTH, LEFT_WIDTH, RIGHT_X, LINE_HEIGHT = 640, 220, 290, 20


def draw(flow: Flow) -> Drawing:
    drawing = Drawing(name="Flow of patients", width=WIDTH)
    y = 0.5
    for step, following in zip(flow.steps, [*flow.steps[1:], None], strict=True):
        _box(drawing, 0.5, y, LEFT_WIDTH, 44, [_capital(step.label), f"n = {step.count}"])
        if following is None:
            break
        height = max(44, 16 + LINE_HEIGHT * len(step.leave))
        y = _leave(drawing, step, y + 44 + 14, height)
    drawing.height = y + 45
    return drawing


def _leave(drawing: Drawing, step: Step, y: float, height: float) -> float:
    """The arrow down, and beside it the box of those who leave; returns where the next step begins."""
    down, middle, end = LEFT_WIDTH / 2, y + height / 2, y + height + 14
    drawing.add(lines=[Line(path=_arrow_down(down, y - 14, end)), Line(path=_arrow_right(down, middle, RIGHT_X))])
    words = [f"{_capital(label)}: {count}" for label, count in step.leave]
    _box(drawing, RIGHT_X, y, WIDTH - RIGHT_X - 1, height, words)
    return end


def _arrow_down(x: float, top: float, bottom: float) -> str:
    return f"M{x} {top} V{bottom} M{x - 4} {bottom - 6} L{x} {bottom} L{x + 4} {bottom - 6}"


def _arrow_right(x: float, y: float, right: float) -> str:
    return f"M{x} {y} H{right} M{right - 6} {y - 4} L{right} {y} L{right - 6} {y + 4}"


def _box(drawing: Drawing, x: float, y: float, width: float, height: float, words: list[str]) -> None:
    first = y + height / 2 - (len(words) - 1) * LINE_HEIGHT / 2 + 5
    drawing.add(
        words=", ".join(words),
        boxes=[Box(x=x, y=y, width=width, height=height, fill=PAPER, stroke=SOFT)],
        texts=[Text(x=x + 12, y=first + n * LINE_HEIGHT, words=line, size=14) for n, line in enumerate(words)],
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
