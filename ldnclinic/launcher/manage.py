"""bin/manage: a management command with the services up. Its standard output is the command's alone."""

import sys
import time

from . import environment, folders, services, shared
from .errors import LauncherError, exit_with
from .supervisor import Supervisor

SECONDS_TO_WAIT = 120  # for another start, which may be making its database


def main(arguments):
    if len(services.given()) == len(services.NAMES):
        with Supervisor() as supervisor:
            return run_command(supervisor, arguments, services.given())
    state = folders.state_folder()
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while time.monotonic() < deadline:
        with shared.become_host(state, name="bin/manage") as host:
            if host:
                return run_with_own_services(state, host, arguments)
        with shared.as_guest(state) as urls:
            if urls:
                with Supervisor() as supervisor:
                    return run_command(supervisor, arguments, urls | services.given())
        time.sleep(0.1)
    raise LauncherError(f"{shared.name_of_host(state)} has not started its database within {SECONDS_TO_WAIT} s.")


def run_with_own_services(state, host, arguments):
    with folders.temporary_folder() as sockets, Supervisor() as supervisor:
        urls = services.start_missing(supervisor, data=state / "postgres", sockets=sockets)
        host.announce(urls)
        status = run_command(supervisor, arguments, urls)
        host.withdraw()
        host.wait_for_guests()
        return status


def run_command(supervisor, arguments, urls):
    command = [sys.executable, folders.ROOT / "manage.py", *arguments]
    own_database = "DATABASE_URL" in services.given()
    variables = environment.of_command(folders.state_folder(), urls, own_database=own_database)
    return supervisor.run_in_foreground(command, env=variables)


if __name__ == "__main__":
    exit_with(main)
