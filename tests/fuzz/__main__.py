"""`make fuzz`: random requests from the contract against the running stack, judged by the contract.

    python -m tests.fuzz [--seconds N] [--seed N]

Exit status 1 when anything differs from the contract, when an operation was never reached, or when
fewer than half of the calls were signed in.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.local.processes import StackError
from infra.local.stack import Stack
from tests.fuzz.report import show
from tests.fuzz.run import Run

SECONDS = 180
LOGS = Path("build/fuzz")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run for as long as was asked for; give the exit status."""
    given = _asked(arguments)
    print(f"Fuzzing for {given.seconds} s. To repeat: python -m tests.fuzz --seed {given.seed}")
    try:
        with Stack(logs=LOGS.absolute()) as stack:
            outcome = Run(stack, given.seed).play(given.seconds, 2 * given.seconds)
    except StackError as error:
        print(f"The run ended early: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    show(outcome)
    return 1 if outcome.broken else 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"{SECONDS} unless given")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args(arguments)
    if given.seconds < 1:
        parser.error("--seconds: give at least 1")
    return given


if __name__ == "__main__":
    sys.exit(main())
