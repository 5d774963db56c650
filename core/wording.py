"""Counts, and how far off a day is, as the clinic says them."""


def counted(count: int, noun: str) -> str:
    """Writes "1 day", "3 days", "0 days"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def days_away(days: int) -> str:
    """Writes "today", "tomorrow", "in 3 days", "yesterday", "3 days ago"; days gone by are below 0."""
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return named.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")
