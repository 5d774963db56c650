from django.core.management.base import BaseCommand
from django.utils import timezone

from followups import tick


class Command(BaseCommand):
    help = "Make one scheduler pass: mark what was missed, plan what is missing, send what is waiting."

    def handle(self, *args, **options) -> None:
        tick.tick(now=timezone.now())
        self.stdout.write("One pass was made.")
