from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import pghistory
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import User
from exchange import actions
from exchange.importing.faults import Fault, Refused
from exchange.importing.matching import Dates
from exchange.importing.storing import Imported

# Lines of faults, and of warnings, that help; the rest is counted.
PRINTED_AT_MOST = 100


class Command(BaseCommand):
    help = "Import the practice's spreadsheet of courses (docs/import.md), whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file, encoded as UTF-8, or an Excel workbook (.xlsx)")
        parser.add_argument(
            "--dates", choices=Dates.values, default=Dates.ISO.value, help="how days are written: iso, mdy or dmy"
        )
        parser.add_argument("--dry-run", action="store_true", help="do everything, and take it back")

    def handle(self, *, file: Path, dates: str, dry_run: bool, **options) -> None:
        system = User.system()
        try:
            with pghistory.context(user=system.pk, command="import_cases"):
                outcome = actions.import_cases(
                    path=file, dates=Dates(dates), dry_run=dry_run, at=timezone.now(), by=system
                )
        except Refused as refused:
            self._print(refused.faults)
            self.stderr.write("Nothing was imported.")
            raise SystemExit(1) from None
        self._print([f"warning: {warning}" for warning in outcome.warnings])
        self.stdout.write(_summary(outcome, dry_run=dry_run))

    def _print(self, faults: Sequence[Fault | str]) -> None:
        for fault in faults[:PRINTED_AT_MOST]:
            self.stderr.write(str(fault))
        if len(faults) > PRINTED_AT_MOST:
            self.stderr.write(f"and {len(faults) - PRINTED_AT_MOST} more.")


def _summary(outcome: Imported, *, dry_run: bool) -> str:
    added = outcome.added
    lines = []
    if added["courses"]:
        lines.append(
            f"{_count(added['courses'], 'course')} {'to import' if dry_run else 'imported'}, with "
            f"{_count(added['patients'], 'new patient')} and {_count(added['answers'], 'answer')}. "
            f"{_count(added['follow-ups'], 'follow-up')} planned from today on."
        )
    if outcome.known:
        lines.append(f"{_count(outcome.known, 'course')} already in the database, and the same: left as they are.")
    if not lines:
        lines.append("The file holds no course: nothing to import.")
    if dry_run:
        lines.append("This was a dry run: nothing was written.")
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
