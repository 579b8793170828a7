"""Who joined a line stays where they joined first, and is found by whoever opens it."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.contact import FORGOTTEN, Contact
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Entrants

AT = 1_800_000_000_000
ANNA = Contact("anna@example.org", "de", "Europe/Berlin")


def an_entrant(
    shopper: str = "anna", joined_at: int = AT, *, sale: str = "a-sale", window: int = 0
) -> Entrant:
    ticket = Ticket(sale=sale, window=window, shopper=shopper, joined_at=joined_at)
    return Entrant(ticket=ticket, contact=ANNA)


def test_nobody_stands_in_a_new_line(entrants: Entrants) -> None:
    assert list(entrants.in_time("a-sale", 0, AT)) == []


def test_who_joins_is_found(entrants: Entrants) -> None:
    assert entrants.join(an_entrant()) == an_entrant()

    assert list(entrants.in_time("a-sale", 0, AT + 1)) == ["anna"]


def test_who_is_forgotten_stands_where_they_stood_and_cannot_be_reached(
    entrants: Entrants,
) -> None:
    for shopper in ("anna", "berta"):
        entrants.join(an_entrant(shopper))
    entrants.join(an_entrant("carla", window=1))

    for _ in range(2):
        entrants.forget("a-sale", 0, "anna")

    assert list(entrants.known("a-sale", 0)) == ["berta"]
    assert list(entrants.known("a-sale", 1)) == ["carla"]
    assert {ticket.shopper for ticket in entrants.tickets("a-sale", 0)} == {"anna", "berta"}
    assert entrants.join(an_entrant()).contact == FORGOTTEN


def test_who_joins_again_stands_where_they_stood(entrants: Entrants) -> None:
    entrants.join(an_entrant())
    elsewhere = replace(an_entrant(joined_at=AT + 1), contact=replace(ANNA, language="en"))

    assert entrants.join(elsewhere) == an_entrant()

    assert list(entrants.in_time("a-sale", 0, AT + 1)) == ["anna"]


def test_in_time_is_who_joined_before_the_instant(entrants: Entrants) -> None:
    for shopper, joined_at in (("early", AT - 1), ("late", AT), ("later", AT + 1)):
        entrants.join(an_entrant(shopper, joined_at))

    assert list(entrants.in_time("a-sale", 0, AT)) == ["early"]


def test_each_window_of_each_sale_has_a_line_of_its_own(entrants: Entrants) -> None:
    entrants.join(an_entrant())
    entrants.join(an_entrant(window=1, joined_at=AT + 5))
    entrants.join(an_entrant(sale="other"))

    assert list(entrants.in_time("a-sale", 1, AT + 6)) == ["anna"]
    assert list(entrants.in_time("a-sale", 1, AT + 5)) == []
    assert list(entrants.in_time("other", 0, AT + 6)) == ["anna"]


def test_many_are_found_once_each(entrants: Entrants) -> None:
    crowd = [f"shopper-{number:08}" for number in range(60)]
    for shopper in crowd:
        entrants.join(an_entrant(shopper))

    assert sorted(entrants.in_time("a-sale", 0, AT + 1)) == crowd


def test_the_tickets_of_a_line_are_those_of_all_who_joined_it(entrants: Entrants) -> None:
    joined = [an_entrant("early", AT - 1), an_entrant("late", AT + 1)]
    for each in (*joined, an_entrant(window=1), an_entrant(sale="other")):
        entrants.join(each)

    found = sorted(entrants.tickets("a-sale", 0), key=lambda ticket: ticket.joined_at)

    assert found == [each.ticket for each in joined]
