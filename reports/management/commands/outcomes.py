import json
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.fields import Day
from reports import console
from reports.outcomes import summarise


class Command(BaseCommand):
    help = "Print the outcome report of the courses prescribed in a period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", metavar="DAY", help="first day prescribed, year-month-day")
        parser.add_argument("--to", dest="last", metavar="DAY", help="last day prescribed, included")
        parser.add_argument("--as-of", metavar="DAY", help="outcomes as of this day; the period's end, else today")
        parser.add_argument("--all-courses", action="store_true", help="not only each patient's first in the period")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args, **options) -> None:
        first, last = _day("--from", options["first"]), _day("--to", options["last"])
        as_of = _day("--as-of", options["as_of"]) or last or timezone.localdate()
        if first and last and first > last:
            raise CommandError("The period ends before it begins: --from is after --to.")
        summary = summarise(first=first, last=last, as_of=as_of, all_courses=options["all_courses"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(console.as_json(summary), indent=2))
        else:
            self.stdout.write(console.as_table(summary))


def _day(option: str, text: str | None):
    try:
        return Day(required=False).clean(text)
    except ValidationError as error:
        raise CommandError(f"{option}: {error.messages[0]}") from None
