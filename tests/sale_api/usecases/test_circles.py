"""Plans hold back who can make many shoppers: by throw-away addresses, domains, households."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from sale_api.domain.circles import Origin
from sale_api.domain.contact import Delivery
from sale_api.domain.errors import Forbidden, LimitReached, NotOpenYet, RequestReused
from sale_api.usecases.join import Joined, join
from sale_api.usecases.place_order import Placed
from tests.fakes import FakeEntrants
from tests.sale_api.given import (
    CONTACT,
    DELIVERY,
    ELSEWHERE,
    HOUR,
    OPENS,
    SALE,
    SECOND,
    a_plan,
    in_line,
)
from tests.sale_api.shop import Shop

THROWAWAY = Origin(throwaway=True, domain="mailinator.com")
OF_A_FIRM = Origin(domain="example.org")
OF_ANOTHER = Origin(domain="example.com")


def shop_of(**limits: Any) -> Shop:
    return Shop(replace(a_plan(), **limits))


def order(shop: Shop, shopper: str, delivery: Delivery = DELIVERY) -> Placed:
    return shop.order(shop.reserve(shopper, 1).reservation, delivery)


def joined(shop: Shop, shopper: str, origin: Origin, entrants: FakeEntrants) -> Joined:
    return join(
        sale_id=SALE,
        shopper=shopper,
        contact=CONTACT,
        origin=origin,
        clock=lambda: OPENS - HOUR,
        watch=shop.another_process(),
        entrants=entrants,
        circles=shop.circles,
    )


def line_of(**limits: Any) -> tuple[Shop, FakeEntrants]:
    return Shop(replace(in_line(a_plan()), **limits)), FakeEntrants()


def test_a_throw_away_address_reserves_nothing_where_the_plan_refuses_it() -> None:
    shop = shop_of(refuse_throwaway=True)

    with pytest.raises(Forbidden):
        shop.reserve(shop.shopper(), origin=THROWAWAY)

    assert shop.lot().claims == {}
    assert shop.reserve(shop.shopper(), origin=OF_A_FIRM).new


def test_a_throw_away_address_is_as_good_as_any_elsewhere() -> None:
    shop = shop_of()

    assert shop.reserve(shop.shopper(), origin=THROWAWAY).new


def test_before_the_opening_everybody_is_told_so() -> None:
    shop = shop_of(refuse_throwaway=True)
    shop.now = OPENS - SECOND

    with pytest.raises(NotOpenYet):
        shop.reserve(shop.shopper(), origin=THROWAWAY)


def test_a_throw_away_address_does_not_join() -> None:
    shop, entrants = line_of(refuse_throwaway=True)

    with pytest.raises(Forbidden):
        joined(shop, "anna", THROWAWAY, entrants)

    assert entrants.entrants == {}
    assert joined(shop, "bert", OF_A_FIRM, entrants).new


def test_as_many_of_one_domain_join_as_may_and_no_more() -> None:
    shop, entrants = line_of(domain_limit=2)
    for shopper in ("anna", "bert"):
        joined(shop, shopper, OF_A_FIRM, entrants)

    with pytest.raises(LimitReached) as refused:
        joined(shop, "carl", OF_A_FIRM, entrants)

    assert refused.value.data == {"limit": 2, "counted": "domain"}
    assert len(entrants.entrants) == 2
    assert joined(shop, "dora", OF_ANOTHER, entrants).new


def test_who_has_joined_may_join_again_however_many_have() -> None:
    shop, entrants = line_of(domain_limit=1)
    first = joined(shop, "anna", OF_A_FIRM, entrants)

    assert joined(shop, "anna", OF_A_FIRM, entrants).ticket == first.ticket


def test_the_time_that_counting_takes_does_not_count_as_punctual() -> None:
    shop, entrants = line_of(domain_limit=1)
    instants = iter([OPENS - SECOND, OPENS + SECOND])

    late = join(
        sale_id=SALE,
        shopper="anna",
        contact=CONTACT,
        origin=OF_A_FIRM,
        clock=lambda: next(instants),
        watch=shop.another_process(),
        entrants=entrants,
        circles=shop.circles,
    )

    assert late.ticket.joined_at == OPENS + SECOND


def test_where_strangers_have_boxes_nobody_is_counted() -> None:
    shop, entrants = line_of(domain_limit=1)

    assert all(joined(shop, shopper, Origin(), entrants).new for shopper in ("anna", "bert"))
    assert shop.domains.shoppers == {}


def test_without_a_limit_nothing_is_counted() -> None:
    shop, entrants = line_of()
    joined(shop, "anna", OF_A_FIRM, entrants)

    order(shop_of(), shop.shopper())

    assert shop.domains.shoppers == shop.households.shoppers == {}


def test_as_many_of_a_household_order_as_may_and_no_more() -> None:
    shop = shop_of(household_limit=1)
    anna, bert = shop.shopper(), shop.shopper(nth=1)
    order(shop, anna)
    hold = shop.reserve(bert, 1)

    with pytest.raises(LimitReached) as refused:
        shop.order(hold.reservation, replace(DELIVERY, name="Bert", street="Haupt-Strasse 1"))

    assert refused.value.data == {"limit": 1, "counted": "household"}
    assert len(shop.orders.standing) == 1


def test_who_is_refused_keeps_the_units_and_may_order_elsewhere() -> None:
    shop = shop_of(household_limit=1)
    order(shop, shop.shopper())
    bert = shop.shopper(nth=1)
    hold = shop.reserve(bert, 1)
    with pytest.raises(LimitReached):
        shop.order(hold.reservation)

    assert shop.held(bert).reservation == hold.reservation
    assert shop.order(hold.reservation, ELSEWHERE).new


def test_ordering_again_is_the_same_order_in_a_full_household_too() -> None:
    shop = shop_of(household_limit=1)
    hold = shop.reserve(shop.shopper(), 1)
    first = shop.order(hold.reservation)
    shop.now += SECOND

    assert shop.order(hold.reservation) == first._replace(new=False)


def test_a_late_repeat_is_answered_without_counting() -> None:
    shop = shop_of(household_limit=1)
    hold = shop.reserve(shop.shopper(), 1)
    placed = shop.order(hold.reservation)
    shop.households.shoppers = dict.fromkeys(shop.households.shoppers, ("others",))
    shop.now = hold.deadline_at + SECOND

    assert shop.order(hold.reservation) == placed._replace(new=False)


def test_who_cancelled_stays_in_the_household_and_may_order_anew() -> None:
    shop = shop_of(household_limit=1)
    anna, bert = shop.shopper(), shop.shopper(nth=1)
    shop.cancel(order(shop, anna).order)

    with pytest.raises(LimitReached):
        order(shop, bert)

    assert order(shop, anna).new


def test_another_delivery_for_an_order_that_stands_is_still_refused_with_it() -> None:
    shop = shop_of(household_limit=1)
    hold = shop.reserve(shop.shopper(), 1)
    placed = shop.order(hold.reservation)

    with pytest.raises(RequestReused) as refused:
        shop.order(hold.reservation, ELSEWHERE)

    assert refused.value.data == {"standing": placed.order}
