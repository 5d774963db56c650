"""DATABASE_URL and REDIS_URL: those given, and for each that is not, a server started here."""

import os

from . import broker, postgres

NAMES = ("DATABASE_URL", "REDIS_URL")


def given():
    return {name: os.environ[name] for name in NAMES if os.environ.get(name)}


def start_missing(supervisor, *, data, sockets, postgres_options=()):
    """Answers both URLs; `data` is PostgreSQL's folder, `sockets` a private one with a short path."""
    urls = given()
    with (data.parent / "services.log").open("w") as log:
        if "REDIS_URL" not in urls:
            urls["REDIS_URL"] = broker.start(supervisor, sockets=sockets, log=log)
        if "DATABASE_URL" not in urls:
            urls["DATABASE_URL"] = postgres.start(
                supervisor, data=data, sockets=sockets, log=log, options=postgres_options
            )
    return urls
