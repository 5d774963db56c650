"""How an outcome is shown, everywhere."""

from django import template

from reports import drawing
from reports.categories import Category
from reports.drawing import Drawing
from reports.figures import Figure

register = template.Library()


@register.inclusion_tag("reports/_category_badge.html")
def category_badge(code: str) -> dict[str, Category]:
    """The category's mark and its word: `{% category_badge outcome.category %}`."""
    return {"category": Category(code)}


@register.simple_tag
def drawn(figure: Figure) -> Drawing:
    """The figure as shapes for the page: `{% drawn figure as drawing %}`."""
    return drawing.for_page(figure)


@register.filter
def unparted(text: str) -> str:
    """A number stays on a line with its per cent sign, in a column that is narrow."""
    return text.replace(" %", "\u00a0%")
