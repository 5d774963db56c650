"""The web server's sockets: opened here and handed over, so that no other program slips in between."""

import errno
import socket

from .errors import LauncherError

TRIES = 50


def listen_on_first_free(wanted):
    """Answers (port, sockets): localhost's IPv4 address, and its IPv6 one where there is one."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if sockets := _listen(port):
            return port, sockets
    raise LauncherError(f"No port from {wanted} to {port} is free: choose another with --port.")


def _listen(port):
    """A port counts as free if no other program would answer at localhost, by either protocol."""
    sockets = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            sockets.append(socket.create_server((host, port), family=family))
        except OSError as error:
            if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                continue  # this machine has no IPv6
            for opened in sockets:
                opened.close()
            if error.errno == errno.EADDRINUSE:
                return []
            raise LauncherError(f"Port {port} cannot be used: {error.strerror}.") from error
    return sockets
