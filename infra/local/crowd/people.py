"""Who comes: households of one to three, most of them decided, some of them not.

A pure function of the size of the crowd and a seed, so that a run can be repeated person by person.
How many want how much, let go, or click twice is chosen; the report that the story comes from does
not say.
"""

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_HOUSEHOLD: Final[dict[int, float]] = {1: 0.45, 2: 0.35, 3: 0.20}
_GIVES_BACK: Final = 0.10
_WALKS_AWAY: Final = 0.08
_CLICKS_TWICE: Final = 0.03
_THINK_SECONDS: Final = (0.3, 3.0)


class Temper(StrEnum):
    """What somebody does who holds units in the first seconds."""

    ORDERS = "orders"
    GIVES_BACK = "gives back"
    WALKS_AWAY = "walks away"


@dataclass(frozen=True, slots=True)
class Person:
    """One of the crowd, before they have met the shop."""

    number: int
    email: str
    language: str
    zone: str
    wants: int
    temper: Temper
    clicks_twice: bool
    think_seconds: float
    registers: bool

    @property
    def delivery(self) -> dict[str, str]:
        """Where the parcel goes."""
        return {
            "name": f"Shopper {self.number}",
            "street": f"Lindenstraße {self.number % 200 + 1}",
            "postcode": f"{10_000 + self.number % 80_000:05d}",
            "city": "Berlin",
            "country": "DE",
        }


def gather(shoppers: int, *, limit: int, registering: int, seed: int) -> list[Person]:
    """Everybody who comes, in the order in which they stand at the door (a shuffle).

    `registering` of them, evenly spread, have no token yet and register through a mailed link.
    """
    chance = random.Random(seed)
    numbers = list(range(shoppers))
    chance.shuffle(numbers)
    return [_person(number, limit, chance, registers=number < registering) for number in numbers]


def _person(number: int, limit: int, chance: random.Random, *, registers: bool) -> Person:
    [size] = chance.choices(list(_HOUSEHOLD), list(_HOUSEHOLD.values()))
    english = chance.random() < 0.2  # noqa: PLR2004 - one in five, chosen
    return Person(
        number=number,
        email=f"shopper-{number:06d}@example.com",
        language="en" if english else "de",
        zone="Europe/London" if english else "Europe/Berlin",
        wants=min(limit, size),
        temper=_temper(chance.random()),
        clicks_twice=chance.random() < _CLICKS_TWICE,
        think_seconds=chance.uniform(*_THINK_SECONDS),
        registers=registers,
    )


def _temper(draw: float) -> Temper:
    if draw < _GIVES_BACK:
        return Temper.GIVES_BACK
    if draw < _GIVES_BACK + _WALKS_AWAY:
        return Temper.WALKS_AWAY
    return Temper.ORDERS
