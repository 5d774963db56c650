"""Files that lie on the disk for a while, and that nobody but the program can read."""

import os
from pathlib import Path
from typing import BinaryIO


def make_folder_of(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def new_file(path: Path) -> BinaryIO:
    """A new file, to be written. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
