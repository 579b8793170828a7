"""The verdict on what is packed: what was heard breaks nothing, each planted silence is found."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.verdict.warehouse import PROMISES, WarehouseVerdict, judge_warehouse
from tests.demo.cases import good_books

ANN, BEN = (("order.ready", order.order) for order in good_books().orders)
GONE = (("order.ended", "gone"), ("order.ready", "gone"))


def judged(*heard: tuple[str, str], refused: int = 0) -> WarehouseVerdict:
    messages = [{"type": kind, "order": order} for kind, order in heard]
    told: dict[str, Any] = {"messages": messages, "refused": refused}
    return judge_warehouse(good_books(), told)


def test_what_is_packed_and_what_had_ended_in_any_order_breaks_nothing() -> None:
    verdict = judged(*GONE, ANN, BEN)

    assert verdict.broken == ()
    assert verdict.as_json() == {"ready": 3, "ended": 1, **dict.fromkeys(PROMISES, 0)}


@pytest.mark.parametrize(
    ("verdict", "found"),
    [
        (judged(ANN), "never_heard_of"),
        (judged(ANN, BEN, ("order.ended", BEN[1])), "never_heard_of"),
        (judged(ANN, BEN, GONE[1]), "packed_in_vain"),
        (judged(ANN, BEN, refused=1), "unverified"),
    ],
)
def test_each_planted_fault_is_found(verdict: WarehouseVerdict, found: str) -> None:
    assert {name for name, count in verdict.counts.items() if count} == {found}
    assert len(verdict.broken) == 1
