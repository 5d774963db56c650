"""The same as plain text, to be kept and to be pasted."""

from collections.abc import Sequence
from textwrap import fill

from reports.methods.prose import Paragraph
from reports.methods.strobe import Item

WIDTH = 100


def as_text(paragraphs: Sequence[Paragraph], items: Sequence[Item], *, about: Sequence[str]) -> str:
    """`about` is printed first, a line each."""
    parts = [*about, "", "METHODS", ""]
    for one in paragraphs:
        parts += [one.title, fill(one.text, WIDTH), ""]
    parts += ["STROBE, COHORT STUDIES", ""]
    for item in items:
        parts += [fill(f"{item.number}. {item.asks} [{item.state}]", WIDTH)]
        parts += [fill(item.filled, WIDTH, initial_indent="   ", subsequent_indent="   ")] if item.filled else []
        parts += [fill(f"   To write: {item.left}", WIDTH, subsequent_indent="   ")] if item.left else []
        parts.append("")
    return "\n".join(parts)
