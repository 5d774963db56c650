"""Migrates and seeds, for bin/run: in one process, since Django's start is the slow part.

With --database-roles, it also makes the role that the program signs in with.
Its standard output is the sign-ins and the code that they all have, as JSON.
"""

import gc
import json
import sys

import django
from django.core.management import call_command

from accounts.demo import DEMO_CODE, DEMO_SIGN_INS


def main():
    # It lives for seconds and makes a million objects: looking for garbage would take a third of them.
    gc.disable()
    django.setup()
    call_command("migrate", verbosity=0, stdout=sys.stderr)
    if "--database-roles" in sys.argv:
        call_command("database_roles", stdout=sys.stderr)
    call_command("seed_demo", stdout=sys.stderr)

    sign_ins = [(one.role, one.username, one.password) for one in DEMO_SIGN_INS]
    json.dump({"sign_ins": sign_ins, "code": DEMO_CODE}, sys.stdout)


if __name__ == "__main__":
    main()
