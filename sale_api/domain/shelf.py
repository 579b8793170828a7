"""A shelf: the lots of one pool, each on the tray of those that have as many units left.

So choosing a lot, by chance and by what it has left, takes as long with ten units as with a
hundred thousand: there are at most as many trays as a lot has units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


class Shelf:
    """The lots of a pool with units left, as one process knows them."""

    def __init__(self, left: Mapping[int, int]) -> None:
        """Take what each lot has left; this alone looks at all of them."""
        self._left: dict[int, int] = {}
        self._places: dict[int, int] = {}
        self._trays: dict[int, list[int]] = {}
        for number, units in left.items():
            self._put(number, units)

    def lower(self, number: int, units: int) -> None:
        """Note what a lot has left, if it is less than was known; a lot not here stays away."""
        if units < self._left.get(number, 0):
            self._take(number)
            self._put(number, units)

    def choose(self, quantity: int, home: int, draw: Callable[[int], int]) -> int | None:
        """Return a lot with so many units, each as likely as it has units left, or None.

        Never `home`: a lot cannot lend to itself. `draw` returns a whole number below what it is
        given, each as likely.
        """
        units_at_home = self._take(home)
        trays = [(units, tray) for units, tray in self._trays.items() if units >= quantity]
        weight = sum(units * len(tray) for units, tray in trays)
        chosen = _at(draw(weight), trays) if weight else None
        self._put(home, units_at_home)
        return chosen

    def _put(self, number: int, units: int) -> None:
        if units:
            tray = self._trays.setdefault(units, [])
            self._left[number] = units
            self._places[number] = len(tray)
            tray.append(number)

    def _take(self, number: int) -> int:
        """Take a lot off its tray, and the last one there into its place; return what it has."""
        units = self._left.pop(number, 0)
        if units:
            place, tray = self._places.pop(number), self._trays[units]
            last = tray.pop()
            if last != number:
                tray[place] = last
                self._places[last] = place
        return units


def _at(ticket: int, trays: list[tuple[int, list[int]]]) -> int:
    """Return the lot that a unit belongs to, all units of all trays being numbered."""
    for units, tray in trays:
        if ticket < units * len(tray):
            return tray[ticket // units]
        ticket -= units * len(tray)
    raise AssertionError(f"a ticket {ticket} above all units")
