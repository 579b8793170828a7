import pytest

from sale_api.domain.errors import LimitReached, RequestReused
from sale_api.domain.history import NoteKind
from sale_api.domain.moves import Actor
from sale_api.domain.order import Order
from sale_api.usecases.add_gift import MOST_GIFTS, add_gift
from sale_api.usecases.find_orders import summary_of
from tests.sale_api.given import OPENS
from tests.sale_api.shop import Shop


def given(shop: Shop, order: Order, gift: str = "g1", words: str = "A voucher.") -> Order:
    return add_gift(
        order_id=order.order, gift_id=gift, words=words, now=OPENS + 5, orders=shop.orders
    )


def test_a_gift_stands_in_the_history_and_leaves_the_state_alone() -> None:
    shop = Shop()
    order = shop.cancel(shop.order(shop.reserve(shop.shopper()).reservation).order)

    after = given(shop, order)

    event = after.note(NoteKind.GIFT, "g1")
    assert event is after.history[-1]
    assert event.note is not None
    assert (event.note.text, event.by, event.at) == ("A voucher.", Actor.MARKETER, OPENS + 5)
    assert after.state is order.state
    assert (summary_of(order).gifts, summary_of(after).gifts) == (0, 1)


def test_the_same_gift_again_is_the_same_answer_and_other_words_are_refused() -> None:
    shop = Shop()
    order = shop.order(shop.reserve(shop.shopper()).reservation).order
    first = given(shop, order)

    assert given(shop, order) == first
    with pytest.raises(RequestReused):
        given(shop, order, words="Another voucher.")


def test_an_order_has_at_most_ten_gifts() -> None:
    shop = Shop()
    order = shop.order(shop.reserve(shop.shopper()).reservation).order
    last = [given(shop, order, f"g{number}") for number in range(MOST_GIFTS)][-1]

    with pytest.raises(LimitReached) as refused:
        given(shop, order, "one-more")

    assert refused.value.data == {"limit": 10}
    assert given(shop, order, "g0") == last
