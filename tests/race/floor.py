"""The shop's processes as the race runs them: they announce writes, and are replaced if killed.

    SALE_... SALE_RACE_BOARD=FILE python -m tests.race.floor --fd 3 4 --keep-seconds 1 --logs DIR

The same works as `infra.local.workers`, from the same `app.py`. The stream's position is kept in a
file, as Lambda keeps it outside of what it calls: a new pump goes on with the batch that the killed
one had not finished.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local import forks, lifeline
from infra.local.workers import works_of
from tests.race.board import SETTING, Board
from tests.race.position import Remembering

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PUMPS = (
    "pump-sign-in",
    "pump-fulfilment",
    "pump-notices",
    "pump-relay",
    "pump-lists",
    "pump-relay-again",
    "pump-mail-events",
    "pump-keep",
    "pump-erase",
    "pump-open-lines",
)


def names_of(api_processes: int) -> Sequence[str]:
    """Name all processes, in the order of the board."""
    return [*(f"api-{number}" for number in range(1, api_processes + 1)), *PUMPS]


def announced(board: Board, name: str, work: Callable[[], None]) -> None:
    """Do the work, announcing its writes."""
    session = importlib.import_module("chalicelib.aws.session")
    board.announcer(name).watch(session.client("dynamodb"))
    work()


def main() -> None:
    """Run all of them, until told to stop or left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, nargs="+", required=True)
    parser.add_argument("--keep-seconds", type=float, required=True)
    parser.add_argument("--logs", type=Path, required=True)
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    app = importlib.import_module("app")
    lifeline.wait_for_go()
    file = Path(os.environ[SETTING])
    board = Board(file, names_of(len(given.fd)))
    works: dict[str, Any] = dict(works_of(app, given.fd, given.keep_seconds))
    assert set(works) == set(board.names), "the local stack has other processes now"
    position = partial(Remembering, file=file.with_suffix(".position"))
    works["pump-relay"] = partial(works["pump-relay"], around=position)
    announcing = {name: partial(announced, board, name, work) for name, work in works.items()}
    forks.run(announcing, logs=given.logs, replaces_killed=True)


if __name__ == "__main__":
    main()
