"""Engines for DynamoDB and its streams beside moto: dynoxide and ministack, real and concurrent.

    with engine("dynoxide", db=directory / "sale.db") as url:
        ...  # an endpoint for DynamoDB and DynamoDB streams, on 127.0.0.1

The two share no code, so what holds on both holds by more than one's mistake. dynoxide alone
survives `kill -9`, with a file for its database. Whatever way the block is left, no process stays.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from infra.local import processes
from infra.local.engines.kinds import KINDS
from infra.local.processes import ROOT, Child, StackError
from infra.local.sockets import HOST, listen

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGS: Final = ROOT / "build" / "local"
OPTION: Final = "--database-port"
_READY_SECONDS: Final = 30.0


class Engine:
    """One engine on one port: started, killed, started again on what it had on file, ended.

    `port` 0 means any free one; `db` is the file of dynoxide's database, else it is in memory.
    """

    def __init__(
        self, name: str, *, db: Path | None = None, port: int = 0, logs: Path = LOGS
    ) -> None:
        kind = KINDS.get(name)
        if kind is None:
            raise StackError(f"There is no engine {name}; there are {' and '.join(KINDS)}.")
        kind.refuse_unless_installed()
        assert db is None or kind.survives, f"{name} keeps nothing on file"
        with listen(port, option=OPTION) as free:
            self._port = free.getsockname()[1]
        self._name = name
        self._db = db
        self._logs = logs
        self.child: Child | None = None

    @property
    def survives(self) -> bool:
        """Whether a start after a kill finds what was written before."""
        return self._db is not None

    @property
    def url(self) -> str:
        """The endpoint, the same after each start."""
        return f"http://{HOST}:{self._port}"

    def start(self) -> Child:
        """Start the engine and wait until it answers; else raise StackError."""
        arguments = ["infra.local.engines.run", self._name, "--port", str(self._port)]
        more = ["--db", str(self._db)] if self._db else []
        self.child = processes.start("database", [*arguments, *more], {}, logs=self._logs)
        processes.wait_until_ready(self.child, seconds=_READY_SECONDS)
        return self.child

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, and nothing is written any more."""
        if self.child is not None:
            child, self.child = self.child, None
            processes.kill(child)

    def end(self) -> None:
        """End it in order; what was never started or is gone already is no error."""
        if self.child is not None:
            child, self.child = self.child, None
            processes.end([child])


@contextmanager
def engine(name: str, *, db: Path | None = None, port: int = 0, logs: Path = LOGS) -> Iterator[str]:
    """Run an engine for the length of a block, and give its endpoint."""
    running = Engine(name, db=db, port=port, logs=logs)
    try:
        running.start()
        yield running.url
    finally:
        running.end()
