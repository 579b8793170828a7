"""What a story is: the facts of a sale that failed, and the plan under which it is played again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

_SHORTEST_SPREAD: Final = 2
_SMALL: Final = 0.2
_EAGER: Final = (3.0, 9.0)
_QUICK_HOLD_SECONDS: Final = 5
_QUICK_PAYMENT: Final = {"pay_seconds": 10, "remind_seconds": 5}
"""The shortest that a plan may have: few are served at once, and then wait for nothing else."""


@dataclass(frozen=True, slots=True)
class Queue:
    """How the crowd of a story stands in line: numbers are people, shares are of all of them.

    `invited` have a code for a presale before the window for all; none: there is no presale. In
    the first `calm_seconds` of serving some let go what they hold. Scripts wait between the bounds
    of `reload_seconds` before they try again.
    """

    delay_seconds: int
    spread_seconds: int
    invited: int
    prepared: float
    late: float
    scripts: float
    calm_seconds: float
    reload_seconds: tuple[float, float]

    def sized(self, scale: float) -> Queue:
        """Return the same line for a crowd of another size; it moves at the same rate.

        A small one moves twice as fast: that many are served at once without a line, too; and its
        scripts ask as much more often as there are fewer of them.
        """
        seconds = self.spread_seconds * scale / (2 if scale <= _SMALL else 1)
        return replace(
            self,
            spread_seconds=max(_SHORTEST_SPREAD, round(seconds)),
            invited=self.invited and max(2, round(self.invited * scale)),
            reload_seconds=(
                max(_EAGER[0], self.reload_seconds[0] * scale),
                max(_EAGER[1], self.reload_seconds[1] * scale),
            ),
        )

    @property
    def plan(self) -> dict[str, int]:
        """The plan's `line`."""
        return {"delay_seconds": self.delay_seconds, "spread_seconds": self.spread_seconds}


@dataclass(frozen=True, slots=True)
class Shortage:
    """What a seller cannot deliver: how many orders are cancelled, why, and how it is made good."""

    cancelled: int
    reason: str
    gift: str

    def sized(self, scale: float) -> Shortage:
        """Return the same shortage of another crowd."""
        return replace(self, cancelled=max(1, round(self.cancelled * scale)))


@dataclass(frozen=True, slots=True)
class Stock:
    """A pool of a story, and how many parts of the story's units it has.

    It is delivered `delivers_in` so many days after the sale: from the first to the second.
    """

    pool: str
    parts: int = 1
    place: str = ""
    delivers_in: tuple[int, int] | None = None
    to_come: bool = False
    payment: str = "invoice"

    def planned(self, units: int, on: date) -> dict[str, Any]:
        """Return the entry of the plan's `pools` for a sale on that day."""
        days: dict[str, str] = {}
        if self.delivers_in is not None:
            first, last = (on + timedelta(days=each) for each in self.delivers_in)
            days = {"delivers_from": first.isoformat(), "delivers_by": last.isoformat()}
        return {
            "pool": self.pool,
            "units": units,
            "place": self.place,
            **days,
            "to_come": self.to_come,
            "payment": self.payment,
        }


@dataclass(frozen=True, slots=True)
class Story:
    """A reported sale. `plan` is the body of a plan without its windows and pools.

    `then` has what was reported, by the name of a row in the comparison; `chosen` lists in words
    what no report gives and was chosen for the play. `units` are those of all pools together. One
    that `is_small` has shorter times.
    """

    name: str
    title: str
    sale: str
    shoppers: int
    units: int
    registering: int
    plan: dict[str, Any]
    then: dict[str, str]
    chosen: tuple[str, ...]
    seed: int = 2009
    line: Queue | None = None
    mail_is_down: bool = False
    shortage: Shortage | None = None
    stocks: tuple[Stock, ...] = (Stock("main"),)
    is_small: bool = False

    def sized(self, shoppers: int | None, units: int | None, scale: float) -> Story:
        """Return the same story with another crowd or stock; `scale` multiplies both."""
        size = scale * (shoppers or self.shoppers) / self.shoppers
        sized = replace(
            self,
            shoppers=max(1, round(self.shoppers * size)),
            units=max(len(self.stocks), round((units or self.units) * scale)),
            line=self.line and self.line.sized(size),
            shortage=self.shortage and self.shortage.sized(size),
        )
        return sized if size > _SMALL else sized.hastened()

    def hastened(self) -> Story:
        """Return the story with times as short as a plan's may be: few people are served soon.

        Where there is a line, baskets are held as long as ever: it is as busy, only shorter.
        """
        plan, said = self.plan, ["this run is small"]
        if self.line is None:
            plan = {**plan, "hold_seconds": _QUICK_HOLD_SECONDS}
            said.append(f"a hold of {_QUICK_HOLD_SECONDS} seconds")
        else:
            said.append("a line twice as fast")
        if "prepayment" in plan:
            plan = {**plan, "prepayment": {**plan["prepayment"], **_QUICK_PAYMENT}}
            said.append(f"{_QUICK_PAYMENT['pay_seconds']} seconds to pay")
        return replace(self, plan=plan, chosen=(*self.chosen, ", ".join(said)), is_small=True)

    @property
    def units_by_pool(self) -> dict[str, int]:
        """The units of each pool by its parts, one at least; the largest takes what is left."""
        parts = sum(stock.parts for stock in self.stocks)
        units = {stock.pool: max(1, self.units * stock.parts // parts) for stock in self.stocks}
        units[max(units, key=units.__getitem__)] += self.units - sum(units.values())
        return units

    def pools(self, on: date) -> list[dict[str, Any]]:
        """Return the plan's `pools` for a sale on that day."""
        units = self.units_by_pool
        return [stock.planned(units[stock.pool], on) for stock in self.stocks]

    @property
    def has_list(self) -> bool:
        """Whether what comes back is offered to who waits."""
        return "waitlist" in self.plan

    @property
    def offer_seconds(self) -> int:
        """How long an offer stands; nought without a list."""
        return int(self.plan["waitlist"]["offer_seconds"]) if self.has_list else 0

    @property
    def has_pools(self) -> bool:
        """Whether who is refused by one pool may ask for another."""
        return len(self.stocks) > 1

    @property
    def to_come(self) -> frozenset[str]:
        """The pools whose goods arrive after the sale."""
        return frozenset(stock.pool for stock in self.stocks if stock.to_come)

    @property
    def price_minor(self) -> int:
        """The price of a unit, in cents."""
        return int(self.plan["price"]["amount"])

    @property
    def hold_ms(self) -> int:
        """How long units are held."""
        return int(self.plan["hold_seconds"]) * 1_000

    @property
    def limit(self) -> int:
        """How many units one shopper may buy."""
        return int(self.plan["limit"])
