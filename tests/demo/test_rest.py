"""Waiting for the shop to come to rest is bounded, and ends at once when it has."""

from dataclasses import replace

from infra.local.verdict.books import Books, Entry, EntryEvent, ListBooks
from infra.local.verdict.rest import wait_for_rest
from tests.demo.cases import good_books


class Shop:
    """Has so many messages waiting at each look, the last number for ever."""

    def __init__(self, books: Books, *waiting: int) -> None:
        self._books = books
        self._waiting = list(waiting) or [0]
        self.looks = self.read = 0
        self.list = ListBooks((), ())

    def waiting(self) -> int:
        self.looks += 1
        return self._waiting.pop(0) if len(self._waiting) > 1 else self._waiting[0]

    def books(self) -> Books:
        self.read += 1
        return self._books

    def waitlist(self) -> ListBooks:
        return self.list


def test_a_shop_at_rest_is_not_waited_for() -> None:
    shop = Shop(good_books())

    assert wait_for_rest(shop, lambda: None)
    assert (shop.looks, shop.read) == (1, 1)


def test_books_are_not_read_while_messages_wait() -> None:
    shop = Shop(good_books(), 2, 0)

    assert wait_for_rest(shop, lambda: None)
    assert (shop.looks, shop.read) == (2, 1)


def test_a_shop_in_which_nothing_moves_is_given_up() -> None:
    restless = replace(good_books(), notices=())

    assert not wait_for_rest(Shop(restless), lambda: None, patience_seconds=0.1)
    assert not wait_for_rest(Shop(good_books(), 1), lambda: None, patience_seconds=0.1)


def test_a_shop_in_which_an_offer_is_not_noted_yet_is_not_at_rest() -> None:
    shop = Shop(good_books())
    offered = (EntryEvent(1, "waiting", 1), EntryEvent(2, "offered", 1, 1))
    shop.list = ListBooks((Entry("ann", 1, 1, "a@x", "o", offered),), ())

    assert not wait_for_rest(shop, lambda: None, patience_seconds=0.1)


def test_a_shop_that_moves_is_waited_for_beyond_that() -> None:
    assert wait_for_rest(Shop(good_books(), 3, 2, 1, 0), lambda: None, patience_seconds=0.6)
