import sys


class LauncherError(Exception):
    """A sentence for whoever started the program."""


class StopRequestedError(Exception):
    """Somebody pressed Ctrl-C or sent a signal: not a fault."""


def exit_with(main):
    """Ends the process with main's exit status, or with a sentence instead of a traceback."""
    try:
        sys.exit(main(sys.argv[1:]))
    except StopRequestedError:
        sys.exit("Stopped.")
    except LauncherError as error:
        sys.exit(str(error))
    except PermissionError as error:
        sys.exit(f"This user may not use {error.filename}, which another one made.")
