"""Migrates and seeds, for bin/run: in one process, since Django's start is the slow part.

Its standard output is the list of sign-ins, as JSON.
"""

import gc
import json
import sys

import django
from django.core.management import call_command

from accounts.demo import DEMO_SIGN_INS


def main():
    # It lives for seconds and makes a million objects: looking for garbage would take a third of them.
    gc.disable()
    django.setup()
    call_command("migrate", verbosity=0, stdout=sys.stderr)
    call_command("seed_demo", stdout=sys.stderr)

    json.dump([(one.role, one.username, one.password) for one in DEMO_SIGN_INS], sys.stdout)


if __name__ == "__main__":
    main()
