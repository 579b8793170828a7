"""Listening sockets of the stack; on 127.0.0.1 and nowhere else."""

import errno
import socket
import sys
from typing import Final

from infra.local.processes import StackError

HOST: Final = "127.0.0.1"
_BACKLOG: Final = 2048


def listen(port: int, *, option: str) -> socket.socket:
    """Listen on `port`, any free one for 0; a taken one is a StackError that names `option`."""
    return _bound(port, option=option, shared=False)


def listen_shared(port: int, *, count: int, option: str) -> list[socket.socket]:
    """Listen `count` times on one port, so that the kernel spreads connections evenly.

    One socket for all processes would give whoever wakes first everything that waits. Where the
    kernel does not spread (not Linux), it is one socket for all nevertheless.
    """
    if sys.platform != "linux":
        return [listen(port, option=option)] * count
    if port:
        listen(port, option=option).close()
    first = _bound(port, option=option, shared=True)
    chosen = first.getsockname()[1]
    return [first, *(_bound(chosen, option=option, shared=True) for _ in range(count - 1))]


def _bound(port: int, *, option: str, shared: bool) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(_BACKLOG)
    except OverflowError:
        listening.close()
        raise StackError(
            f"There is no port {port}; choose one up to 65535 with {option}."
        ) from None
    except OSError as error:
        listening.close()
        why = (
            "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        )
        raise StackError(
            f"Port {port} on {HOST} {why}; choose another one with {option}."
        ) from error
    return listening
