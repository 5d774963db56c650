"""bin/bench NAME ...: runs one benchmark over servers of its own, with their usual settings, and throws them away."""

import sys
from pathlib import Path

from ldnclinic.launcher import environment, folders, services
from ldnclinic.launcher.errors import LauncherError, exit_with
from ldnclinic.launcher.supervisor import Supervisor


def main(arguments: list[str]) -> int:
    here = Path(__file__).parent
    names = sorted(path.stem for path in here.glob("[!_]*.py") if "__main__" in path.read_text())
    if not arguments or arguments[0] not in names:
        raise LauncherError(f"Which benchmark? bin/bench {' | '.join(names)}")
    with folders.temporary_folder() as folder, Supervisor() as supervisor:
        urls = services.start_missing(supervisor, data=folder / "postgres", sockets=folder)
        variables = environment.of_tests(urls) | {"DJANGO_SETTINGS_MODULE": "ldnclinic.settings", "TIME_LIMITS": "0"}
        command = [sys.executable, "-m", f"bench.{arguments[0]}", *arguments[1:]]
        return supervisor.run_in_foreground(command, cwd=folders.ROOT, env=variables)


if __name__ == "__main__":
    exit_with(main)
