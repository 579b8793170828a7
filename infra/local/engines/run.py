"""Runs one engine, which knows nothing of the stack, as a process of the stack.

    python -m infra.local.engines.run dynoxide --port 8000 --db build/local/sale.db

Says that it is ready once the engine answers HTTP; ends it on SIGTERM, and when the stack is gone.
"""

import argparse
import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from infra.local import lifeline
from infra.local.engines.kinds import KINDS
from infra.local.sockets import HOST

_LOOK_AGAIN_SECONDS: Final = 0.02
_GRACE_SECONDS: Final = 3.0
_TERMINATED: Final = 143


def _answers(port: int) -> bool:
    """Tell whether the engine answers; whatever it answers will do."""
    asking = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        asking.request("GET", "/")
        asking.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
    return True


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(_TERMINATED)


def main() -> int:
    """Run the engine until told to stop or left alone; give its status if it ends by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=KINDS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--db", type=Path)
    given = parser.parse_args()
    start = KINDS[given.name].start(given.port, given.db)
    signal.signal(signal.SIGTERM, _terminate)
    engine = subprocess.Popen(start.command, env={**os.environ, **start.environment})
    try:
        lifeline.watch()
        while engine.poll() is None and not _answers(given.port):
            time.sleep(_LOOK_AGAIN_SECONDS)
        if engine.poll() is None:
            lifeline.ready()
        return engine.wait() or 1
    finally:
        _end(engine)


def _end(engine: subprocess.Popen[bytes]) -> None:
    engine.terminate()
    try:
        engine.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        engine.kill()
        engine.wait()


if __name__ == "__main__":
    sys.exit(main())
