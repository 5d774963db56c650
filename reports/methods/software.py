import tomllib
from functools import cache

from django.conf import settings

NAME = "LDN Clinic"


@cache
def version() -> str:
    """Of this program, as its package says it: "0.1.0"."""
    package = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return package["project"]["version"]
