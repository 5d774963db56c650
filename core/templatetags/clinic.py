"""How the clinic writes days, doses and counts; loaded in every template."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone

from core.rounding import percent, plain
from core.wording import days_away

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    """Writes "Tue 3 Dec", with the year where it isn't this one; a dash where there is none."""
    if value is None:
        return "\u2013"
    text = f"{value:%a} {value.day} {value:%b}"
    return text if value.year == timezone.localdate().year else f"{text} {value.year}"


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time in the clinic's zone."""
    if value is None:
        return "never"
    local = timezone.localtime(value)
    return f"{day(local.date())}, {local:%H:%M}"


@register.filter
def mg(value: Decimal | None) -> str:
    """Writes "4.5 mg"; a dash where there is none."""
    return "\u2013" if value is None else f"{plain(value)} mg"


@register.filter
def days_from_now(value: date) -> str:
    """Writes "today", "in 3 days", "3 days ago"."""
    return days_away((value - timezone.localdate()).days)


@register.filter
def of(count: int, total: int) -> str:
    """Writes "46 % (16 of 35)"; the count alone over nothing."""
    return f"{percent(count, total)} % ({count} of {total})" if total else f"{count} of 0"
