"""Who does what in a line: who has a code, who prepared a basket, who comes late, who is a script.

A pure function of the size of the crowd and a seed, as `people` is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

_SHARED: Final = 0.1
"""So many of the codes are tried by two people at the same moment."""
_ONE_IS_PUSHY: Final = 300
_LEAST_PUSHY: Final = 2
_PUSHY_CONNECTIONS: Final = 50
_OTHER_CONNECTIONS: Final = 2


@dataclass(frozen=True, slots=True)
class Role:
    """What one of the crowd does beside shopping.

    `code` is which of the invitations they have; `connections` how many a script opens, nought for
    people.
    """

    code: int | None = None
    prepared: bool = False
    late: bool = False
    connections: int = 0

    @property
    def is_script(self) -> bool:
        """Whether it is no person."""
        return self.connections > 0


def roles(
    shoppers: int, *, invited: int, prepared: float, late: float, scripts: float, seed: int
) -> list[Role]:
    """Return everybody's role by number.

    Codes went to people. One script in 300, and two at least, opens fifty connections; all others
    open two, since one machine could not carry more.
    """
    chance = random.Random(seed)
    numbers = list(range(shoppers))
    chance.shuffle(numbers)
    friends = round(invited * _SHARED)
    codes = [*range(invited), *range(friends)][:shoppers]
    count, comes_late = round(shoppers * scripts), round(shoppers * late)
    pushy = max(_LEAST_PUSHY, round(count / _ONE_IS_PUSHY))
    found: dict[int, Role] = {}
    for place, number in enumerate(numbers):
        has_basket = chance.random() < prepared
        if place < len(codes):
            found[number] = Role(codes[place], has_basket)
            continue
        script = place - len(codes)
        connections = _PUSHY_CONNECTIONS if script < pushy else _OTHER_CONNECTIONS
        if script < count:
            found[number] = Role(None, has_basket, connections=connections)
        else:
            found[number] = Role(None, has_basket, late=script < count + comes_late)
    return [found[number] for number in range(shoppers)]
