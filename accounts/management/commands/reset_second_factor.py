from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import actions
from accounts.models import User


class Command(BaseCommand):
    help = (
        "Take a user's second factors away, where no administrator can do it on the users' page: the last one has lost"
        " theirs. The next sign-in asks for a new one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args, username: str, **options) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Nobody has the username {username}.")
        actions.reset_factors(user=user, by=User.system())
        self.stdout.write(f"{user} adds a new second factor at the next sign-in.")
