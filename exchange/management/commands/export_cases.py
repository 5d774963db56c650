from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exchange.exporting import package
from exchange.exporting.codebook import Codebook
from exchange.exporting.order import Order
from reports.cohorts import Cohort


class Command(BaseCommand):
    help = "Write the courses, a row each, to a CSV file; with names it can be imported again (docs/export.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file to write; it must not be there yet")
        parser.add_argument("--deidentified", action="store_true", help="nobody is named, and days are counted")
        parser.add_argument("--codebook", type=Path, help="also write what stands in each column: .csv or .json")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="prescribed on this day or later")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="prescribed on this day or earlier")
        parser.add_argument("--as-of", type=date.fromisoformat, help="outcomes on this day, not today's")
        parser.add_argument("--research", action="store_true", help="only patients who agreed to research")
        parser.add_argument("--labels", action="store_true", help="words beside the codes")
        parser.add_argument("--unguarded", action="store_true", help="leave what looks like a formula as it is")

    def handle(self, *, file: Path, codebook: Path | None, **options) -> None:
        order = _order(**options)
        for path in filter(None, (file, codebook)):
            if path.exists():
                raise CommandError(f"{path} is there already. Nothing was written.")
        [(sheet, columns)] = sheets = package.prepare(order)
        try:
            with file.open("xb") as out:
                rows = package.write_sheet(sheet, columns, order, out)
            if codebook:
                book = Codebook(order=order, sheets=sheets, made_at=timezone.now())
                codebook.write_text(book.as_json() if codebook.suffix == ".json" else book.as_csv(), newline="")
        except OSError as error:
            raise CommandError(f"{error.filename} can't be written: {error.strerror}.") from None
        self.stdout.write(f"{rows:,} {'course' if rows == 1 else 'courses'} written.")


def _order(
    *,
    deidentified: bool,
    research: bool,
    labels: bool,
    unguarded: bool,
    first: date | None,
    last: date | None,
    as_of: date | None,
    **rest,
) -> Order:
    """All courses of the period, each patient's later ones too."""
    today = timezone.localdate()
    return Order(
        cohort=Cohort(first=first, last=last, as_of=as_of or last or today, all_courses=True),
        names_people=not deidentified,
        for_research=research,
        labels=labels,
        guarded=not unguarded,
        today=today,
    )
