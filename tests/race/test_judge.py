"""Each finding of the race can fail: one fault is planted in a race that went well."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from infra.local.crowd.journal import Ask, Step
from infra.local.verdict.books import Books, Claim, Queue
from tests.demo.cases import good_books, good_journal, order_of, with_lot
from tests.race.__main__ import sentences
from tests.race.heard import Heard, Refused
from tests.race.judge import SENTENCES, judge, kills_told, too_few, witnesses
from tests.race.killer import Kill
from tests.race.run import Outcome
from tests.race.timeline import Look

SECOND = 1_000_000_000
CALM = [Look(0, 1, 7, 0), Look(10 * SECOND, 10 * SECOND + 1, 7, 0)]

Plant = Callable[[Books, Heard], Books]


def good_heard() -> Heard:
    return Heard(journal=good_journal(), refused=[Refused(1, 3 * SECOND, 4 * SECOND)])


def an_order_removed(books: Books, _: Heard) -> Books:
    return replace(books, orders=books.orders[1:])


def an_order_untold(books: Books, heard: Heard) -> Books:
    heard.journal.fates[0].orders.clear()
    return books


def a_cancelled_order_in_force(books: Books, heard: Heard) -> Books:
    heard.cancelled.add(books.orders[0].order)
    return books


def a_claim_doubled(books: Books, _: Heard) -> Books:
    claims = (*books.lots[0].claims, Claim("ann", "another", 2, 0, 0))
    return with_lot(books, 0, claims=claims)


def a_claim_that_is_two_orders(books: Books, _: Heard) -> Books:
    ended = (*books.orders[0].events, "cancelled")
    again = replace(books.orders[0], order="order-again", state="cancelled", events=ended)
    return replace(books, orders=(*books.orders, again))


def an_order_fulfilled_twice(books: Books, _: Heard) -> Books:
    packed = replace(books.orders[0], events=("placed", "in_fulfilment", "in_fulfilment"))
    return replace(books, orders=(packed, *books.orders[1:]))


def an_order_beyond_the_stock(books: Books, _: Heard) -> Books:
    return replace(books, orders=(*books.orders, order_of("cal", 1)))


def a_unit_left_in_a_lot(books: Books, _: Heard) -> Books:
    return with_lot(replace(books, units=5), 1, allotted=3, available=1)


def a_unit_returned_and_left(books: Books, heard: Heard) -> Books:
    heard.journal.fates[2].refused_for = None  # even if nobody wanted it
    return with_lot(replace(books, units=5), 1, allotted=3, returned=1)


def a_claim_for_nothing(books: Books, heard: Heard) -> Books:
    del heard.journal.fates[1]
    return replace(books, orders=books.orders[:1])


def gone_though_ordered(books: Books, heard: Heard) -> Books:
    heard.gone.add(("ann", "claim-ann"))
    return books


def gone_before_its_time(books: Books, heard: Heard) -> Books:
    heard.journal.broken_holds.append("claim-dan")
    return books


def an_order_nobody_packs(books: Books, _: Heard) -> Books:
    waiting = replace(books.orders[0], state="placed", events=("placed",))
    return replace(books, orders=(waiting, *books.orders[1:]))


def a_notice_missing(books: Books, _: Heard) -> Books:
    return replace(books, notices=books.notices[1:])


def a_dead_letter(books: Books, _: Heard) -> Books:
    return replace(books, queues=(Queue("notices", 0, 1),))


def no_answer(books: Books, heard: Heard) -> Books:
    heard.journal.tell(Ask(2, Step.ORDER, 0, "", 60.0, 9))
    return books


def a_fault_of_the_server(books: Books, heard: Heard) -> Books:
    heard.journal.server_errors["500 internal"] += 1
    return books


def a_surprise(books: Books, heard: Heard) -> Books:
    heard.surprises.append("order: 404 not_found")
    return books


PLANTED: list[tuple[str, Plant]] = [
    ("lost", an_order_removed),
    ("lost", an_order_untold),
    ("lost", a_cancelled_order_in_force),
    ("doubled", a_claim_doubled),
    ("doubled", a_claim_that_is_two_orders),
    ("doubled", an_order_fulfilled_twice),
    ("oversold", an_order_beyond_the_stock),
    ("undersold", a_unit_left_in_a_lot),
    ("undersold", a_unit_returned_and_left),
    ("undersold", a_claim_for_nothing),
    ("told_gone", gone_though_ordered),
    ("told_gone", gone_before_its_time),
    ("unfulfilled", an_order_nobody_packs),
    ("notices_missing", a_notice_missing),
    ("dead_letters", a_dead_letter),
    ("unanswered", no_answer),
    ("server_errors", a_fault_of_the_server),
    ("surprises", a_surprise),
]


def test_a_race_that_went_well_has_no_findings() -> None:
    assert judge(good_books(), good_heard(), CALM).broken == {}
    assert witnesses(good_books(), good_heard()) == {}


@pytest.mark.parametrize(("name", "plant"), PLANTED)
def test_a_planted_fault_is_found(name: str, plant: Plant) -> None:
    heard = good_heard()
    books = plant(good_books(), heard)

    assert name in judge(books, heard, CALM).broken


def test_every_finding_has_a_planted_fault() -> None:
    assert {name for name, _ in PLANTED} | {"told_sold_out"} == set(SENTENCES)


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        (Look(0, 1, 7, 0), Look(4 * SECOND, 5 * SECOND, 7, 1), 1),  # stood there throughout
        (Look(0, 1, 7, 9), Look(4 * SECOND, 5 * SECOND, 7, 0), 0),  # was taken meanwhile
        (Look(0, 1, 7, 9), Look(4 * SECOND, 5 * SECOND, 8, 9), 0),  # came back: not certain
        (Look(2 * SECOND, 2 * SECOND + 1, 7, 9), Look(4 * SECOND, 5 * SECOND, 7, 9), 0),
        (Look(0, 1, 7, 9), Look(3 * SECOND, 5 * SECOND, 7, 9), 0),  # began before the answer
    ],
)
def test_sold_out_is_wrong_while_a_lot_had_the_units(before: Look, after: Look, wrong: int) -> None:
    assert judge(good_books(), good_heard(), [before, after]).told_sold_out == wrong


@pytest.mark.parametrize(("kills", "fails"), [(19, True), (20, False)])
def test_twenty_kills_close_to_a_write_are_needed(kills: int, fails: bool) -> None:  # noqa: FBT001
    made = [Kill("api-1", 1.0, in_flight=True)] * kills + [Kill("api-2", 50.1, in_flight=False)]

    assert bool(too_few(made)) is fails
    assert kills_told(made)["kills"] == kills
    assert kills_told(made)["kills_too_far"] == 1


def test_what_was_broken_is_said_in_sentences() -> None:
    heard = good_heard()
    found = judge(an_order_removed(good_books(), heard), heard, CALM)
    outcome = Outcome("dynoxide", 4, 2, found, [], Counter(), 0.0)

    told = "\n".join(sentences(outcome))

    assert "dynoxide: Orders are not as their shoppers were told" in told
    assert "Only 0 kills came close enough" in told


def test_the_judge_shares_nothing_with_the_handlers() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, tests.race.judge; print(' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert not {"sale_api", "chalicelib", "chalice", "pynamodb"} & set(loaded)
