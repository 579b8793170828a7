import pytest
from msgspec.structs import replace

from sale_api.domain.errors import (
    Closed,
    InvalidRequest,
    LimitReached,
    NotFound,
    NotOpenYet,
    Paused,
    RequestReused,
    SoldOut,
    TryAgain,
)
from sale_api.domain.levels import KEPT_WITHIN_MS, mark_of
from sale_api.domain.lot import Claim, Returned
from sale_api.domain.order import Bar
from sale_api.domain.sale import State
from sale_api.domain.waiting import Waitlist
from sale_api.usecases.stock import NextPool
from tests.sale_api.given import (
    CLOSES,
    GRACE,
    HOLD,
    OPENS,
    SALE,
    SECOND,
    a_change,
    a_plan,
    a_sale,
)
from tests.sale_api.shop import Shop

THREE_LOTS = a_plan(("main", 48))
TWO_POOLS = a_plan(("de", 20), ("es", 20))


def test_units_are_held_at_home_until_the_plans_hold_has_passed() -> None:
    shop = Shop()
    anna = shop.shopper()

    hold = shop.reserve(anna, 2)

    assert hold.new
    assert hold.order is None
    assert hold.deadline_at == OPENS + HOLD
    assert shop.lot().claims == {anna: hold.reservation.claim}
    assert shop.lot().available == 18
    assert (hold.reservation.pool, hold.reservation.claim.quantity) == ("main", 2)


def test_the_same_request_gets_the_same_reservation() -> None:
    shop = Shop()
    anna = shop.shopper()
    first = shop.reserve(anna)
    shop.now += SECOND

    again = shop.reserve(anna, watch=shop.another_process())

    assert again == first._replace(new=False)
    assert shop.lot().available == 18


def test_a_claim_whose_answer_was_lost_is_the_answer_to_the_next_request() -> None:
    shop = Shop()
    anna = shop.shopper()
    lost = Claim(2, "lost0001", OPENS + HOLD)
    shop.lots.claim(SALE, 0, anna, lost)

    hold = shop.reserve(anna, 2)

    assert hold.reservation.claim == lost
    assert not hold.new


@pytest.mark.parametrize(("quantity", "pool"), [(1, "de"), (3, "de"), (2, "es")])
def test_other_words_while_a_reservation_stands_get_that_reservation_as_a_refusal(
    quantity: int, pool: str
) -> None:
    shop = Shop(TWO_POOLS)
    anna = shop.shopper()
    first = shop.reserve(anna, 2, "de")

    with pytest.raises(RequestReused) as refused:
        shop.reserve(anna, quantity, pool)

    assert refused.value.data == {"standing": first._replace(new=False)}


def test_who_has_ordered_gets_the_order_whatever_the_words() -> None:
    shop = Shop()
    anna = shop.shopper()
    order = shop.order(shop.reserve(anna, 2).reservation).order
    shop.now += HOLD + GRACE + SECOND

    hold = shop.reserve(anna, 1)

    assert hold.order == order
    assert hold.reservation.claim == order.claim


@pytest.mark.parametrize(("quantity", "allowed"), [(2, True), (3, True), (4, False)])
def test_the_limit_bounds_what_one_shopper_can_ask_for(quantity: int, *, allowed: bool) -> None:
    shop = Shop()

    if allowed:
        assert shop.reserve(shop.shopper(), quantity).new
    else:
        with pytest.raises(LimitReached) as refused:
            shop.reserve(shop.shopper(), quantity)
        assert refused.value.data == {"limit": 3}


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHING])
def test_a_sale_that_is_not_published_is_not_found(state: State) -> None:
    shop = Shop()
    shop.sales.sales[SALE] = a_sale(state=state)

    with pytest.raises(NotFound):
        shop.reserve(shop.shopper())


@pytest.mark.parametrize(
    ("now", "refusal", "data"),
    [
        (OPENS - 1, NotOpenYet, {"opens_at": OPENS}),
        (CLOSES, Closed, {"closed_at": CLOSES}),
    ],
)
def test_a_sale_that_is_not_open_says_since_when_or_until_when(
    now: int, refusal: type[Exception], data: dict[str, int]
) -> None:
    shop = Shop(now=now)

    with pytest.raises(refusal) as refused:
        shop.reserve(shop.shopper())

    assert vars(refused.value)["data"] == data


def test_a_paused_sale_reserves_nothing() -> None:
    shop = Shop()
    shop.sales.sales[SALE] = shop.sale.paused(a_change(OPENS))

    with pytest.raises(Paused):
        shop.reserve(shop.shopper())


def test_a_pool_that_there_is_not_is_refused() -> None:
    shop = Shop()

    with pytest.raises(InvalidRequest):
        shop.reserve(shop.shopper(), pool="it")


def test_units_of_another_pool_are_lent_and_the_claim_stands_at_home() -> None:
    shop = Shop(TWO_POOLS)
    anna = shop.shopper(home=0)

    hold = shop.reserve(anna, 2, "es")

    assert hold.reservation.pool == "es"
    assert hold.reservation.claim.lender == 1
    assert shop.lot(0).claims == {anna: hold.reservation.claim}
    assert (shop.lot(0).available, shop.lot(1).available) == (20, 18)


def test_what_the_home_lot_does_not_have_another_lot_of_the_pool_lends() -> None:
    shop = Shop(THREE_LOTS)
    shop.stock(1, 0, 2)

    hold = shop.reserve(shop.shopper(home=0), 2)

    assert hold.new
    assert hold.reservation.claim.lender == 2
    assert shop.lot(2).available == 0


def test_a_lent_reservation_is_the_same_answer_again() -> None:
    shop = Shop(TWO_POOLS)
    anna = shop.shopper(home=0)
    first = shop.reserve(anna, 2, "es")

    again = shop.reserve(anna, 2, "es")

    assert again == first._replace(new=False)
    assert shop.lot(1).available == 18


@pytest.mark.parametrize(("asked", "sold_out"), [(1, False), (2, False), (3, True)])
def test_sold_out_is_said_for_more_than_any_lot_of_the_pool_has(
    asked: int, *, sold_out: bool
) -> None:
    shop = Shop(THREE_LOTS)
    shop.stock(1, 2, 1)
    shop.publish_levels()

    if sold_out:
        with pytest.raises(SoldOut) as refused:
            shop.reserve(shop.shopper(), asked)
        assert refused.value.data["largest"] == 2
        assert refused.value.detail.startswith("You can still have 2.")
    else:
        assert shop.reserve(shop.shopper(), asked).new


def test_the_largest_that_is_left_is_never_above_the_limit() -> None:
    shop = Shop(a_plan(("de", 20), ("es", 20), limit=2))
    shop.stock(20, 0)
    shop.publish_levels()

    with pytest.raises(SoldOut) as refused:
        shop.reserve(shop.shopper(), 2, "es")

    assert refused.value.data["largest"] == 0


def test_who_is_refused_is_told_of_the_next_pool_and_gets_nothing_unasked() -> None:
    shop = Shop(a_plan(("de", 20), ("es", 20), limit=2))
    shop.stock(0, 20)
    shop.publish_levels()
    anna = shop.shopper()

    with pytest.raises(SoldOut) as refused:
        shop.reserve(anna, 2, "de")

    following = refused.value.data["next"]
    assert following == NextPool(shop.sale.plan.pools[1], 2)
    assert refused.value.detail == (
        "This pool is empty. The pool es still has 2; ask for that one if you like."
        " Some lie in baskets and may come back; ask again."
    )
    assert not any(anna in lot.claims for lot in shop.stores.lots.values())
    assert shop.reserve(anna, 2, "es").new


def test_who_asks_for_more_than_is_left_is_told_how_many_and_of_the_next_pool() -> None:
    shop = Shop(a_plan(("de", 20), ("es", 20), limit=2))
    shop.stock(1, 20)
    shop.publish_levels()

    with pytest.raises(SoldOut) as refused:
        shop.reserve(shop.shopper(), 2, "de")

    assert refused.value.detail.startswith("You can still have 1 of this pool. The pool es still")


def test_a_refusal_says_until_when_units_that_lie_in_baskets_may_come_back() -> None:
    shop = Shop()
    shop.stock(0)
    shop.publish_levels()
    until = OPENS + HOLD + GRACE + KEPT_WITHIN_MS
    shop.published.levels[SALE] = replace(shop.levels, held_until=until)

    with pytest.raises(SoldOut) as refused:
        shop.reserve(shop.shopper())

    assert refused.value.data == {
        "largest": 0,
        "next": None,
        "may_return": True,
        "may_return_until": until,
        "retry_after": 5,
        "waitlist": False,
    }
    assert refused.value.detail == (
        "All units are taken. Some lie in baskets and may come back; ask again."
    )


def test_with_a_waiting_list_a_refusal_leads_there_and_not_to_asking_again() -> None:
    shop = Shop(plan=replace(a_plan(), waitlist=Waitlist(60, 0)))
    shop.stock(0)
    shop.publish_levels()

    with pytest.raises(SoldOut) as refused:
        shop.reserve(shop.shopper())

    assert (refused.value.data["waitlist"], refused.value.data["retry_after"]) == (True, None)
    assert refused.value.data["may_return"]
    assert refused.value.detail.endswith("offered to who waits: join the waiting list.")


def test_a_refusal_is_final_once_no_unit_lies_in_a_basket() -> None:
    shop = Shop()
    shop.stock(0)
    shop.publish_levels()

    with pytest.raises(SoldOut) as refused:
        shop.reserve(shop.shopper())

    assert refused.value.data == {
        "largest": 0,
        "next": None,
        "may_return": False,
        "may_return_until": None,
        "retry_after": None,
        "waitlist": False,
    }


def test_who_holds_one_of_the_last_units_is_not_told_that_none_is_left() -> None:
    shop = Shop()
    anna = shop.shopper()
    first = shop.reserve(anna, 2)
    shop.stores.lots[SALE, 0] = replace(shop.lot(), available=0, written_off=18)
    shop.publish_levels()

    again = shop.reserve(anna, 2)

    assert again == first._replace(new=False)


def test_a_stranger_with_a_holders_mark_is_refused_all_the_same() -> None:
    shop = Shop()
    shop.stock(0)
    shop.publish_levels()
    anna = shop.shopper()
    shop.published.levels[SALE] = replace(shop.levels, holders=frozenset({mark_of(anna)}))

    with pytest.raises(SoldOut):
        shop.reserve(anna)


@pytest.mark.parametrize(
    ("past", "wait"), [(1, 10), (1_000, 10), (1_001, 9), (GRACE - 1, 1), (GRACE, 1)]
)
def test_a_reservation_that_has_just_run_out_is_left_alone_for_the_grace(
    past: int, wait: int
) -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna)
    shop.now += HOLD + past

    with pytest.raises(TryAgain) as refused:
        shop.reserve(anna)

    assert refused.value.retry_after_seconds == wait
    assert not shop.orders.standing


def test_a_reservation_still_holds_at_its_deadline() -> None:
    shop = Shop()
    anna = shop.shopper()
    first = shop.reserve(anna)
    shop.now += HOLD

    again = shop.reserve(anna)

    assert again == first._replace(new=False)


def test_a_reservation_over_by_more_than_the_grace_is_let_go_for_a_new_one() -> None:
    shop = Shop()
    anna = shop.shopper()
    first = shop.reserve(anna, 2)
    shop.now += HOLD + GRACE + 1

    second = shop.reserve(anna, 3)

    assert second.new
    assert second.reservation.claim.claim != first.reservation.claim.claim
    assert isinstance(shop.orders.standing[first.reservation.order], Bar)
    assert (shop.lot().available, shop.lot().returned) == (15, 2)


def test_a_barred_reservation_is_let_go_even_before_its_deadline() -> None:
    shop = Shop()
    anna = shop.shopper()
    first = shop.reserve(anna, 2)
    shop.orders.bar(Bar(first.reservation.order, SALE, OPENS))

    second = shop.reserve(anna, 2)

    assert second.new
    assert second.reservation.order != first.reservation.order


@pytest.mark.parametrize("resell", [True, False])
def test_who_was_cancelled_reserves_anew_and_the_old_units_go_where_the_order_said(
    *, resell: bool
) -> None:
    shop = Shop()
    anna = shop.shopper()
    order = shop.order(shop.reserve(anna, 2).reservation).order
    shop.cancel(order, resell=resell)
    lot = shop.lot().restocked(-2, Returned.RETURNED if resell else Returned.WRITTEN_OFF)
    shop.stores.lots[SALE, 0] = lot.claimed(anna, replace(order.claim, lender=0))

    second = shop.reserve(anna, 1)

    assert second.new
    assert (shop.lot().returned, shop.lot().written_off) == ((2, 0) if resell else (0, 2))
