import socket

import pytest

from ldnclinic.launcher.errors import LauncherError
from ldnclinic.launcher.ports import listen_on_first_free


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def close_all(sockets):
    for opened in sockets:
        opened.close()


def test_a_free_port_is_taken():
    wanted = free_port()
    port, sockets = listen_on_first_free(wanted)
    assert port == wanted
    assert sockets[0].getsockname() == ("127.0.0.1", wanted)
    close_all(sockets)


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_busy_port_moves_on(address):
    with socket.create_server((address, 0)) as other:
        busy = other.getsockname()[1]
        port, sockets = listen_on_first_free(busy)
    assert port > busy
    close_all(sockets)


def test_no_port_beyond_the_last():
    with socket.create_server(("127.0.0.1", 65535)), pytest.raises(LauncherError, match="choose another"):
        listen_on_first_free(65535)
