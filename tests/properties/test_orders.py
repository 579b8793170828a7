"""Orders: whatever is wished of one, its history only grows, and explains the state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sale_api.domain.errors import WrongState
from sale_api.domain.history import Note, entered, is_explained
from sale_api.domain.lot import Returned
from sale_api.domain.moves import Actor, OrderState, Units, allowed
from sale_api.domain.order import NOTICE, Order, task
from tests.moves import LETTERS, fault, has_ended, move_to
from tests.properties.strategies import INSTANTS, NOTES, RESERVATIONS, SHIPMENTS, lines, orders
from tests.sale_api.given import an_order

WISHES = st.lists(
    st.fixed_dictionaries(
        {
            "to": st.sampled_from(OrderState),
            "at": INSTANTS,
            "by": st.sampled_from(Actor),
            "reason": lines(9),
            "detail": st.none() | lines(9),
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
        before = order
        move = move_to(entered(before.history), str(wish["to"]))
        if move is None:
            with pytest.raises(WrongState) as refused:
                before.moved(**wish)  # type: ignore[arg-type] # one wish of each kind
            assert refused.value.data == {"state": before.state}
        elif LETTERS[str(wish["by"])] in move:
            order = before.moved(**wish)  # type: ignore[arg-type] # the same

    assert fault(order.history) == ""
    assert is_explained(order.history)
    assert order.state is order.history[-1].what


@given(ORDERS, WISHES)
def test_a_history_only_grows_and_each_event_says_what_was_done(
    order: Order, wishes: list[dict[str, object]]
) -> None:
    for wish in wishes:
        before = order
        try:
            order = before.moved(**wish)  # type: ignore[arg-type] # one wish of each kind
        except (WrongState, AssertionError):
            continue
        event = order.history[-1]
        said = {"to": event.what, **{name: getattr(event, name, None) for name in ("at", "by")}}

        assert order.history[:-1] == before.history
        assert said == {name: wish[name] for name in said}
        assert (event.reason, event.shipment) == (wish["reason"], wish["shipment"])
        assert event.detail == wish["detail"]
        assert replace(order, history=before.history, resell=before.resell) == before

    assert [event.number for event in order.history] == list(range(1, order.version + 1))


@given(orders())
def test_an_order_is_in_force_until_it_ends_and_then_for_no_second_time(order: Order) -> None:
    states = entered(order.history)
    ended = [has_ended(states[: count + 1]) for count in range(len(states))]

    assert order.is_in_force is not ended[-1]
    assert ended == sorted(ended)
    assert order.is_in_force or not any(
        move.units is Units.BACK for to in OrderState if (move := allowed(states, to))
    )


@given(orders())
def test_every_history_that_there_can_be_is_explained(order: Order) -> None:
    assert is_explained(order.history)
    assert fault(order.history) == ""


@given(orders(), st.data())
def test_a_history_with_one_event_changed_is_judged_as_by_the_plain_table(
    order: Order, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, order.version - 1))
    changed = replace(
        order.history[place],
        what=data.draw(st.sampled_from(OrderState)),
        by=data.draw(st.sampled_from(Actor)),
        reason=data.draw(st.sampled_from(["", "a reason"])),
        number=data.draw(st.sampled_from([place, place + 1])),
    )
    history = (*order.history[:place], changed, *order.history[place + 1 :])

    assert is_explained(history) is not bool(fault(history))


@given(orders(), NOTES, INSTANTS)
def test_a_note_is_told_and_leaves_the_state_as_it_is(order: Order, note: Note, at: int) -> None:
    noted = order.noted(note, at=at, by=Actor.MARKETER)

    assert (noted.state, noted.is_in_force) == (order.state, order.is_in_force)
    assert noted.history[:-1] == order.history
    assert noted.history[-1].name == note.kind
    assert noted.note(note.kind, note.id) is not None


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
