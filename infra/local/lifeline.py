"""What each process of the stack does: say when it is ready, and end when the stack ends.

Standard input is a pipe that the stack holds open. When the stack is gone,
however it died, the pipe ends, and so does the process. Readiness is one byte on the file
descriptor `SALE_LOCAL_READY`.
"""

import os
import signal
import socket
import sys
import threading
from typing import Final

import uvicorn

from infra.local.asgi import Application
from infra.local.state import announce

READY: Final = "SALE_LOCAL_READY"


def watch() -> None:
    """End this process by SIGTERM once standard input ends. Costs one sleeping thread."""
    threading.Thread(target=_end_with_the_stack, daemon=True, name="lifeline").start()


def _end_with_the_stack() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def wait_for_go() -> None:
    """Wait until the stack writes one byte; end quietly if it is gone instead."""
    if not os.read(sys.stdin.fileno(), 1):
        raise SystemExit(0)


def ready() -> None:
    """Tell the stack that work can come, and under which name; without a stack, do nothing."""
    announce(os.environ.get("AWS_SDK_UA_APP_ID", "unnamed"))
    descriptor = os.environ.pop(READY, "")
    if descriptor:
        os.write(int(descriptor), b"1")
        os.close(int(descriptor))


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        ready()


def serve(application: Application, listening: socket.socket) -> None:
    """Serve HTTP on `listening` until SIGTERM, in one thread; connections are kept open."""
    watch()
    config = uvicorn.Config(
        application,
        http="httptools",
        loop="auto",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
    )
    _Server(config).run([listening])
