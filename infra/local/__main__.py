"""`python -m infra.local serve` and `... demo`: what `make serve` and `make demo` run."""

import importlib
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, Final, NoReturn

COMMANDS: Final = ("serve", "demo")
_INTERRUPTED: Final = 130
_TERMINATED: Final = 143


def main(arguments: Sequence[str]) -> int:
    """Run one command; give its exit status. What goes wrong is one sentence on stderr."""
    if not arguments or arguments[0] not in COMMANDS:
        print(f"usage: python -m infra.local {{{','.join(COMMANDS)}}} ...", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _terminate)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` had it ignored
    try:
        return _run(arguments[0], arguments[1:])
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(name: str, arguments: Sequence[str]) -> int:
    """Import what the command needs, which takes long enough to be interrupted, and call it."""
    try:
        command: Any = importlib.import_module(f"infra.local.{name}")
        processes: Any = importlib.import_module("infra.local.processes")
    except ModuleNotFoundError as error:
        print(f"The module {error.name} is missing: run `make {name}`.", file=sys.stderr)
        return 1
    try:
        status: int | None = command.main(arguments)
    except processes.StackError as error:
        print(error, file=sys.stderr)
        return 1
    return status or 0


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    """End as after Ctrl-C, so that the stack is taken down on the way out."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(_TERMINATED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
