import json
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import clinical
from core.fields import Day
from reports import console
from reports.cohorts import Cohort
from reports.outcomes import summarise
from reports.rules import PRACTICE, RULES, Answer, Rule
from reports.statistics import Interval


class Command(BaseCommand):
    help = "Print the outcome report of the courses prescribed in a period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", metavar="DAY", help="first day prescribed, year-month-day")
        parser.add_argument("--to", dest="last", metavar="DAY", help="last day prescribed, included")
        parser.add_argument("--as-of", metavar="DAY", help="outcomes as of this day; the period's end, else today")
        parser.add_argument("--all-courses", action="store_true", help="not only each patient's first in the period")
        parser.add_argument("--rule", choices=RULES, default=PRACTICE.key, help="how an outcome is classified")
        parser.add_argument("--answer", choices=Answer.values, default=Answer.LATEST, help="which answer decides")
        parser.add_argument(
            "--minimum-days", type=int, default=0, metavar="N", help="only answers of so many days on LDN, or more"
        )
        parser.add_argument("--observed-from", metavar="DAY", help="count nothing that was asked or ended before it")
        parser.add_argument("--interval", choices=Interval.values, default=Interval.WILSON)
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args, **options) -> None:
        summary = summarise(_cohort(options))
        if options["format"] == "json":
            self.stdout.write(json.dumps(console.as_json(summary), indent=2))
        else:
            self.stdout.write(console.as_table(summary))


def _cohort(options: dict) -> Cohort:
    first, last = _day("--from", options["first"]), _day("--to", options["last"])
    as_of = _day("--as-of", options["as_of"]) or last or timezone.localdate()
    observed_from = _day("--observed-from", options["observed_from"])
    if first and last and first > last:
        raise CommandError("The period ends before it begins: --from is after --to.")
    if observed_from and observed_from > as_of:
        raise CommandError("The observation begins after the day that the report is of: see --observed-from.")
    if not 0 <= options["minimum_days"] <= clinical.LONGEST_MINIMUM_DAYS:
        raise CommandError(f"--minimum-days: Enter a number from 0 to {clinical.LONGEST_MINIMUM_DAYS}.")
    return Cohort(
        first=first,
        last=last,
        as_of=as_of,
        all_courses=options["all_courses"],
        observed_from=observed_from,
        rule=Rule.from_codes(options["rule"], options["answer"], options["minimum_days"]),
        interval=Interval(options["interval"]),
    )


def _day(option: str, text: str | None):
    try:
        return Day(required=False).clean(text)
    except ValidationError as error:
        raise CommandError(f"{option}: {error.messages[0]}") from None
