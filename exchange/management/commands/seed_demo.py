from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exchange.demo.seed import is_seeded, seed


class Command(BaseCommand):
    help = "Make the demo clinic: invented staff, patients and courses. A second run adds nothing."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Invented patients belong into a demo only: start one with bin/run, or set DEMO=1.")
        if is_seeded():
            self.stdout.write("The demo clinic is there already.")
            return
        self.stdout.write(f"The demo clinic has {seed(now=timezone.now())} invented patients.")
