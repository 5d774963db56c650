"""The browser of the browser tests, which are part of the suite and never skipped."""

import ctypes
import os
import shutil
import subprocess
import sys

from .errors import LauncherError

PACKAGES = ("chromium", "libatomic1")  # a minimal Debian lacks libatomic1, which Playwright's driver needs


def ensure():
    if is_there():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if not is_there():
        raise LauncherError(
            "The suite needs Chromium: please install it (on Debian: apt-get install chromium libatomic1)."
        )


def is_there():
    return shutil.which("chromium") is not None and (sys.platform != "linux" or _has_libatomic())


def install():
    print("Installing Chromium for the browser tests ...", file=sys.stderr)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", "-qq", *command], env=environment, stdout=sys.stderr, check=False)


def _has_libatomic():
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True
