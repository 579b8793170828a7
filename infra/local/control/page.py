"""The control page: mails, queues, sales, processes, and the buttons beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from infra.local import state
from infra.local.control import queues
from infra.local.control.pages import template
from infra.local.mails import Mailbox
from infra.local.state import Switches
from infra.local.warehouse import Warehouse

_PUMP: Final = "pump-"
_NEWEST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process; `quiet_seconds` since it last asked the cloud anything, None if it never did."""

    name: str
    pid: int
    state: str
    is_pump: bool
    quiet_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One sale; instants are milliseconds since the epoch. `clock` stands while the sale does."""

    sale: str
    title: str
    phase: str
    clock: float
    windows: tuple[tuple[float, float], ...]
    pauses: tuple[tuple[float, float | None, str], ...]
    is_steered: bool
    is_paused: bool


def address(said: str) -> str:
    """Give the page's address with a sentence to be shown on it."""
    return f"/_control?{urlencode({'said': said})}"


def page(
    *,
    switches: Switches,
    mails: Mailbox,
    last_asked: Mapping[str, float],
    sales: Sequence[Mapping[str, Any]],
    warehouse: Warehouse | None,
    prefix: str,
    shop: str,
    trouble: str,
    said: str,
    now: float,
) -> str:
    """Give the page of the shop at `shop`, whose queues' names begin with `prefix`.

    `now` and `last_asked` are seconds since the epoch.
    """
    return template("control.html").render(
        switches=switches,
        newest=mails.newest_first(_NEWEST),
        mail_count=mails.count,
        queues=queues.seen(prefix),
        sales=[_sale(sale, now * 1000) for sale in sales],
        warehouse=warehouse,
        processes=_processes(switches, last_asked, now),
        shop=shop,
        trouble=trouble,
        said=said,
        now=now * 1000,
    )


def _processes(switches: Switches, last_asked: Mapping[str, float], now: float) -> list[Process]:
    return [
        Process(
            name=name,
            pid=pid,
            state=_state(name, switches, lives=lives),
            is_pump=name.startswith(_PUMP),
            quiet_seconds=int(now - last_asked[name]) if name in last_asked else None,
        )
        for name, (pid, lives) in state.announced().items()
    ]


def _state(name: str, switches: Switches, *, lives: bool) -> str:
    if not lives:
        return "gone"
    return "resting" if name in switches.paused else "working"


def _sale(told: Mapping[str, Any], now: float) -> Sale:
    pauses = tuple(
        (
            _ms(one["paused_at"]),
            _ms(one["resumed_at"]) if one["resumed_at"] else None,
            one["reason"],
        )
        for one in told["pauses"]
    )
    stood = sum((end if end is not None else now) - begin for begin, end, _ in pauses)
    is_paused = any(end is None for _, end, _ in pauses)
    return Sale(
        sale=told["sale"],
        title=told["title"],
        phase=told["phase"],
        clock=now - stood,
        windows=tuple((_ms(one["opens_at"]), _ms(one["closes_at"])) for one in told["windows"]),
        pauses=pauses,
        is_steered=told["state"] == "published" and told["closed_at"] is None,
        is_paused=is_paused,
    )


def _ms(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp() * 1000
