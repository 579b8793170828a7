"""Contacts of who stood in line, or waited, go a stated time after the sale."""

from __future__ import annotations

from itertools import count

import pytest
from msgspec.structs import replace

from sale_api.domain.contact import FORGOTTEN
from sale_api.domain.erasure import erase_at, forget_order_at, is_to_erase
from sale_api.domain.moves import Actor
from sale_api.domain.plan import DAY_MS
from sale_api.domain.sale import Sale, State
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.domain.waiting import Entry, EntryEvent, EntryState, Waitlist
from sale_api.usecases.erase import erase
from tests.fakes import FakeEntrants
from tests.sale_api.given import CLOSES, CONTACT, OPENS, PRICE, SALE, a_change, a_plan, a_sale
from tests.sale_api.shop import Shop

LISTED = replace(a_plan(), waitlist=Waitlist(60, 5), erase_days=10)
DUE = CLOSES + 60_000 + 15 * DAY_MS


class Archive:
    """A sale with two who stood in line and two who waited."""

    def __init__(self) -> None:
        self.shop = Shop(LISTED)
        self.entrants = FakeEntrants()
        for shopper in ("anna", "bert"):
            ticket = Ticket(sale=SALE, window=0, shopper=shopper, joined_at=OPENS)
            self.entrants.join(Entrant(ticket=ticket, contact=CONTACT))
            self.shop.waiting.join(an_entry(shopper))

    def erase(self, now: int = DUE, until: int = DUE + 60_000) -> None:
        ticking = count(now)
        erase(
            sale=self.shop.sale,
            now=lambda: next(ticking),
            until=until,
            sales=self.shop.sales,
            entrants=self.entrants,
            waiting=self.shop.waiting,
        )

    @property
    def known(self) -> int:
        people = [*self.entrants.entrants.values(), *self.shop.waiting.entries.values()]
        return sum(each.contact != FORGOTTEN for each in people)


def an_entry(shopper: str) -> Entry:
    return Entry(
        sale=SALE,
        shopper=shopper,
        pool="main",
        quantity=1,
        price=PRICE,
        contact=CONTACT,
        turn=None,
        history=(EntryEvent(OPENS, EntryState.LEFT, Actor.SHOPPER),),
    )


def test_nobody_can_be_reached_afterwards_and_the_sale_says_so() -> None:
    archive = Archive()

    archive.erase()

    assert archive.known == 0
    assert archive.shop.sale.erased_at is not None
    assert archive.shop.sale.history[-1].what == "erased contacts"
    assert {ticket.shopper for ticket in archive.entrants.tickets(SALE, 0)} == {"anna", "bert"}


@pytest.mark.parametrize("ticks", [0, 1, 2, 3])
def test_what_does_not_fit_into_one_run_is_for_the_next(ticks: int) -> None:
    archive = Archive()

    archive.erase(until=DUE + ticks)

    assert archive.known == 4 - ticks
    assert archive.shop.sale.erased_at is None
    archive.erase()
    assert archive.known == 0
    assert archive.shop.sale.erased_at is not None


def test_a_sale_without_a_list_has_entrants_to_forget_alone() -> None:
    archive = Archive()
    archive.shop.sales.sales[SALE] = a_sale(replace(LISTED, waitlist=None))

    archive.erase()

    assert archive.known == 2
    assert archive.shop.sale.erased_at is not None


def test_who_stood_in_the_line_of_a_later_window_is_forgotten_too() -> None:
    archive = Archive()
    window, ticket = LISTED.windows[0], Ticket(sale=SALE, window=1, shopper="c", joined_at=OPENS)
    archive.shop.sales.sales[SALE] = a_sale(replace(LISTED, windows=(window, window)))
    archive.entrants.join(Entrant(ticket=ticket, contact=CONTACT))

    archive.erase()

    assert archive.known == 0


def test_a_sale_that_went_on_meanwhile_is_not_said_to_be_erased() -> None:
    archive = Archive()
    before = archive.shop.sale
    window = replace(before.plan.windows[0], closes_at=DUE + DAY_MS)
    later = replace(before.plan, windows=(window,))
    archive.shop.sales.sales[SALE] = replace(before, plan=later)

    erase(
        sale=before,
        now=lambda: DUE,
        until=DUE + 1,
        sales=archive.shop.sales,
        entrants=archive.entrants,
        waiting=archive.shop.waiting,
    )

    assert archive.shop.sale.erased_at is None


@pytest.mark.parametrize(
    ("sale", "due"),
    [
        (a_sale(LISTED), DUE),
        (a_sale(replace(LISTED, waitlist=None)), CLOSES + 10 * DAY_MS),
        (a_sale(LISTED).closed(a_change(OPENS)), OPENS + 60_000 + 10 * DAY_MS),
        (a_sale(a_plan()), CLOSES + 30 * DAY_MS),
    ],
)
def test_contacts_are_due_so_many_days_after_the_sale_and_its_last_offer(
    sale: Sale, due: int
) -> None:
    assert erase_at(sale) == due
    assert [is_to_erase(sale, due - 1), is_to_erase(sale, due)] == [False, True]


def test_what_was_erased_is_due_no_more_unless_the_sale_went_on() -> None:
    sale = replace(a_sale(LISTED), erased_at=DUE)

    assert not is_to_erase(sale, DUE + DAY_MS)
    assert is_to_erase(replace(sale, erased_at=DUE - 1), DUE)


def test_a_draft_has_nobody_to_forget() -> None:
    assert not is_to_erase(a_sale(LISTED, State.DRAFT), DUE)


@pytest.mark.parametrize(
    ("placed_at", "forget_at"),
    [(1_796_083_200_000, 2_051_218_800), (1_798_757_999_999, 2_051_218_800)],
)
def test_an_order_is_kept_to_the_end_of_the_eighth_year_after(
    placed_at: int, forget_at: int
) -> None:
    assert forget_order_at(placed_at) == forget_at


def test_an_order_of_a_new_year_by_the_clocks_of_the_law_is_kept_a_year_longer() -> None:
    assert forget_order_at(1_798_758_000_000) == 2_082_754_800
