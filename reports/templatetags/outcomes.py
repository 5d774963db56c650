"""How an outcome is shown, everywhere."""

from django import template

from reports.categories import Category

register = template.Library()


@register.inclusion_tag("reports/_category_badge.html")
def category_badge(code: str) -> dict[str, Category]:
    """The category's mark and its word: `{% category_badge outcome.category %}`."""
    return {"category": Category(code)}
