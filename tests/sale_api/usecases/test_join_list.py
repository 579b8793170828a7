"""Joining a waiting list: who may, and where they stand."""

import pytest
from msgspec.structs import replace

from sale_api.domain.circles import Origin
from sale_api.domain.errors import (
    Closed,
    Forbidden,
    InvalidRequest,
    LimitReached,
    NotAdmittedYet,
    NotFound,
    RequestReused,
    TryAgain,
    WrongState,
)
from sale_api.domain.levels import mark_of
from sale_api.domain.line import WindowDraw
from sale_api.domain.plan import Plan
from sale_api.domain.ticket import Ticket
from sale_api.domain.waiting import MOST_JOINS, EntryState, Waitlist
from sale_api.usecases.hold import Hold
from tests.sale_api.given import (
    CLOSES,
    CONTACT,
    HOLD,
    OPENS,
    PRICE,
    SALE,
    SECOND,
    a_plan,
    in_line,
)
from tests.sale_api.hindered import ALWAYS_REFUSED, hindered, refuse
from tests.sale_api.shop import Shop

LISTED = replace(a_plan(), waitlist=Waitlist(60, 0))


def sold_out(plan: Plan = LISTED) -> Shop:
    shop = Shop(plan=plan)
    shop.stock(0)
    shop.publish_levels()
    return shop


def test_who_joins_waits_at_the_price_and_for_what_they_asked() -> None:
    shop = sold_out()

    joined = shop.join_list(shop.shopper(), 2)

    entry = shop.waiting.find(SALE, shop.shopper())
    assert joined == (entry, True, None)
    assert (entry.state, entry.pool, entry.quantity) == (EntryState.WAITING, "main", 2)
    assert (entry.price, entry.contact) == (PRICE, CONTACT)


def test_asked_again_it_is_the_same_entry_in_the_same_place() -> None:
    shop = sold_out()
    first = shop.join_list(shop.shopper())
    shop.now += SECOND

    again = shop.join_list(shop.shopper())

    assert (again.entry, again.new) == (first.entry, False)


def test_who_waits_for_something_else_has_to_leave_first() -> None:
    shop = sold_out()
    joined = shop.join_list(shop.shopper(), 1)

    with pytest.raises(RequestReused) as refused:
        shop.join_list(shop.shopper(), 2)

    assert refused.value.data["standing"] == joined.entry


def test_a_sale_without_a_list_has_none() -> None:
    shop = sold_out(a_plan())

    with pytest.raises(NotFound):
        shop.join_list(shop.shopper())


def test_a_sale_that_is_over_takes_nobody() -> None:
    shop = sold_out()
    shop.now = CLOSES

    with pytest.raises(Closed):
        shop.join_list(shop.shopper())


def test_a_throw_away_mailbox_is_refused_where_the_plan_says_so() -> None:
    shop = sold_out(replace(LISTED, refuse_throwaway=True))

    with pytest.raises(Forbidden):
        shop.join_list(shop.shopper(), origin=Origin(throwaway=True))


def test_the_limit_holds_for_who_waits() -> None:
    shop = sold_out()

    with pytest.raises(LimitReached):
        shop.join_list(shop.shopper(), LISTED.limit + 1)


def test_while_so_many_are_on_sale_one_reserves() -> None:
    shop = Shop(plan=LISTED)

    with pytest.raises(WrongState) as refused:
        shop.join_list(shop.shopper())

    assert refused.value.data["state"] == "on_sale"


def test_who_holds_units_does_not_wait() -> None:
    shop = Shop(plan=LISTED)
    hold = shop.reserve(shop.shopper(), 2)
    shop.stores.lots[SALE, 0] = replace(shop.lot(), available=0, written_off=18)
    shop.publish_levels()

    with pytest.raises(RequestReused) as refused:
        shop.join_list(shop.shopper())

    standing = refused.value.data["standing"]
    assert isinstance(standing, Hold)
    assert standing.reservation == hold.reservation


def test_who_only_looks_like_somebody_who_holds_units_waits() -> None:
    shop = sold_out()
    shop.published.levels[SALE] = replace(
        shop.levels, holders=Shop(plan=LISTED).levels.holders | {mark_of(shop.shopper())}
    )
    shop.watch = shop.another_process()

    assert shop.join_list(shop.shopper()).new


def offered(shop: Shop) -> str:
    """Let somebody be offered two units, and return who."""
    anna = shop.shopper()
    shop.join_list(anna, 2)
    shop.stores.lots[SALE, 0] = replace(shop.lot(), returned=2, allotted=22)
    shop.keep()
    assert shop.waiting.find(SALE, anna).state is EntryState.OFFERED
    return anna


def test_who_is_offered_units_and_joins_is_shown_the_offer() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.publish_levels()

    joined = shop.join_list(anna)

    assert (joined.entry.state, joined.new) == (EntryState.OFFERED, False)


def test_who_ordered_what_was_offered_holds_it() -> None:
    shop = sold_out()
    anna = offered(shop)
    order = shop.order(shop.held(anna).reservation).order
    shop.publish_levels()

    with pytest.raises(RequestReused) as refused:
        shop.join_list(anna)

    standing = refused.value.data["standing"]
    assert isinstance(standing, Hold)
    assert standing.order == order


def test_who_let_an_offer_go_joins_again_before_anybody_has_noted_it() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.now += 5 * SECOND
    shop.give_back(anna)

    joined = shop.join_list(anna)

    assert joined.new
    assert [event.what for event in joined.entry.history] == ["waiting", "offered", "waiting"]


def test_who_cancelled_what_was_offered_joins_again() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.cancel(shop.order(shop.held(anna).reservation).order)

    assert shop.join_list(anna).new


def test_who_joins_again_stands_behind_who_came_by_then() -> None:
    shop = sold_out()
    anna, bert = shop.shopper(nth=0), shop.shopper(nth=1)
    shop.join_list(anna)
    shop.now += SECOND
    behind = shop.join_list(bert).entry
    shop.leave_list(anna)
    shop.now += SECOND

    again = shop.join_list(anna).entry

    assert str(again.turn) > str(behind.turn)


def test_a_request_that_was_on_its_way_for_long_stands_where_the_entry_before_it_ended() -> None:
    shop = sold_out()
    anna = shop.shopper()
    shop.join_list(anna)
    shop.now += HOLD
    shop.leave_list(anna)
    left_at = shop.now
    shop.now -= HOLD // 2

    again = shop.join_list(anna).entry

    assert f"{left_at:020}" in str(again.turn)


def test_one_joins_so_often_and_no_more() -> None:
    shop = sold_out()
    anna = shop.shopper()
    for _ in range(MOST_JOINS):
        shop.join_list(anna)
        shop.leave_list(anna)

    with pytest.raises(LimitReached) as refused:
        shop.join_list(anna)

    assert refused.value.data["limit"] == MOST_JOINS


def test_two_who_join_again_at_once_are_one() -> None:
    shop = sold_out()
    anna = shop.shopper()
    shop.join_list(anna)
    shop.leave_list(anna)
    plain = shop.waiting

    def click(*_: object) -> None:
        shop.waiting = plain
        shop.now += 1
        shop.join_list(anna)

    shop.waiting = hindered(plain, "join_again", before=[click])

    joined = shop.join_list(anna)

    assert (joined.new, joined.entry) == (False, plain.find(SALE, anna))


def test_who_is_in_the_way_again_and_again_is_told_to_try_again() -> None:
    shop = sold_out()
    anna = shop.shopper()
    shop.join_list(anna)
    shop.leave_list(anna)
    shop.waiting = hindered(shop.waiting, "join_again", before=ALWAYS_REFUSED)

    with pytest.raises(TryAgain):
        shop.join_list(anna)


def test_a_line_wants_its_ticket_and_another_sale_none() -> None:
    lined, plain = sold_out(in_line(LISTED)), sold_out()
    ticket = Ticket(sale=SALE, window=0, shopper=plain.shopper(), joined_at=OPENS)

    with pytest.raises(InvalidRequest):
        lined.join_list(lined.shopper())
    with pytest.raises(InvalidRequest):
        plain.join_list(plain.shopper(), ticket=ticket)
    with pytest.raises(InvalidRequest):
        lined.join_list(lined.shopper(nth=1), ticket=ticket)


def test_before_the_draw_nobody_has_a_place() -> None:
    shop = sold_out(in_line(LISTED))
    shopper = shop.shopper()
    ticket = Ticket(sale=SALE, window=0, shopper=shopper, joined_at=OPENS)
    drawn = replace(shop.sale, draws=(WindowDraw(commitment="c" * 64),))
    shop.sales.sales[SALE] = drawn

    with pytest.raises(NotAdmittedYet):
        shop.join_list(shopper, ticket=ticket)


def test_a_refused_write_of_nobody_else_is_tried_again() -> None:
    shop = sold_out()
    anna = shop.shopper()
    shop.join_list(anna)
    shop.leave_list(anna)
    shop.waiting = hindered(shop.waiting, "join_again", before=[refuse])

    assert shop.join_list(anna).new
