import time
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exchange.cohort import make_cohort
from followups.models import Response


class Command(BaseCommand):
    help = "Invent courses at any size, for benchmarks: patients, doses, fills, answers and side effects."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prescriptions", type=int, required=True, metavar="N", help="how many courses")

    def handle(self, *args, **options) -> None:
        if options["prescriptions"] < 1:
            raise CommandError("--prescriptions: Enter a number of 1 or more.")
        began = time.monotonic()
        try:
            make_cohort(courses=options["prescriptions"], today=timezone.localdate())
        except ValidationError as error:
            raise CommandError(error.messages[0]) from None
        answers = Response.objects.count()
        seconds = time.monotonic() - began
        self.stdout.write(f"{options['prescriptions']} courses in {seconds:.0f} s; {answers} answers on file.")
