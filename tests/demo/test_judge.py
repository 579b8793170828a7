"""The verdict as a whole: promises, sentences, and the fields of the report."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from infra.local.crowd.journal import Ask, Journal, Step
from infra.local.verdict.books import Books, Queue
from infra.local.verdict.costs import NOT_COUNTED, NOTHING_COUNTED, Opened, costs
from infra.local.verdict.judge import Verdict, judge
from infra.local.verdict.latency import latencies, percentiles
from infra.local.verdict.promises import EVERY_SALE, broken
from tests.demo.cases import CHEAP, PRICE, good_books, good_journal, order_of

FIELDS = [
    "units",
    "shoppers",
    "reserved",
    "ordered",
    "fulfilled",
    "oversold",
    "undersold",
    "duplicates",
    "orders_lost",
    "unanswered",
    "server_errors",
    "asked_to_retry",
    "notices_missing",
    "latency_ms",
    "database_writes_per_refusal",
    "database_reads_per_process_second",
    "seconds",
]


NO_REPORT: dict[str, Any] = {"requests": [], "seconds": {}}


def test_a_good_sale_breaks_no_promise() -> None:
    verdict = judge(good_books(), good_journal(), CHEAP)

    assert verdict.broken == ()
    assert (verdict.reserved, verdict.ordered, verdict.fulfilled, verdict.shoppers) == (4, 4, 4, 3)


def test_the_report_has_every_field_that_was_promised() -> None:
    written = judge(good_books(), good_journal(), CHEAP).as_json(12.34)

    assert list(written)[: len(FIELDS)] == FIELDS
    assert written["seconds"] == 12.3
    assert written["latency_ms"]["accepted"] == {"p50": 200, "p99": 200}


def test_each_finding_is_named_in_a_sentence() -> None:
    books = good_books()
    books = replace(
        books,
        orders=(*books.orders, order_of("cal", 1)),
        notices=books.notices[1:],
        queues=(Queue("notices", 0, 2),),
    )

    broken = judge(books, good_journal(), CHEAP, turned_away=3).broken

    assert "Units were promised that do not exist: 1." in broken
    assert "Orders stand of which no shopper was told: 1." in broken
    assert "Notices that an order's history calls for were never sent: 3." in broken
    assert "Messages ended in a dead-letter queue: 2." in broken
    assert "People could not sign in: 3." in broken


def changed(**changes: Any) -> Books:
    return replace(good_books(), **changes)


def noted(note: Callable[[Journal], object]) -> Journal:
    journal = good_journal()
    note(journal)
    return journal


PLACED = replace(good_books().orders[0], state="placed", events=("placed",))
GIVEN_BACK_IN_VAIN = Ask(1, Step.GIVE_BACK, 400, "invalid_request", 0.1, 1)
PLANTED: dict[str, Callable[[], Verdict]] = {
    "oversold": lambda: judged(changed(units=3)),
    "undersold": lambda: judged(changed(units=5)),
    "duplicates": lambda: judged(journal=noted(lambda j: j.disagreements.append("two answers"))),
    "orders_lost": lambda: judged(journal=noted(lambda j: j.wrong_pages.append("order-ann"))),
    "untold": lambda: judged(journal=noted(lambda j: j.fates[0].orders.clear())),
    "broken_holds": lambda: judged(journal=noted(lambda j: j.broken_holds.append("claim"))),
    "unanswered": lambda: judged(journal=noted(lambda j: j.misread.append("KeyError()"))),
    "server_errors": lambda: judged(journal=noted(lambda j: j.server_errors.update(["500"]))),
    "unfulfilled": lambda: judged(changed(orders=(PLACED, good_books().orders[1]))),
    "notices_missing": lambda: judged(changed(notices=good_books().notices[1:])),
    "dead": lambda: judged(changed(queues=(Queue("notices", 0, 1),))),
    "waiting": lambda: judged(changed(queues=(Queue("fulfilment", 1, 0),))),
    "unreleased": lambda: judged(changed(orders=good_books().orders[:1])),
    "mispriced": lambda: judged(changed(price_minor=PRICE - 1)),
    "refused_wrongly": lambda: judged(journal=noted(lambda j: j.tell(GIVEN_BACK_IN_VAIN))),
    "turned_away": lambda: judge(good_books(), good_journal(), CHEAP, turned_away=1),
}


def judged(books: Books | None = None, journal: Journal | None = None) -> Verdict:
    return judge(books or good_books(), journal or good_journal(), CHEAP)


@pytest.mark.parametrize("name", EVERY_SALE)
def test_each_promise_of_every_sale_can_be_broken(name: str) -> None:
    sentence = EVERY_SALE[name].partition("{}")[0]

    assert any(said.startswith(sentence) for said in PLANTED[name]().broken)


def test_people_who_were_sent_home_have_no_answer() -> None:
    journal = good_journal()
    journal.sent_home = 2

    assert judged(journal=journal).unanswered == 2


def test_a_count_of_what_nobody_promised_is_no_verdict() -> None:
    with pytest.raises(KeyError):
        broken({"lost": "Lost: {}."}, {"lost": 1, "forgotten": 1})


def test_a_request_without_an_answer_breaks_a_promise() -> None:
    journal = good_journal()
    journal.tell(Ask(2, Step.RESERVE, 0, "", 60.0, 9))

    verdict = judge(good_books(), journal, CHEAP)

    assert verdict.unanswered == 1
    assert verdict.broken == ("Requests or shoppers never got a final answer: 1.",)


@pytest.mark.parametrize(("writes", "breaks"), [(0.0499, False), (0.05, True)])
def test_a_refusal_costs_fewer_than_a_twentieth_of_a_write(writes: float, breaks: bool) -> None:  # noqa: FBT001
    costs = replace(CHEAP, writes_per_refusal=writes)

    assert bool(judge(good_books(), good_journal(), costs).broken) is breaks


@pytest.mark.parametrize(("reads", "breaks"), [(2.0, False), (2.01, True)])
def test_refusing_reads_at_most_twice_a_second_in_each_process(reads: float, breaks: bool) -> None:  # noqa: FBT001
    costs = replace(CHEAP, refusing_reads_mean=reads)

    assert bool(judge(good_books(), good_journal(), costs).broken) is breaks


def test_an_engine_that_saw_nothing_of_the_api_proves_nothing_of_its_cost() -> None:
    nothing = costs(Opened(NO_REPORT, NO_REPORT, 0.0, 60.0), refusals=1)

    assert judge(good_books(), good_journal(), nothing).broken == (NOTHING_COUNTED,)


def test_where_nobody_counted_requests_the_costs_are_said_to_be_unknown() -> None:
    verdict = judge(good_books(), good_journal(), None)
    written = verdict.as_json(1.0)

    assert verdict.broken == ()
    assert written["not_judged"] == [NOT_COUNTED]
    assert written["database_writes_per_refusal"] is None
    assert written["database_reads_per_process_second"] is None


def test_what_was_not_counted_excuses_nothing_else() -> None:
    books = replace(good_books(), orders=(*good_books().orders, order_of("cal", 1)))

    assert judge(books, good_journal(), None).broken


def test_a_run_in_which_nobody_could_order_does_not_pass() -> None:
    books = replace(good_books(), orders=(), lots=(), notices=())

    broken = judge(books, Journal(), CHEAP).broken

    assert broken == ("Nobody could order, so nothing was proved.",)


def test_percentiles_are_by_nearest_rank() -> None:
    assert percentiles([second / 10 for second in range(1, 101)]) == {"p50": 5_000, "p99": 9_900}
    assert percentiles([0.5]) == {"p50": 500, "p99": 500}
    assert percentiles([]) == {"p50": None, "p99": None}


def test_later_requests_do_not_flatter_the_opening() -> None:
    journal = good_journal()
    journal.tell(Ask(2, Step.RESERVE, 409, "sold_out", 0.001, 1))

    found = latencies(journal)

    assert found["refused"] == {"p50": 300, "p99": 300}
    assert found["refused_later"] == {"p50": 1, "p99": 1}
