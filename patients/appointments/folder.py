"""The watched folder: another program leaves its appointment files there, and each pass of the scheduler looks."""

import hashlib
import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import ClinicSettings
from patients.appointments import taking
from patients.appointments.reading import FILE_LIMIT, Fault, NotAFile, read
from patients.models import AppointmentFile

logger = logging.getLogger(__name__)

# A file that changed less long ago may still be written: it is left for the next pass.
SETTLES_AFTER = timedelta(seconds=30)
# Older files were read when they were new; looking at them again each minute would only cost.
LOOKED_AT_FOR = timedelta(days=30)
NAME_LIMIT = 100


def read_folder(*, now: datetime) -> int:
    """Take in the files that are new, the oldest first; returns how many. Good lines are taken, bad ones listed."""
    if not settings.APPOINTMENTS_FOLDER:
        return 0
    return sum(_read_file(path, now) for path in _settled_files(Path(settings.APPOINTMENTS_FOLDER), now))


def is_there() -> bool:
    return Path(settings.APPOINTMENTS_FOLDER).is_dir()


def _settled_files(folder: Path, now: datetime) -> list[Path]:
    """Files of the last weeks that nobody writes any more, by age."""
    try:
        files = [path for path in folder.iterdir() if path.suffix.lower() == ".csv"]
        changed = {path: path.stat().st_mtime for path in files if path.is_file() and not path.is_symlink()}
    except OSError:
        logger.warning("the appointments' folder can't be read")
        return []
    earliest, latest = (now - LOOKED_AT_FOR).timestamp(), (now - SETTLES_AFTER).timestamp()
    return sorted((path for path, at in changed.items() if earliest <= at <= latest), key=changed.get)


def _read_file(path: Path, now: datetime) -> bool:
    try:
        with path.open("rb") as file:
            content = file.read(FILE_LIMIT + 1)
        return take_in(content, name=path.name, now=now)
    except Exception:
        # One file that fails must not stop the scheduler, nor the other files. Its name stays out of the log.
        logger.exception("a file of the appointments' folder could not be taken in")
        return False


@transaction.atomic
def take_in(content: bytes, *, name: str, now: datetime) -> bool:
    """Take in one file, unless its very content was read before."""
    content_hash = hashlib.sha256(content).hexdigest()
    if AppointmentFile.objects.known(content_hash):
        return False
    date_format = ClinicSettings.objects.now().appointment_dates
    try:
        rows, faults = read(content, date_format=date_format, today=timezone.localdate(now))
    except NotAFile as error:
        rows, faults = [], [Fault(0, str(error))]
    file = taking.keep(content_hash=content_hash, name=visible(name), rows=rows, faults=faults, now=now, by=None)
    taking.take(file=file, now=now)
    return True


def visible(name: str) -> str:
    """The file's name without what can't be printed, and no longer than the page shows."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:NAME_LIMIT]
