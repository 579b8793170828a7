"""The stack: the whole system on this machine, from the engine to the last pump.

    with Stack(port=8080) as stack:
        ...  # stack.api_url (the shop's, too), stack.engine_url, stack.environment, stack.keys
        stack.check()

Everything listens on 127.0.0.1. Whatever way the block is left, no process stays.
"""

import json
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

from infra.aws.secret import new_secret
from infra.local import processes, resources, state
from infra.local.engines import Engine
from infra.local.engines.kinds import KINDS
from infra.local.processes import LOGS, Child, StackError
from infra.local.sockets import HOST, listen, listen_shared

MOTO: Final = "moto"
"""The engine that answers for all of AWS; the others answer for DynamoDB and its streams."""

ENGINES: Final = (MOTO, *KINDS)
NO_MORE: Final[Mapping[str, str]] = MappingProxyType({})
STAGE: Final = "local"
PROOF_OF_WORK: Final = 50
"""Some, so that all of it is used; a browser is done at once, and so is a crowd."""
MAIL_FROM: Final = "sale@shop.example"
_READY_SECONDS: Final = 60.0
_QUEUES: Final = {
    "sign-in": "SALE_SIGN_IN_QUEUE_URL",
    "fulfilment": "SALE_FULFILMENT_QUEUE_URL",
    "notices": "SALE_NOTICES_QUEUE_URL",
}


class Stack:
    """One running system with an empty database. Enter it to start, leave it to end; once only.

    `port` and `engine_port` 0 mean any free one; `engine` is what stands for DynamoDB (moto, or one
    of `infra.local.engines`), with its database in `db` if it can; `api_processes` answer HTTP side
    by side; `keep_seconds` is how often the keeper runs (AWS: each minute); `workers` is the module
    that runs what `app.py` holds, and `settings` are more of its settings; logs go to `logs`.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        engine_port: int = 0,
        engine: str = MOTO,
        db: Path | None = None,
        api_processes: int = 2,
        keep_seconds: float = 5.0,
        workers: str = "infra.local.workers",
        settings: Mapping[str, str] = NO_MORE,
        logs: Path = LOGS,
    ) -> None:
        assert api_processes >= 1
        self._port = port
        self._engine_port = engine_port
        self._api_processes = api_processes
        self._keep_seconds = keep_seconds
        self._logs = logs
        self._workers = workers
        self._settings = settings
        self._state = TemporaryDirectory(prefix="sale-", ignore_cleanup_errors=True)
        self.database = None if engine == MOTO else Engine(engine, db=db, logs=logs)
        self.prefix = f"sale-{STAGE}-"
        self.api_url = ""
        self.engine_url = ""
        self.database_url = ""
        self.environment: dict[str, str] = {}
        self.keys: dict[str, Any] = {}
        self.processes: list[Child] = []

    def __enter__(self) -> Self:
        """Start everything and wait until it works; else raise StackError and leave nothing."""
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End everything: first the API and the pumps, then the engine."""
        self._end()

    def check(self) -> None:
        """Raise StackError with one sentence if any process is gone."""
        database = self.database.child if self.database else None
        processes.check([*([database] if database else []), *self.processes])

    @property
    def counts_requests(self) -> bool:
        """Whether requests to the database are counted: they are where moto answers them."""
        return self.database is None

    def _start(self) -> None:
        engine = listen(self._engine_port, option="--engine-port")
        api: list[socket.socket] = []
        try:
            api = listen_shared(
                self._port, count=self._api_processes, option="--port (make serve PORT=8081)"
            )
            self.engine_url = _url(engine)
            self.database_url = self.database.url if self.database else self.engine_url
            self.api_url = _url(api[0])
            self._start_both(engine, api)
        finally:
            for listening in [engine, *api]:
                listening.close()

    def _start_both(self, engine: socket.socket, api: Sequence[socket.socket]) -> None:
        """Start the engine and the workers side by side; these wait until there is a cloud."""
        secret = new_secret()
        self.keys = json.loads(secret)
        self.environment = self._environment()
        self._spawn("engine", "infra.local.engine", [], [engine])
        more = ["--keep-seconds", str(self._keep_seconds), "--logs", str(self._logs)]
        self._spawn("workers", self._workers, more, api)
        running, working = self.processes
        if self.database:
            self.database.start()
        processes.wait_until_ready(running, seconds=_READY_SECONDS)
        resources.create(
            self.engine_url,
            database_url=self.database_url,
            stage=STAGE,
            secret_id=self.environment["SALE_SECRET_ID"],
            secret=secret,
            mail_from=MAIL_FROM,
        )
        working.let_go()
        processes.wait_until_ready(working, seconds=_READY_SECONDS)

    def _spawn(
        self, name: str, module: str, more: Sequence[str], listening: Sequence[socket.socket]
    ) -> None:
        descriptors = [one.fileno() for one in listening]
        arguments = [module, "--fd", *map(str, descriptors), *more]
        child = processes.start(
            name, arguments, self.environment, logs=self._logs, descriptors=descriptors
        )
        self.processes.append(child)

    def _environment(self) -> dict[str, str]:
        base = f"{self.engine_url}/{resources.ACCOUNT}/{self.prefix}"
        queues = {setting: f"{base}{name}" for name, setting in _QUEUES.items()}
        return {
            **resources.CREDENTIALS,
            **queues,
            "SALE_PROOF_OF_WORK": str(PROOF_OF_WORK),
            "SALE_BEACON": "stub",
            "SALE_CONFIGURATION_SET": f"sale-{STAGE}",
            "SALE_WEBHOOK_URL": f"{self.engine_url}/_warehouse",
            **self._settings,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_DEFAULT_REGION": resources.REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.engine_url,
            "AWS_ENDPOINT_URL_DYNAMODB": self.database_url,
            "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": self.database_url,
            "AWS_REGION": resources.REGION,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            state.STATE: self._state.name,
            "SALE_LOG_LEVEL": "WARNING",
            "SALE_MAIL_FROM": MAIL_FROM,
            "SALE_SECRET_ID": f"sale-{STAGE}",
            "SALE_STAGE": STAGE,
            "SALE_STOREFRONT_URL": self.api_url,
            "SALE_TABLE_PREFIX": self.prefix,
        }

    def _end(self) -> None:
        children, self.processes = self.processes, []
        for child in reversed(children):
            processes.end([child])
        if self.database:
            self.database.end()
        self._state.cleanup()


def _url(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}"


__all__ = ["Stack", "StackError"]
