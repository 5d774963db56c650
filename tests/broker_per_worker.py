"""Gives each of pytest's workers its own database of the broker, so that none runs another's tasks.

A plugin (see addopts in pyproject.toml): Django's settings read REDIS_URL before conftest.py is imported.
"""

import os
from urllib.parse import urlsplit


def url_of_database(url, number):
    if url.startswith("redis+socket://"):
        return f"{url.partition('?')[0]}?virtual_host={number}"
    return urlsplit(url)._replace(path=f"/{number}").geturl()


if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # gw0, gw1, ...
    os.environ["REDIS_URL"] = url_of_database(os.environ["REDIS_URL"], int(worker.removeprefix("gw")))
