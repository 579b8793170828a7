"""The verdict on cancelled orders: what was told breaks nothing, each planted silence is found."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from infra.local.crowd.journal import Bought
from infra.local.stories.lumia import LUMIA
from infra.local.stories.shortage import Shortfall
from infra.local.stories.story import Shortage
from infra.local.verdict.books import Books, Lot, Order
from infra.local.verdict.shortage import (
    NOTHING_CANCELLED,
    PROMISES,
    Evidence,
    judge_shortage,
)

SHORTAGE = Shortage(1, "The maker delivers fewer.", "Headphones.")
KEPT, ENDED = Bought("kept", 1, 100, "#k"), Bought("ended", 1, 100, "#e")
DONE = Shortfall(cancelled={"ended": ENDED}, given=KEPT, asked_again=2, other_answers=0)
BOOKS = Books(
    units=3,
    price_minor=100,
    lots=(Lot(0, 3, 1, 0, 1),),
    orders=(
        Order("kept", "a", "c1", 1, 100, "placed", "a@x", ("placed", "gift")),
        Order("ended", "b", "c2", 1, 100, "cancelled", "b@x", ("placed", "cancelled")),
    ),
)


def an_item(order: str, *events: dict[str, str]) -> dict[str, Any]:
    history = [{"M": {name: {"S": text} for name, text in event.items()}} for event in events]
    return {"order": {"S": order}, "history": {"L": history}}


def an_event(what: str, *, reason: str | None = None, note: str | None = None) -> dict[str, Any]:
    words = {"text": note} if note else None
    return {"what": what, "reason": reason, "note": words, "told_at": "2026-12-01T08:00:00Z"}


EVIDENCE = Evidence(
    items=[
        an_item("kept", {"what": "placed", "by": "shopper"}),
        an_item(
            "ended",
            {"what": "placed", "by": "shopper"},
            {"what": "cancelled", "by": "marketer", "reason": SHORTAGE.reason},
        ),
    ],
    mails=[{"to": ["b@x"], "text": f"ended was cancelled: {SHORTAGE.reason}"}],
    pages={
        "kept": {"state": "placed", "history": [an_event("placed", note="Headphones.")]},
        "ended": {
            "state": "cancelled",
            "history": [an_event("cancelled", reason=SHORTAGE.reason)],
        },
    },
    report=[
        {"ended_by": None, "reason": None, "gifts": 1},
        {"ended_by": "marketer", "reason": SHORTAGE.reason, "gifts": 0},
    ],
)


def test_what_was_told_everywhere_breaks_nothing() -> None:
    verdict = judge_shortage(BOOKS, EVIDENCE, SHORTAGE, DONE)

    assert verdict.broken == verdict.not_judged == ()
    assert verdict.as_json() == {
        "cancelled": 1,
        "written_off": 1,
        "asked_again": 2,
        **dict.fromkeys(verdict.counts, 0),
    }


def without_reason(evidence: Any) -> None:
    evidence.items[1]["history"]["L"][1]["M"]["reason"]["S"] = "Sorry."


def by_somebody_else(evidence: Any) -> None:
    evidence.items[1]["history"]["L"][1]["M"]["by"]["S"] = "system"


def never_cancelled(evidence: Any) -> None:
    del evidence.items[1]["history"]["L"][1]


def without_a_mail(evidence: Any) -> None:
    evidence.mails[0]["text"] = "ended was cancelled."


def mailed_to_somebody_else(evidence: Any) -> None:
    evidence.mails[0]["to"] = ["a@x"]


def page_is_silent(evidence: Any) -> None:
    evidence.pages["ended"]["history"][0]["reason"] = None


def page_says_it_was_not_told(evidence: Any) -> None:
    evidence.pages["ended"]["history"][0]["told_at"] = None


def report_is_silent(evidence: Any) -> None:
    evidence.report[1]["reason"] = None


def gift_is_hidden(evidence: Any) -> None:
    evidence.pages["kept"]["history"][0]["note"] = None


def gift_is_not_counted(evidence: Any) -> None:
    evidence.report[0]["gifts"] = 0


SILENCES: list[tuple[Callable[[Any], None], str]] = [
    (without_reason, "no_reason"),
    (by_somebody_else, "no_reason"),
    (never_cancelled, "no_reason"),
    (without_a_mail, "not_mailed"),
    (mailed_to_somebody_else, "not_mailed"),
    (page_is_silent, "not_shown"),
    (page_says_it_was_not_told, "not_shown"),
    (report_is_silent, "not_reported"),
    (gift_is_hidden, "gifts_missing"),
    (gift_is_not_counted, "gifts_missing"),
]


@pytest.mark.parametrize(("plant", "found"), SILENCES)
def test_each_silence_is_found(plant: Callable[[Any], None], found: str) -> None:
    evidence = copy.deepcopy(EVIDENCE)
    plant(evidence)

    verdict = judge_shortage(BOOKS, evidence, SHORTAGE, DONE)

    assert {name for name, count in verdict.counts.items() if count} == {found}
    assert len(verdict.broken) == 1


def test_units_that_went_back_on_sale_are_found() -> None:
    lot = replace(BOOKS.lots[0], written_off=0, available=2)

    verdict = judge_shortage(replace(BOOKS, lots=(lot,)), EVIDENCE, SHORTAGE, DONE)

    assert verdict.counts["units_astray"] == 1


def test_a_second_order_is_found() -> None:
    verdict = judge_shortage(BOOKS, EVIDENCE, SHORTAGE, replace(DONE, other_answers=1))

    assert verdict.broken == ("Who ordered again was not shown the order that they had: 1.",)


def test_each_promise_on_a_shortage_has_its_planted_silence() -> None:
    elsewhere = {"units_astray", "other_answers"}

    assert {found for _, found in SILENCES} | elsewhere == PROMISES.keys()


def test_a_seller_who_cancelled_nothing_proves_nothing() -> None:
    done = replace(DONE, cancelled={})

    assert judge_shortage(BOOKS, EVIDENCE, SHORTAGE, done).not_judged == (NOTHING_CANCELLED,)


def test_a_tenth_of_the_story_has_a_tenth_of_its_shortage() -> None:
    tenth = LUMIA.sized(None, None, 0.1)

    assert tenth.shortage is not None
    assert (tenth.shoppers, tenth.units, tenth.shortage.cancelled) == (4, 5, 1)
