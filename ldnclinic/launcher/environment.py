"""The variables that the program's processes are started with."""

import os
import secrets


def of_demo(state, urls):
    """Invented patients, printed passwords; what the caller has set himself stays."""
    return {"DEBUG": "1", "DEMO": "1", "SECRET_KEY": secret_key(state)} | os.environ | urls


def of_command(state, urls, *, own_database):
    """Over somebody's own database, a command is no demo unless he says so."""
    if own_database:
        return {"SECRET_KEY": secret_key(state)} | os.environ | urls
    return of_demo(state, urls)


def of_tests(urls):
    """The same everywhere: as in production, except for https."""
    fixed = {
        "DEBUG": "0",
        "DEMO": "0",
        "SECRET_KEY": "0-of-the-tests: 32 characters and more",
        "ALLOWED_HOSTS": "localhost,testserver",
        "SSL_REDIRECT": "0",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright runs a loop in the test's thread
    }
    return os.environ | fixed | urls


def secret_key(state):
    """Made once, so that sign-ins survive a restart."""
    file = state / "secret-key"
    try:
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text()
