"""Goods whose answers were lost, and transactions in the way."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.goods import Arrivals
from sale_api.domain.history import Note, NoteKind
from sale_api.domain.moves import Actor
from sale_api.ports import Unknown, Unmet
from tests.cloud import Stores, answer_lost, exchanges, refused_with
from tests.orders import an_order

NOW = 1_800_000_000_000
ORDER = an_order(at=NOW)
ALLOTTED = ORDER.noted(Note(NoteKind.ALLOTTED, ORDER.order), at=NOW + 5, by=Actor.SYSTEM)
THERE = Arrivals(ORDER.sale, "later", {"monday": 3})
IN_CONFLICT = refused_with("TransactionConflictException")


@pytest.fixture
def stores(aws: Stores) -> Stores:
    aws.orders.place(ORDER)
    aws.goods.create(Arrivals(ORDER.sale, "later"))
    aws.goods.arrive(ORDER.sale, "later", "monday", 3)
    return aws


def test_an_allotment_is_one_request_and_its_lost_answer_is_recognised(stores: Stores) -> None:
    with exchanges(answer_lost) as seen:
        stores.goods.allot(ALLOTTED, THERE)

    assert set(seen) == {"TransactWriteItems"}
    assert stores.orders.find(ORDER.order) == ALLOTTED
    assert stores.goods.find(ORDER.sale, "later") == replace(THERE, given=2)


def test_an_arrival_that_meets_an_allotment_is_not_known_to_have_happened(stores: Stores) -> None:
    with exchanges(IN_CONFLICT), pytest.raises(Unknown):
        stores.goods.arrive(ORDER.sale, "later", "tuesday", 1)


def test_an_order_that_meets_its_allotment_is_neither_moved_nor_placed(stores: Stores) -> None:
    with exchanges(IN_CONFLICT), pytest.raises(Unmet):
        stores.orders.move(ALLOTTED)
    with exchanges(IN_CONFLICT), pytest.raises(Unknown):
        stores.orders.place(ORDER)

    assert stores.orders.find(ORDER.order) == ORDER
