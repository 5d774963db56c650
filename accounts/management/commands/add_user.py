from getpass import getpass

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.permissions import Role


class Command(BaseCommand):
    help = "Add a member of staff, with a role. Asks for the password, or reads it from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", required=True, choices=Role.values, help="what the user may do")
        parser.add_argument("--name", default="", help="given and family name, as colleagues see it")
        parser.add_argument("--email", default="", help="where notices go")

    @transaction.atomic
    def handle(self, *args, username: str, role: str, name: str, email: str, **options) -> None:
        given, _, family = name.partition(" ")
        user = User(username=username, first_name=given, last_name=family, email=email)
        try:
            user.full_clean(exclude=["password"])
            password = getpass("Password, 12 characters or more: ")
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user.set_password(password)
        user.save()
        user.groups.add(Group.objects.get(name=role))
        self.stdout.write(f"{user} can sign in as {username}, {role.lower()}.")
