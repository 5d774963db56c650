"""bin/mutants and bin/weaken: a program of the tests, over services of its own as in bin/test."""

import sys

from . import environment, folders, postgres, services
from .errors import exit_with
from .supervisor import Supervisor


def main(arguments):
    with folders.temporary_folder() as folder, Supervisor() as supervisor:
        urls = services.start_missing(
            supervisor, data=folder / "postgres", sockets=folder, postgres_options=postgres.THROW_AWAY
        )
        command = [sys.executable, *arguments]
        return supervisor.run_in_foreground(command, cwd=folders.ROOT, env=environment.of_tests(urls))


if __name__ == "__main__":
    exit_with(main)
