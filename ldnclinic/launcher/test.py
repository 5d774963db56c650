"""bin/test: the suite, over services of its own that are thrown away with their folder."""

import sys

from . import chromium, environment, folders, postgres, services
from .errors import exit_with
from .supervisor import Supervisor


def main(arguments):
    chromium.ensure()
    with folders.temporary_folder() as folder, Supervisor() as supervisor:
        urls = services.start_missing(
            supervisor, data=folder / "postgres", sockets=folder, postgres_options=postgres.THROW_AWAY
        )
        command = [sys.executable, "-m", "pytest", *arguments]
        return supervisor.run_in_foreground(command, cwd=folders.ROOT, env=environment.of_tests(urls))


if __name__ == "__main__":
    exit_with(main)
