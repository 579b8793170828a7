"""What passed through the local cloud, counted by who asked for what and how it ended.

Takes raw requests and answers of AWS's JSON protocols; gives plain JSON. Reads bodies only as far
as the table's name and the error's name. Who asked is the application id in the user agent
(`AWS_SDK_UA_APP_ID` of a process).
"""

import re
from collections import Counter, defaultdict
from typing import Final, TypedDict

READS: Final = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})
WRITES: Final = frozenset(
    {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}
)

_APP_ID: Final = re.compile(r"(?:^| )app/(\S+)")
_TABLE_NAME: Final = re.compile(rb'"(?:TableName":|RequestItems":\s*\{)\s*"([^"]+)"')
_REFUSALS: Final = (b"ConditionalCheckFailedException", b"TransactionCanceledException")
_FIRST_ERROR: Final = 400
_FIRST_FAULT: Final = 500
_ACTION: Final = re.compile(rb"(?:^|&)Action=(\w+)")


class Counted(TypedDict):
    """One row: `outcome` is ok, refused (a condition did not hold), error (4xx) or fault (5xx)."""

    client: str
    service: str
    operation: str
    table: str
    outcome: str
    count: int


class Report(TypedDict):
    """`seconds`: for each client, rows of [second since the epoch, reads, writes]."""

    requests: list[Counted]
    seconds: dict[str, list[tuple[int, int, int]]]


def client_of(user_agent: str) -> str:
    """Give the application id that botocore puts into the user agent, or `unknown`."""
    found = _APP_ID.search(user_agent)
    return found.group(1) if found else "unknown"


def operation_of(target: str, method: str, path: str, body: bytes) -> str:
    """Give the operation's name: from the target, else the body, else method and path."""
    if target:
        return target.rpartition(".")[2]
    found = _ACTION.search(body)
    return found.group(1).decode() if found else f"{method} {path}"


def outcome_of(status: int, answer: bytes) -> str:
    """Tell refusals of a condition from other errors; `status` is HTTP's."""
    if status < _FIRST_ERROR:
        return "ok"
    if status >= _FIRST_FAULT:
        return "fault"
    return "refused" if any(name in answer for name in _REFUSALS) else "error"


class Ledger:
    """Counts since the start, and reads and writes of the database by client and second."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._rows: Counter[tuple[str, str, str, str, str]] = Counter()
        self._seconds: dict[str, dict[int, list[int]]] = defaultdict(
            lambda: defaultdict(lambda: [0, 0])
        )
        self._last_asked: dict[str, float] = {}

    def record(
        self, *, client: str, service: str, operation: str, body: bytes, outcome: str, second: int
    ) -> None:
        """Count one request that ended in the second `second` since the epoch."""
        self._last_asked[client] = float(second)
        table = ""
        if service == "dynamodb":
            table = ",".join(sorted({name.decode() for name in _TABLE_NAME.findall(body)}))
            if operation in READS:
                self._seconds[client][second][0] += 1
            elif operation in WRITES:
                self._seconds[client][second][1] += 1
        self._rows[client, service, operation, table, outcome] += 1

    def last_asked(self) -> dict[str, float]:
        """Give when each client asked last, in seconds since the epoch."""
        return dict(self._last_asked)

    def report(self) -> Report:
        """Give everything counted so far, rows in a stable order."""
        rows: list[Counted] = [
            {
                "client": client,
                "service": service,
                "operation": operation,
                "table": table,
                "outcome": outcome,
                "count": count,
            }
            for (client, service, operation, table, outcome), count in sorted(self._rows.items())
        ]
        seconds = {
            client: [
                (second, reads, writes) for second, (reads, writes) in sorted(by_second.items())
            ]
            for client, by_second in sorted(self._seconds.items())
        }
        return {"requests": rows, "seconds": seconds}
