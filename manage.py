#!/usr/bin/env python
"""Django's command line; bin/manage calls it with the services up."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ldnclinic.settings")
    if "runserver" not in sys.argv:
        os.environ.setdefault("TIME_LIMITS", "0")  # nobody waits for a page: an import may take its time
    execute_from_command_line(sys.argv)
