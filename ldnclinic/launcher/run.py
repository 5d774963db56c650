"""bin/run: the whole clinic with invented patients, until Ctrl-C."""

import argparse
import json
import sys
import time
from http.client import HTTPConnection, HTTPException

from . import environment, folders, ports, postgres, services, shared
from .errors import LauncherError, StopRequestedError, exit_with
from .supervisor import Supervisor

SECONDS_TO_START_WEB = 60
ROOT_WARNING = "ignore:You're running the worker with superuser"  # in a container, a demo may


def main(arguments):
    options = parse(arguments)
    state = folders.state_folder()
    with shared.become_host(state, name="bin/run") as host:
        if not host:
            raise LauncherError(f"{shared.name_of_host(state)} is running in this checkout already: stop it first.")
        if options.fresh:
            start_over(state)
        try:
            run(state, host, options.port)
        except StopRequestedError:
            print("Stopped.")


def parse(arguments):
    parser = argparse.ArgumentParser(prog="bin/run", description="LDN Clinic with invented patients.")
    parser.add_argument("--fresh", action="store_true", help="throw the demo's data away and start over")
    parser.add_argument("--port", type=int, default=8000, help="8000, or the next one that is free")
    options = parser.parse_args(arguments)
    if not 1 <= options.port <= 65535:
        parser.error("--port is a number from 1 to 65535")
    return options


def start_over(state):
    if "DATABASE_URL" in services.given():
        raise LauncherError("--fresh would have to empty the database of DATABASE_URL: please do that yourself.")
    postgres.remove(state / "postgres")


def run(state, host, wanted_port):
    port, listening = ports.listen_on_first_free(wanted_port)
    if port != wanted_port:
        print(f"Port {wanted_port} is taken by another program: using {port}.", flush=True)
    address = f"http://localhost:{port}"
    with folders.temporary_folder() as sockets, Supervisor() as supervisor:
        urls = services.start_missing(supervisor, data=state / "postgres", sockets=sockets)
        variables = environment.of_demo(state, urls) | {"PUBLIC_URL": address}
        demo = set_up(supervisor, variables)
        start_program(supervisor, state, listening, variables | rights_of_program(urls))
        wait_for_web(supervisor, port)
        host.announce(urls)
        print(greeting(address, demo["sign_ins"], demo["code"]), flush=True)
        supervisor.watch()


def set_up(supervisor, variables):
    """Migrates, seeds once, and answers the demo's sign-ins and their code."""
    print("Preparing the database ...", flush=True)
    command = [sys.executable, "-m", "ldnclinic.launcher.set_up_demo"]
    if "DATABASE_URL" not in services.given():
        command.append("--database-roles")
    return json.loads(supervisor.output_of("The set-up of the database", command, cwd=folders.ROOT, env=variables))


def rights_of_program(urls):
    """Over a database of our own, the program signs in as a clinic's would, and not as the tables' owner."""
    if "DATABASE_URL" in services.given():
        return {}
    return {"DATABASE_URL": postgres.url_of_program(urls["DATABASE_URL"])}


def start_program(supervisor, state, listening, variables):
    settings = {"cwd": folders.ROOT, "env": variables, "stdout": sys.stderr}
    celery = [sys.executable, "-W", ROOT_WARNING, "-m", "celery", "--quiet", "--app", "ldnclinic"]
    worker = ["worker", "--concurrency", "2", "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    beat = ["beat", "--loglevel", "warning", "--schedule", state / "beat-schedule", "--pidfile", ""]
    supervisor.start("The worker", [*celery, *worker], **settings)
    supervisor.start("The scheduler", [*celery, *beat], **settings)

    web = [sys.executable, "-m", "gunicorn", "ldnclinic.wsgi", "--worker-class", "gthread", "--workers", "2"]
    web += ["--threads", "4", "--graceful-timeout", "5", "--log-level", "warning"]
    numbers = [opened.fileno() for opened in listening]
    for number in numbers:
        web += ["--bind", f"fd://{number}"]
    supervisor.start("The web server", web, pass_fds=numbers, **settings)
    for opened in listening:
        opened.close()  # the web server has them now


def wait_for_web(supervisor, port):
    deadline = time.monotonic() + SECONDS_TO_START_WEB
    while time.monotonic() < deadline:
        supervisor.ensure_all_run()
        if web_answers(port):
            return
        time.sleep(0.2)
    raise LauncherError("The web server does not answer; the reason stands above.")


def web_answers(port):
    """Asks directly: urllib would go through a proxy of the environment."""
    connection = HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def greeting(address, sign_ins, code):
    width = max(len(role) for role, *_ in sign_ins)
    lines = [f"  {role:<{width}}  {username:<14} {password}" for role, username, password in sign_ins]
    return "\n".join(
        [
            "",
            "  ** A DEMO: every patient here is invented, and the passwords stand on this screen. **",
            "  ** Never enter a real patient.                                                     **",
            "",
            f"  LDN Clinic answers at {address}",
            "",
            f"  {'To sign in as':<{width}}  {'username':<14} password",
            *lines,
            "",
            f"  The code that is asked for then: {code}",
            "",
            "  Ctrl-C stops it; the data stay. bin/run --fresh starts over.",
            "",
        ]
    )


if __name__ == "__main__":
    exit_with(main)
