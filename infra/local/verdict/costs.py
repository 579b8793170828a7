"""What the crowd cost the database, from the engine's own count of requests.

Takes two reports of the engine (`GET /_engine/requests`), from the opening and from the close, so
that planning, signing in and looking afterwards do not count. API processes are the clients whose
name begins with `api`.

**Writes per refusal**: write requests of API processes that led to no accepted answer, over the
number of refusals. Those are all whose condition did not hold (a claim that came too late, a
cancelled loan counts two, since it names two items), all that failed otherwise, and every write
to the published levels, whose only use is to refuse without asking.

**Reads of sale and levels**: what a process reads to know what it refuses, for each API process
and second; this is the number that is held against the promise of two. It is not all: looks
before lending (also those that end in `try_again`), publishing levels, and the home lot of a
refused shopper who may be a holder are reads of lots. Reads of every table are counted beside it,
and the most that one process read of anything in one second.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

MOST_WRITES_PER_REFUSAL: Final = 0.05
MOST_READS_PER_PROCESS_SECOND: Final = 2.0
NOT_COUNTED: Final = (
    "What a refusal costs the database was not judged: this engine counts no requests."
)
REPEATED: Final = (
    "What a refusal writes was not judged: asking again for what one has, as scripts do, writes."
)
NOTHING_COUNTED: Final = "No request of the API was counted, so nothing was proved of its cost."
NOBODY_REFUSED: Final = "What a refusal costs the database was not judged: nobody was refused."

_API: Final = "api"
_WRITES: Final = {
    "PutItem": 1,
    "UpdateItem": 1,
    "DeleteItem": 1,
    "BatchWriteItem": 1,
    "TransactWriteItems": 2,
}
_TO_REFUSE: Final = ("sales", "levels")
_READS: Final = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}


@dataclass(frozen=True, slots=True)
class Costs:
    """Reads are requests by one API process in one second: a mean, or the most in any one."""

    writes_for_nothing: int
    writes_per_refusal: float
    refusing_reads_mean: float
    reads_mean: float
    reads_most: int
    reads_by_table: dict[str, float]
    api_processes: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The engine's reports at both ends of the time in which the sale was open (epoch seconds)."""

    before: dict[str, Any]
    after: dict[str, Any]
    from_second: float
    to_second: float

    @property
    def seconds(self) -> float:
        """How long the sale was open; never nought, since it divides."""
        return max(1.0, self.to_second - self.from_second)


def costs(opened: Opened, *, refusals: int) -> Costs:
    """Compare the two reports; `refusals` is how often the crowd heard "sold out"."""
    passed = _rows(opened.after)
    passed.subtract(_rows(opened.before))
    spent = {row: count for row, count in passed.items() if count > 0 and row[0].startswith(_API)}
    wasted = sum(
        count * _WRITES.get(operation, 0)
        for (_, operation, table, outcome), count in spent.items()
        if outcome != "ok" or table.endswith("levels")
    )
    reads: Counter[str] = Counter()
    for (_, operation, table, _), count in spent.items():
        if operation in _READS:
            reads[table.rpartition("-")[2]] += count
    clients = sum(1 for client in opened.after["seconds"] if client.startswith(_API))
    share = max(1, clients) * opened.seconds
    return Costs(
        writes_for_nothing=wasted,
        writes_per_refusal=round(wasted / max(1, refusals), 4),
        refusing_reads_mean=round(sum(reads[table] for table in _TO_REFUSE) / share, 2),
        reads_mean=round(sum(reads.values()) / share, 2),
        reads_most=_most_reads(opened),
        reads_by_table={table: round(count / share, 2) for table, count in sorted(reads.items())},
        api_processes=clients,
    )


def too_dear(costs: Costs, *, unjudged: bool = False) -> tuple[str, ...]:
    """Return a sentence for each cost that is above what is promised.

    Where scripts repeat what was granted, their writes cannot be told from those of refusals, and
    where nobody was refused there are none: then writes are `unjudged`.
    """
    broken = []
    if not costs.reads_by_table:
        broken.append(NOTHING_COUNTED)
    if not unjudged and costs.writes_per_refusal >= MOST_WRITES_PER_REFUSAL:
        broken.append(
            f"A refusal cost {costs.writes_per_refusal} database writes; "
            f"fewer than {MOST_WRITES_PER_REFUSAL} are promised."
        )
    if costs.refusing_reads_mean > MOST_READS_PER_PROCESS_SECOND:
        broken.append(
            f"To refuse, a process read the database {costs.refusing_reads_mean} times a second; "
            f"at most {MOST_READS_PER_PROCESS_SECOND:.0f} are promised."
        )
    return tuple(broken)


def _rows(report: dict[str, Any]) -> Counter[tuple[str, str, str, str]]:
    rows: Counter[tuple[str, str, str, str]] = Counter()
    for row in report["requests"]:
        if row["service"] == "dynamodb":
            key = (row["client"], row["operation"], row["table"], row["outcome"])
            rows[key] += row["count"]
    return rows


def _most_reads(opened: Opened) -> int:
    return max(
        (
            reads
            for client, rows in opened.after["seconds"].items()
            for second, reads, _ in rows
            if client.startswith(_API) and opened.from_second <= second <= opened.to_second
        ),
        default=0,
    )
