from __future__ import annotations

import pytest

from chalicelib.workers import letters
from sale_api.domain.order import Actor, Contact, Order, OrderState, Shipment
from tests.orders import an_order, cancelled, shipped


def link_to(order: str) -> str:
    return f"https://shop.example.org/order.html#{order}"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("state", list(OrderState))
def test_every_change_of_an_order_has_a_mail_in_both_languages(
    language: str, state: OrderState
) -> None:
    assert letters.SUBJECTS[language][state]
    assert "$link" in letters.TEXTS[language][state]


def test_the_receipt_says_what_was_ordered_in_the_shoppers_words_and_zone() -> None:
    order = an_order(language="de", at=1_247_641_200_000)

    mail = letters.notice(order, order.history[0], link_to=link_to)

    assert mail.subject == "Wir haben Ihre Bestellung erhalten: A phone"
    assert "am 15.07.2009, 09:00:00 Uhr (CEST) erhalten" in mail.text
    assert "2 x A phone, je 49,97 EUR, zusammen 99,94 EUR" in mail.text
    assert link_to(order.order) in mail.text


def test_a_shipment_is_told_with_its_number_and_a_cancellation_with_its_reason() -> None:
    sent: Order = shipped(an_order())
    ended = cancelled(an_order(), "the supplier has none left")

    parcel = letters.notice(sent, sent.history[2], link_to=link_to)
    ending = letters.notice(ended, ended.history[1], link_to=link_to)

    assert "DHL, number 00340" in parcel.text
    assert "https://parcels.example.org/00340" in parcel.text
    assert "the supplier has none left" in ending.text


def test_a_mail_on_an_event_says_what_it_was_whatever_came_after_it() -> None:
    order = cancelled(an_order())

    mail = letters.notice(order, order.history[0], link_to=link_to)

    assert mail.subject == "We have received your order: A phone"
    assert mail.key == f"{order.order}-1"


def test_the_sign_in_mail_holds_its_link() -> None:
    contact = Contact("ada@example.org", "en", "Europe/Berlin")

    mail = letters.sign_in(contact, "https://shop.example.org/sign-in.html#t", key="m1")

    assert "https://shop.example.org/sign-in.html#t" in mail.text
    assert (mail.to, mail.key) == ("ada@example.org", "m1")


def test_a_parcel_that_cannot_be_followed_leaves_no_empty_line() -> None:
    taken_in = an_order().moved(OrderState.IN_FULFILMENT, at=1, by=Actor.SYSTEM)
    sent = taken_in.moved(
        OrderState.SHIPPED, at=2, by=Actor.MARKETER, shipment=Shipment("DHL", "00340")
    )

    mail = letters.notice(sent, sent.history[2], link_to=link_to)

    assert "    DHL, number 00340\n\nhttps://" in mail.text
