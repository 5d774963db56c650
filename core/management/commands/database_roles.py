from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection

from core import database_roles


class Command(BaseCommand):
    help = "Makes the database's login roles and brings their rights up to date; again, it changes nothing."

    def handle(self, *args, **options) -> None:
        try:
            made = database_roles.make()
        except ProgrammingError as error:
            user = connection.settings_dict["USER"]
            raise CommandError(
                f"The database's role {user} may not do that ({str(error).splitlines()[0]}). Sign in as the owner of"
                " the tables, with the right CREATEROLE: docs/database.md tells how it is made."
            ) from error
        for role in made:
            self.stdout.write(f"Made the role {role}.")
        self.stdout.write("The rights of the database's roles are up to date.")
