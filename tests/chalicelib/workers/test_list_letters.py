"""The mails on a waiting list: what an offer says of the pool that its units are of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from chalicelib.workers.list_letters import list_letter
from sale_api.domain.moves import Actor
from sale_api.domain.plan import Delay
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry, EntryEvent, EntryState, turn_of
from tests.sale_api.given import CONTACT, MINUTE, OPENS, SALE, a_plan, a_sale

OFFERED = 2


def a_sale_of_two() -> Sale:
    plan = a_plan(("madrid", 20), ("hamburg", 20))
    madrid, hamburg = plan.pools
    madrid = replace(madrid, place="Madrid", delivers_from="2027-03-01", delivers_by="2027-03-09")
    return a_sale(replace(plan, pools=(madrid, hamburg)))


def offered(pool: str = "madrid", quantity: int = 2) -> Entry:
    shopper = "Anna-_shopper-id"
    entry = Entry(
        sale=SALE,
        shopper=shopper,
        pool=pool,
        quantity=2,
        price=a_sale_of_two().plan.price,
        contact=CONTACT,
        turn=turn_of(pool, 0, OPENS, late=True, shopper=shopper),
        history=(EntryEvent(OPENS, EntryState.WAITING, Actor.SHOPPER, 2),),
    )
    until = OPENS + MINUTE
    return entry.offered("an-order", quantity, at=OPENS + 1, until_at=until, read_at=OPENS)


def promised(sale: Sale, entry: Entry) -> Sequence[str]:
    facts = {fact.name: fact for fact in list_letter(sale, entry, OFFERED, "https://s/").facts}
    names = ("place", "delivers_from", "delivers_by")
    return [line for name in names if name in facts for line in facts[name].lines]


@pytest.mark.parametrize("quantity", [1, 2])
def test_an_offer_says_from_where_its_units_come_and_when(quantity: int) -> None:
    said = promised(a_sale_of_two(), offered(quantity=quantity))

    assert said == ["Madrid", "1. März 2027", "9. März 2027"]


def test_an_offer_of_units_that_come_later_by_now_says_the_later_day() -> None:
    sale = replace(a_sale_of_two(), delays=(Delay("madrid", "2027-04-30", "A storm.", OPENS),))

    assert promised(sale, offered())[-1] == "30. April 2027"


def test_where_nothing_is_promised_an_offer_says_nothing_of_it() -> None:
    assert promised(a_sale_of_two(), offered("hamburg")) == []


def test_a_mail_that_comes_after_its_shopper_joined_for_another_pool_speaks_of_neither() -> None:
    entry = offered().ended(EntryState.DECLINED, OPENS + 2)
    joined = EntryEvent(OPENS + 3, EntryState.WAITING, Actor.SHOPPER, 2)
    wish = replace(offered("hamburg"), turn="hamburg#turn", history=(joined,))

    assert promised(a_sale_of_two(), entry.joined_again(wish)) == []
