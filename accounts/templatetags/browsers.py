"""What a browser says that it is, in words that its user knows."""

from django import template

register = template.Library()

# The first that is found: most browsers also name those that they want to be taken for.
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


@register.filter
def browser(user_agent: str) -> str:
    """Writes "Firefox on Windows"."""
    name = _first(BROWSERS, user_agent, otherwise="Another browser")
    return f"{name} on {_first(SYSTEMS, user_agent, otherwise='another computer')}"


def _first(known: tuple[tuple[str, str], ...], user_agent: str, *, otherwise: str) -> str:
    return next((words for mark, words in known if mark in user_agent), otherwise)
