import pytest

from sale_api.domain.lot import Claim
from sale_api.domain.moves import Actor
from sale_api.domain.order import Bar, Order
from sale_api.ports import Unknown, Unmet
from sale_api.usecases.barring import let_go
from tests.sale_api.given import OPENS, SALE, an_order
from tests.sale_api.hindered import hindered, lose, refuse
from tests.sale_api.shop import Shop


def holding(shop: Shop) -> tuple[str, Claim]:
    anna = shop.shopper()
    return anna, shop.reserve(anna, 2).reservation.claim


def let_go_of(shop: Shop, shopper: str, claim: Claim, by: Actor = Actor.SYSTEM) -> Order | None:
    return let_go(
        sale=SALE,
        home=0,
        shopper=shopper,
        claim=claim,
        by=by,
        now=OPENS,
        orders=shop.orders,
        lots=shop.lots,
    )


def test_a_claim_is_let_go_with_its_key_barred() -> None:
    shop = Shop()
    anna, claim = holding(shop)

    order = let_go_of(shop, anna, claim)

    assert order is None
    assert [type(standing) for standing in shop.orders.standing.values()] == [Bar]
    assert shop.lot().returned == 2


@pytest.mark.parametrize("by", [Actor.SHOPPER, Actor.SYSTEM])
def test_the_bar_of_an_offer_says_whose_it_was_and_who_let_it_go(by: Actor) -> None:
    shop = Shop()
    offer = Claim(2, "offer001", OPENS, offered=True)
    shop.lots.claim(SALE, 0, "anna", offer)

    let_go_of(shop, "anna", offer, by)

    (bar,) = shop.orders.standing.values()
    assert isinstance(bar, Bar)
    assert (bar.offered_to, bar.by) == ("anna", by)


def test_the_bar_of_what_was_asked_for_names_nobody() -> None:
    shop = Shop()
    anna, claim = holding(shop)

    let_go_of(shop, anna, claim, Actor.SHOPPER)

    (bar,) = shop.orders.standing.values()
    assert bar == Bar(bar.order, SALE, OPENS)


def test_the_key_is_barred_before_the_units_are_given_back() -> None:
    shop = Shop()
    anna, claim = holding(shop)
    shop.orders = hindered(shop.orders, "bar", before=[lose])

    with pytest.raises(Unknown):
        let_go_of(shop, anna, claim)

    assert shop.lot().returned == 0


def test_a_claim_whose_order_is_in_force_stays() -> None:
    shop = Shop()
    anna, claim = holding(shop)
    order = shop.order(shop.held(anna).reservation).order

    assert let_go_of(shop, anna, claim) == order
    assert shop.lot().claims == {anna: claim}


@pytest.mark.parametrize("resell", [True, False])
def test_a_claim_whose_order_has_ended_goes_where_the_order_says(*, resell: bool) -> None:
    shop = Shop()
    anna, claim = holding(shop)
    order = shop.order(shop.held(anna).reservation).order
    shop.lots = hindered(shop.lots, "give_back", before=[refuse])
    shop.cancel(order, resell=resell)

    assert let_go_of(shop, anna, claim) is None
    assert (shop.lot().returned, shop.lot().written_off) == ((2, 0) if resell else (0, 2))


def test_letting_go_again_gives_nothing_back_twice() -> None:
    shop = Shop()
    anna, claim = holding(shop)
    let_go_of(shop, anna, claim)

    let_go_of(shop, anna, claim)

    assert shop.lot().returned == 2


def test_a_newer_claim_of_the_same_shopper_is_left_alone() -> None:
    shop = Shop()
    anna, first = holding(shop)
    let_go_of(shop, anna, first)
    second = shop.reserve(anna, 1).reservation.claim

    let_go_of(shop, anna, first)

    assert shop.lot().claims == {anna: second}


def test_another_transaction_in_the_way_is_told() -> None:
    shop = Shop()
    anna, claim = holding(shop)
    shop.lots = hindered(shop.lots, "give_back", before=[refuse])

    with pytest.raises(Unmet):
        let_go_of(shop, anna, claim)


def test_an_order_of_another_claim_does_not_matter() -> None:
    shop = Shop()
    anna, claim = holding(shop)
    shop.orders.place(an_order())

    assert let_go_of(shop, anna, claim) is None
