"""Each number of the verdict, on a small sale that is spoiled in one place."""

from dataclasses import replace

import pytest

from infra.local.crowd.journal import Bought, Fate, Hold, Journal
from infra.local.verdict import findings
from infra.local.verdict.books import Books, Claim, Lot
from tests.demo.cases import EVENTS, good_books, good_journal, notices_of, order_of, with_lot


def doubled(books: Books, journal: Journal) -> dict[str, int]:
    return {kind: count for kind, count in findings.duplicates(books, journal).items() if count}


def test_a_good_sale_has_nothing_to_find() -> None:
    books, journal = good_books(), good_journal()

    found = {
        findings.oversold(books, journal),
        findings.undersold(books, journal),
        *findings.duplicates(books, journal).values(),
        findings.orders_lost(books, journal),
        findings.orders_untold(books, journal),
        findings.notices_missing(books),
    }

    assert found == {0}
    assert findings.fulfilled(books) == 4


def test_a_lot_that_gave_more_than_it_was_allotted_is_an_oversell() -> None:
    books = with_lot(good_books(), 1, available=1)

    assert findings.oversold(books, good_journal()) == 1


def test_units_of_a_lot_that_is_not_there_are_an_oversell() -> None:
    books = good_books()
    strayed = (*books.lots[0].claims, Claim("cal", "c", 1, 0, 7))

    assert findings.oversold(with_lot(books, 0, claims=strayed), good_journal()) == 1


def test_lots_that_hold_more_than_the_plan_are_an_oversell() -> None:
    books = with_lot(good_books(), 1, allotted=5, available=3)

    assert findings.oversold(books, good_journal()) == 3


def test_orders_beyond_the_plan_are_an_oversell_even_if_the_lots_look_right() -> None:
    books = good_books()
    books = replace(books, orders=(*books.orders, order_of("cal", 1)))

    assert findings.oversold(books, good_journal()) == 1


def test_units_that_two_shoppers_held_at_once_are_an_oversell_whatever_the_books_say() -> None:
    journal = good_journal()
    journal.fates[2].holds.append(Hold("c", 1, from_at=2_000, deadline_at=9_000))

    assert findings.oversold(good_books(), journal) == 1


def test_a_hold_that_was_given_back_may_be_held_by_the_next_one_at_once() -> None:
    journal = good_journal()
    journal.fates[0].holds.insert(0, Hold("c", 2, 100, 9_000, ended_at=1_000))

    assert findings.oversold(good_books(), journal) == 0


def test_a_hold_counts_no_longer_than_to_its_deadline() -> None:
    journal = good_journal()
    journal.fates[2].holds.append(Hold("c", 2, from_at=0, deadline_at=1_000))

    assert findings.oversold(good_books(), journal) == 0


def test_who_orders_and_does_not_pay_holds_the_units_until_the_money_is_due() -> None:
    journal = good_journal()
    hold = Hold("c", 2, from_at=0, deadline_at=900, pay_by=1_002)
    journal.fates[2].holds.append(hold)

    assert findings.oversold(good_books(), journal) == 2


def test_a_unit_left_while_somebody_wanted_one_is_an_undersell() -> None:
    books = good_books()
    books = replace(books, orders=(books.orders[0], order_of("ben", 1)))

    assert findings.undersold(books, good_journal()) == 1


def test_a_unit_left_is_no_undersell_if_the_refused_wanted_more() -> None:
    books, journal = good_books(), good_journal()
    books = replace(books, orders=(books.orders[0], order_of("ben", 1)))
    journal.fates[2].refused_for = 2

    assert findings.undersold(books, journal) == 0


def test_units_written_off_are_not_left() -> None:
    books = with_lot(good_books(), 1, written_off=2, allotted=2)
    books = replace(books, orders=books.orders[:1])

    assert findings.unclaimed(books) == 0


def test_a_unit_behind_a_claim_that_is_nobodys_order_is_left() -> None:
    books = good_books()
    books = replace(books, orders=books.orders[:1])

    assert findings.unclaimed(books) == 2


def test_a_second_claim_of_one_shopper_is_a_duplicate() -> None:
    books = with_lot(good_books(), 1, claims=(Claim("ann", "another", 1, 1, 1),))

    assert doubled(books, good_journal()) == {"claims": 1}


def test_a_second_order_of_one_shopper_is_a_duplicate() -> None:
    books = good_books()
    books = replace(books, orders=(*books.orders, replace(books.orders[0], order="other")))

    assert doubled(books, good_journal()) == {"orders": 1}


def test_an_order_packed_twice_is_a_duplicate() -> None:
    books = good_books()
    twice = replace(books.orders[0], events=("placed", "in_fulfilment", "in_fulfilment"))
    books = replace(books, orders=(twice, books.orders[1]))

    assert doubled(books, good_journal()) == {"fulfilments": 1}


def test_a_mail_sent_again_under_its_key_is_no_duplicate_but_under_another_it_is() -> None:
    books = good_books()
    again = replace(books, notices=books.notices * 2)
    anew = replace(books, notices=(*books.notices, replace(books.notices[0], key="another")))

    assert doubled(again, good_journal()) == {}
    assert doubled(anew, good_journal()) == {"notices": 1}


def test_an_order_beyond_one_that_a_shopper_was_told_of_is_a_duplicate() -> None:
    journal = good_journal()
    journal.fates[0].orders["second"] = Bought("second", 1, 4_997, "link")

    assert doubled(good_books(), journal) == {"orders_told": 1}


def test_two_clicks_with_two_answers_are_a_duplicate() -> None:
    journal = good_journal()
    journal.disagreements.append("shopper 1: reserve twice, two answers")

    assert doubled(good_books(), journal) == {"answers": 1}


def test_an_order_that_was_told_and_is_not_there_is_lost() -> None:
    journal = good_journal()
    journal.fates[2].orders["gone"] = Bought("gone", 1, 4_997, "link")

    assert findings.orders_lost(good_books(), journal) == 1


def test_an_order_for_fewer_or_at_another_price_than_was_told_is_lost() -> None:
    books = good_books()
    ann, ben = books.orders
    dearer = replace(books, orders=(ann, replace(ben, total_minor=ben.total_minor + 1)))
    fewer = replace(books, orders=(ann, replace(ben, quantity=1)))

    assert findings.orders_lost(dearer, good_journal()) == 1
    assert findings.orders_lost(fewer, good_journal()) == 1


def test_an_order_whose_mails_go_to_somebody_else_is_lost() -> None:
    books = good_books()
    astray = replace(books.orders[0], email="ben@example.com")

    found = findings.orders_lost(replace(books, orders=(astray, books.orders[1])), good_journal())

    assert found == 1


def test_an_order_that_was_cancelled_behind_the_shoppers_back_is_lost() -> None:
    books = good_books()
    ended = replace(books.orders[0], state="cancelled", events=(*EVENTS, "cancelled"))
    books = replace(books, orders=(ended, books.orders[1]))

    assert findings.orders_lost(books, good_journal()) == 1


def test_an_order_that_stands_though_its_shopper_cancelled_it_is_lost_and_not_untold() -> None:
    journal = good_journal()
    journal.fates[0].orders.clear()
    journal.fates[0].cancelled.add("order-ann")

    assert findings.orders_lost(good_books(), journal) == 1
    assert findings.orders_untold(good_books(), journal) == 0


def test_an_order_without_its_claim_is_lost() -> None:
    books = with_lot(good_books(), 0, claims=good_books().lots[0].claims[:1], available=0)

    assert findings.orders_lost(books, good_journal()) == 1


def test_an_order_whose_page_told_another_story_is_lost_once() -> None:
    journal = good_journal()
    journal.wrong_pages += ["order-ann", "order-ann"]

    assert findings.orders_lost(good_books(), journal) == 1


def test_an_order_that_no_shopper_was_told_of_is_found() -> None:
    journal = good_journal()
    journal.fates[0] = Fate(0, "ann@example.com", shopper="ann")

    assert findings.orders_untold(good_books(), journal) == 1


@pytest.mark.parametrize(
    ("events", "in_force"),
    [
        (("placed",), True),
        (("awaiting_payment", "reminded", "paid"), True),
        (("awaiting_payment", "expired"), False),
        (("placed", "withdrawn", "refunded"), False),
        (("placed", "in_fulfilment", "shipped", "withdrawn"), True),
        (("placed", "in_fulfilment", "shipped", "withdrawn", "returned"), False),
        (("placed", "cancelled", "gift", "refunded"), False),
    ],
)
def test_an_order_is_in_force_until_its_units_came_back(
    events: tuple[str, ...], *, in_force: bool
) -> None:
    assert replace(order_of("ann", 1), events=events).in_force is in_force


def test_an_event_without_a_mail_to_the_orders_address_is_missing() -> None:
    books = good_books()
    strayed = (*books.notices[1:], replace(books.notices[0], to="somebody@example.com"))

    assert findings.notices_missing(replace(books, notices=books.notices[1:])) == 1
    assert findings.notices_missing(replace(books, notices=strayed)) == 1


def test_a_cancelled_order_needs_its_notices_too() -> None:
    order = replace(
        order_of("ann", 1), state="cancelled", events=("placed", "in_fulfilment", "cancelled")
    )
    books = replace(good_books(), orders=(order,), notices=notices_of(order)[:2])

    assert findings.notices_missing(books) == 1


def test_an_order_that_is_not_being_packed_is_not_fulfilled() -> None:
    books = good_books()
    waiting = replace(books.orders[0], state="placed", events=("placed",))

    assert findings.fulfilled(replace(books, orders=(waiting, books.orders[1]))) == 2


def test_who_was_refused_by_one_pool_does_not_want_what_is_left_of_another() -> None:
    books, journal = good_books(), good_journal()
    lots = (*books.lots, Lot(2, 1, 1, 0, 0, pool="later"))
    books = replace(books, units=5, lots=lots)
    refused, wanted = journal.fates[2], findings.undersold(books, journal)
    refused.refused_in = "later"

    assert (wanted, findings.undersold(books, journal)) == (0, 1)


def test_units_that_were_laid_out_in_no_pool_are_an_undersell() -> None:
    books = good_books()
    books = replace(books, units=6, lots=(*books.lots, Lot(2, 1, 0, 0, 1, pool="later")))

    assert findings.undersold(books, good_journal()) == 1
