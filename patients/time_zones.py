"""Time zones as a form offers them: those of the United States first, by the name that people use."""

from functools import cache
from zoneinfo import available_timezones

COMMON = {
    "America/New_York": "Eastern (New York)",
    "America/Chicago": "Central (Chicago)",
    "America/Denver": "Mountain (Denver)",
    "America/Phoenix": "Arizona, without summer time (Phoenix)",
    "America/Los_Angeles": "Pacific (Los Angeles)",
    "America/Anchorage": "Alaska (Anchorage)",
    "Pacific/Honolulu": "Hawaii (Honolulu)",
    "America/Puerto_Rico": "Atlantic, without summer time (Puerto Rico)",
}


@cache
def known() -> frozenset[str]:
    """Every time zone of the machine; it reads a folder, so it is asked once."""
    return frozenset(available_timezones())


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a select field, in two groups."""
    others = sorted(name for name in known() - COMMON.keys() if "/" in name and not name.startswith("Etc/"))
    return [
        ("United States", list(COMMON.items())),
        ("Elsewhere", [(name, name.replace("_", " ")) for name in others]),
    ]
