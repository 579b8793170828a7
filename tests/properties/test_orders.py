"""Orders: whatever is wished of one, its history only grows, and explains the state."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sale_api.domain.errors import WrongState
from sale_api.domain.lot import Returned
from sale_api.domain.order import MOVES, NOTICE, Actor, Order, OrderState, task
from tests.properties.strategies import INSTANTS, RESERVATIONS, SHIPMENTS, lines, orders
from tests.sale_api.given import an_order

WISHES = st.lists(
    st.fixed_dictionaries(
        {
            "to": st.sampled_from(OrderState),
            "at": INSTANTS,
            "by": st.sampled_from(Actor),
            "reason": lines(9),
            "shipment": st.none() | SHIPMENTS,
            "resell": st.booleans(),
        }
    ),
    max_size=6,
)
ORDERS = st.builds(an_order, RESERVATIONS, at=INSTANTS)


@given(ORDERS, WISHES)
def test_any_sequence_of_wishes_obeys_the_table_of_moves(
    order: Order, wishes: list[dict[str, object]]
) -> None:
    for wish in wishes:
        before, to = order, wish["to"]
        if to in MOVES[before.state]:
            order = before.moved(**wish)  # type: ignore[arg-type] # one wish of each kind
        else:
            with pytest.raises(WrongState) as refused:
                before.moved(**wish)  # type: ignore[arg-type] # the same
            assert refused.value.data == {"state": before.state}

    states = [event.what for event in order.history]
    assert states[0] is OrderState.PLACED
    assert all(after in MOVES[before] for before, after in pairwise(states))
    assert order.state is states[-1]


@given(ORDERS, WISHES)
def test_a_history_only_grows_and_each_event_says_what_was_done(
    order: Order, wishes: list[dict[str, object]]
) -> None:
    for wish in wishes:
        before = order
        try:
            order = before.moved(**wish)  # type: ignore[arg-type] # one wish of each kind
        except WrongState:
            continue
        event = order.history[-1]
        said = {"to": event.what, **{name: getattr(event, name, None) for name in ("at", "by")}}

        assert order.history[:-1] == before.history
        assert said == {name: wish[name] for name in said}
        assert (event.reason, event.shipment) == (wish["reason"], wish["shipment"])
        assert replace(order, history=before.history, resell=before.resell) == before

    assert [event.number for event in order.history] == list(range(1, order.version + 1))


@given(orders())
def test_an_order_is_in_force_until_it_ends_and_then_for_no_second_time(order: Order) -> None:
    ends = [event for event in order.history if event.what is OrderState.CANCELLED]

    assert order.is_in_force is not bool(ends)
    assert not ends or ends == [order.history[-1]]
    assert not ends or not MOVES[order.state]


@given(ORDERS, st.lists(st.just(OrderState.IN_FULFILMENT), max_size=1), st.sampled_from(Returned))
def test_who_ends_an_order_says_whether_its_units_are_sold_again(
    order: Order, before: list[OrderState], to: Returned
) -> None:
    for state in before:
        order = order.moved(state, at=1, by=Actor.SYSTEM)

    resell = to is Returned.RETURNED
    ended = order.moved(
        OrderState.CANCELLED, at=2, by=Actor.MARKETER, reason="no supply", resell=resell
    )

    assert ended.restock is to


@given(orders(), st.dictionaries(st.integers(1, 4), INSTANTS))
def test_a_shopper_was_told_of_an_event_when_its_own_notice_was_done(
    order: Order, told: dict[int, int]
) -> None:
    order = replace(order, done={task(number, NOTICE): at for number, at in told.items()})

    assert [order.told_at(event) for event in order.history] == [
        told.get(event.number) for event in order.history
    ]


@given(orders())
def test_all_units_together_cost_what_each_does(order: Order) -> None:
    assert order.total.minor == sum([order.price.minor] * order.claim.quantity)
    assert order.total.currency == order.price.currency
