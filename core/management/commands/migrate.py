from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError

from core import database_roles, time_limits


class Command(migrate.Command):
    """Django's, and then the rights of the database's roles: a migration may have made a table, or replaced a
    function."""

    def handle(self, *args, **options) -> None:
        if options["database"] != "default":
            super().handle(*args, **options)
            return
        try:
            with time_limits.of_a_migration():
                super().handle(*args, **options)
                if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
                    database_roles.grant()
        except DatabaseError as error:
            if not time_limits.is_too_long(error):
                raise
            raise CommandError(
                "Somebody works on a table that a migration changes, and it would let everyone else wait. The"
                " migration that was under way is undone: try again, or stop the program first."
            ) from error
