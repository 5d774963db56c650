from django.core.management.base import BaseCommand
from django.utils import timezone

from followups import reconciliation


class Command(BaseCommand):
    help = "Check all that is planned, put right what is missing, and say what that was."

    def handle(self, *args, **options) -> None:
        reconciliation.check_all(now=timezone.now())
        put_right = reconciliation.last_check().put_right
        for count, what in put_right:
            self.stdout.write(f"{count} {what}: put right.")
        if not put_right:
            self.stdout.write("Nothing was missing.")
