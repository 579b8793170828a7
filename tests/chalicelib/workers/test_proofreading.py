"""What is found before the first mail goes, and that it is found at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from chalicelib.bank import Bank
from chalicelib.workers import letters, list_letters, messages, proofreading
from chalicelib.workers.mails.rendering import words_of
from tests.orders import an_order
from tests.systems import World

Words = dict[str, Any]
PAYMENTS = Bank()


@pytest.fixture
def fresh() -> Iterator[None]:
    """Look again, whatever was seen before, and let nobody else rely on what was seen here."""
    proofreading._seen_whole.clear()
    yield
    proofreading._seen_whole.clear()


def spoilt(monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Words], object]) -> list[str]:
    """Give the faults that are found with these words spoilt in English."""

    def words(language: str) -> Mapping[str, Any]:
        read = deepcopy(dict(words_of(language)))
        if language == "en":
            spoil(read)
        return read

    monkeypatch.setattr(proofreading, "words_of", words)
    return list(proofreading.faults(proofreading.LANGUAGES, PAYMENTS))


@pytest.mark.usefixtures("fresh")
def test_every_mail_can_be_written_in_every_language() -> None:
    proofreading.check(PAYMENTS)

    assert proofreading.LANGUAGES == ("de", "en")


def test_all_faults_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(words: Words) -> None:
        words["shipped"]["subject"] = "{carrier} and {nobody}"
        words["cancelled"]["before"] = ["{parcel}", "{}"]
        del words["delivered"]["button"]
        del words["facts"]["carrier"]
        del words["common"]["money_back"]
        del words["gift"]

    found = spoilt(monkeypatch, spoil)

    assert {
        "en, shipped: nothing fills {nobody}",
        "en, shipped: no label for carrier",
        "en, cancelled: nothing fills {parcel}",
        "en, cancelled: nothing fills {}",
        "en, delivered: there is no button",
        "en, gift: there is no subject",
        "en, gift: there is no after",
        "en, expired: there is no money_back for all letters",
        "en, cancelled: there is no money_back for all letters",
    } <= set(found)
    assert not [fault for fault in found if fault.startswith("de")]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("kind", ["shipped", "gift", "cancelled_by_shopper"])
def test_a_state_or_note_without_a_letter_is_named(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {name: row for name, row in letters.SHOWN.items() if name != kind}
    monkeypatch.setattr(letters, "SHOWN", rows)

    assert list(proofreading.faults((), PAYMENTS)) == [f"{kind} has no letter"]


@pytest.mark.parametrize("kind", list_letters.SHOWN)
def test_what_a_waiting_list_tells_and_has_no_letter_is_named(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {name: row for name, row in list_letters.SHOWN.items() if name != kind}
    monkeypatch.setattr(list_letters, "SHOWN", rows)

    assert list(proofreading.faults((), PAYMENTS)) == [f"{kind} has no letter"]


def test_a_letter_may_not_count_on_what_an_event_need_not_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def spoil(words: Words) -> None:
        words["cancelled"]["heading"] = "{reason}"
        words["withdrawn"]["heading"] = "{reason}"

    found = spoilt(monkeypatch, spoil)

    assert found == ["en, withdrawn: nothing fills {reason}"]


@pytest.mark.usefixtures("fresh")
def test_nothing_is_mailed_while_any_letter_is_incomplete(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = an_order()
    world.orders.place(order)
    monkeypatch.setattr(proofreading, "faults", lambda *_: iter(["en, gift: there is no button"]))
    record = {"messageId": "m0", "body": f'{{"order": "{order.order}", "event": 1}}'}

    with pytest.raises(proofreading.IncompleteError, match="no button"):
        messages.notices({"Records": [record]})

    assert world.mailer.mails == []
    assert world.orders.find(order.order) == order
    (line,) = world.lines
    assert '"letters_incomplete"' in line
    assert "there is no button" in line
