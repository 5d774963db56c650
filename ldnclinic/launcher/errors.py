class LauncherError(Exception):
    """A sentence for whoever started the program."""
