"""The files of imports on the disk: the spreadsheet, and what was found in it. Both are gone when the import is done
or given up. Their names tell nothing; nobody but the program can read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from exchange.disk import make_folder_of, new_file
from exchange.models import Import

# A file that is just being uploaded has no row yet.
AN_HOUR = timedelta(hours=1)


def path_of(upload: Import) -> Path:
    return _folder() / f"{upload.pk}.table"


def _findings_of(upload: Import) -> Path:
    return _folder() / f"{upload.pk}.json"


def _folder() -> Path:
    return Path(settings.IMPORTS_FOLDER)


def keep(upload: Import, blocks: Iterable[bytes]) -> Path:
    """Write the file that was uploaded; returns where it lies."""
    path = path_of(upload)
    make_folder_of(path)
    with new_file(path) as file:
        for block in blocks:
            file.write(block)
    return path


def keep_findings(upload: Import, findings: dict[str, Any]) -> None:
    path = _findings_of(upload)
    beside = path.with_suffix(".new")
    make_folder_of(beside)
    beside.unlink(missing_ok=True)  # of a worker that died
    with new_file(beside) as file:
        file.write(json.dumps(findings).encode())
    beside.replace(path)


def findings(upload: Import) -> dict[str, Any] | None:
    """What `keep_findings` was given; None if it is gone."""
    try:
        return json.loads(_findings_of(upload).read_bytes())
    except FileNotFoundError:
        return None


def forget(upload: Import) -> None:
    """Take both off the disk."""
    path_of(upload).unlink(missing_ok=True)
    _findings_of(upload).unlink(missing_ok=True)


def forget_others(wanted: Iterable[Import], *, now: datetime) -> None:
    """Take off the disk whatever has lain there for an hour and belongs to none of these."""
    names = {str(upload.pk) for upload in wanted}
    for path in _folder().glob("*.*"):
        if path.stem not in names and path.stat().st_mtime < (now - AN_HOUR).timestamp():
            path.unlink(missing_ok=True)
