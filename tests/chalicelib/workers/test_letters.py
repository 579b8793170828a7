"""What a mail takes from an order; what holds for every mail there is stands in `tests/mails/`."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chalicelib.bank import Bank
from chalicelib.token_claims import SignInClaims
from chalicelib.workers import letters
from sale_api.domain.contact import Contact
from sale_api.domain.history import Note, NoteKind, Shipment
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.payment import Prepaid, reference_of
from sale_api.usecases.cancel import OWN_WISH
from tests.mails.reading import read
from tests.orders import an_order, cancelled, shipped
from tests.sale_api import given


def link_to(order: str) -> str:
    return f"https://shop.example.org/order.html#{order}"


def test_the_receipt_says_what_was_ordered_in_the_shoppers_words_and_zone() -> None:
    order = an_order(language="de", at=1_247_641_200_000)

    mail = letters.notice(order, order.history[0], link_to=link_to, payments=Bank())

    assert mail.subject == "Wir haben Ihre Bestellung erhalten: A phone"
    for line in (
        f"Bestellnummer: {order.order}",
        "Eingegangen am: 15. Juli 2009, 09:00:00 Uhr (07:00:00 UTC)",
        "Artikel: A phone",
        "Menge: 2",
        "Einzelpreis: 49,97\u00a0€",
        "Gesamtpreis: 99,94\u00a0€",
        "Lieferung an: Ada Lovelace",
        "    Kurze Straße 1",
        "    10115 Berlin",
        "    Deutschland",
        "Verkäufer: The shop",
        "    service@shop.example",
    ):
        assert f"    {line}\n" in mail.text
    assert link_to(order.order) in mail.text
    assert mail.reply_to == "service@shop.example"


@pytest.mark.parametrize(("bic", "rows"), [("", 0), ("COBADEFFXXX", 1)])
@pytest.mark.parametrize("event", [0, 1], ids=["receipt", "reminder"])
def test_who_pays_first_reads_to_whom_how_much_under_which_reference_and_by_when(
    event: int, bic: str, rows: int
) -> None:
    asked = Prepaid("The shop", "DE89370400440532013000", bic, 2, 1_247_641_200_000)
    order = given.an_order(prepaid=asked)
    owed = order.noted(Note(NoteKind.REMINDED, "1"), at=3, by=Actor.SYSTEM)

    mail = letters.notice(owed, owed.history[event], link_to=link_to, payments=Bank())

    reference = reference_of(owed.order)
    in_fours = " ".join(reference[start : start + 4] for start in range(0, 28, 4))
    for line in (
        "Zu zahlen bis: 15. Juli 2009, 09:00:00 Uhr (07:00:00 UTC)",
        "Gesamtpreis: 99,94\u00a0€",
        "Empfänger: The shop",
        "IBAN: DE89 3704 0044 0532 0130 00",
        f"Verwendungszweck: {in_fours}",
    ):
        assert f"    {line}\n" in mail.text
    assert mail.text.count("    BIC: COBADEFFXXX\n") == rows


@pytest.mark.parametrize(("currency", "told"), [("EUR", 1), ("CHF", 0)])
def test_a_code_is_told_of_and_shown_where_the_page_has_one(currency: str, told: int) -> None:
    prepaid = Prepaid("The shop", "DE89370400440532013000", "", 2, 3)
    order = replace(given.an_order(prepaid=prepaid), price=Money(4_997, currency))
    paid = order.moved(OrderState.PAID, at=1, by=Actor.SYSTEM, detail="b1")

    asked, thanked = (
        letters.notice(each, each.history[-1], link_to=link_to, payments=Bank())
        for each in (order, paid)
    )

    assert (asked.text.count("QR-Code für Ihre Banking-App"), len(asked.pictures)) == (told, told)
    assert ("Banking-App" in thanked.text, thanked.pictures) == (False, {})


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Inzwischen ist Ihre Bestellung weiter."), ("en", "has gone on.")]
)
@pytest.mark.parametrize("event", [0, 1], ids=["receipt", "reminder"])
def test_a_mail_that_asks_for_money_and_comes_too_late_says_so_and_shows_no_code(
    event: int, language: str, said: str
) -> None:
    asked = Prepaid("The shop", "DE89370400440532013000", "", 2, 3)
    order = replace(given.an_order(prepaid=asked), contact=Contact("a@b.example", language, "UTC"))
    owed = order.noted(Note(NoteKind.REMINDED, "1"), at=3, by=Actor.SYSTEM)
    ended = cancelled(owed)

    late, timely = (
        letters.notice(each, each.history[event], link_to=link_to, payments=Bank())
        for each in (ended, owed)
    )

    assert (said in late.text, late.pictures) == (True, {})
    assert (said in timely.text, len(timely.pictures)) == (False, 1)


def test_a_shipment_is_told_with_its_number_and_where_to_follow_it() -> None:
    sent: Order = shipped(an_order())

    mail = letters.notice(sent, sent.history[2], link_to=link_to, payments=Bank())

    followed = "    Parcel number: 00340\n        https://parcels.example.org/00340\n"
    assert f"    Shipped with: DHL\n{followed}" in mail.text
    assert "https://parcels.example.org/00340" in read(mail.html).links


def test_a_parcel_that_cannot_be_followed_has_no_link() -> None:
    taken_in = an_order().moved(OrderState.IN_FULFILMENT, at=1, by=Actor.SYSTEM)
    sent = taken_in.moved(
        OrderState.SHIPPED, at=2, by=Actor.MARKETER, shipment=Shipment("DHL", "00340")
    )

    mail = letters.notice(sent, sent.history[2], link_to=link_to, payments=Bank())

    assert "    Parcel number: 00340\n    Shipped on: 1 January 1970" in mail.text
    assert set(read(mail.html).links) == {link_to(sent.order)}


def test_a_cancellation_is_told_with_its_reason() -> None:
    ended = cancelled(an_order(), "the supplier has none left")

    mail = letters.notice(ended, ended.history[1], link_to=link_to, payments=Bank())

    assert mail.subject == "Your order was cancelled: A phone"
    assert "    Reason: the supplier has none left\n" in mail.text


@pytest.mark.parametrize(
    ("reason", "told"), [(OWN_WISH, []), ("A better one", ["    Grund: A better one"])]
)
def test_shoppers_who_cancelled_hear_so_and_read_the_reason_that_they_gave(
    reason: str, told: list[str]
) -> None:
    ended = an_order(language="de").moved(
        OrderState.CANCELLED, at=2, by=Actor.SHOPPER, reason=reason
    )

    mail = letters.notice(ended, ended.history[1], link_to=link_to, payments=Bank())

    assert mail.subject == "Sie haben Ihre Bestellung storniert: A phone"
    assert [line for line in mail.text.splitlines() if "Grund" in line] == told


def test_a_seller_may_give_as_the_reason_that_the_shopper_cancelled() -> None:
    ended = an_order().moved(OrderState.CANCELLED, at=2, by=Actor.MARKETER, reason=OWN_WISH)

    mail = letters.notice(ended, ended.history[1], link_to=link_to, payments=Bank())

    assert f"    Reason: {OWN_WISH}\n" in mail.text


@pytest.mark.parametrize(
    ("language", "said"), [("de", "zahlt der Verkäufer es"), ("en", "the seller pays it back")]
)
@pytest.mark.parametrize("by", [Actor.MARKETER, Actor.SHOPPER, Actor.SYSTEM])
def test_who_was_to_pay_first_hears_of_their_money_when_the_order_ends(
    by: Actor, language: str, said: str
) -> None:
    asked = Prepaid("The shop", "DE89370400440532013000", "", 2, 3)
    ended_as = OrderState.EXPIRED if by is Actor.SYSTEM else OrderState.CANCELLED
    contact = Contact("a@b.example", language, "UTC")
    order = replace(given.an_order(prepaid=asked), contact=contact)
    ended = order.moved(ended_as, at=4, by=by, reason="why")

    mail = letters.notice(ended, ended.history[-1], link_to=link_to, payments=Bank())

    assert said in " ".join(mail.text.split())


def test_who_pays_by_invoice_hears_nothing_of_money_when_the_order_ends() -> None:
    ended = cancelled(an_order())

    mail = letters.notice(ended, ended.history[-1], link_to=link_to, payments=Bank())

    assert "pays it back" not in " ".join(mail.text.split())


def test_a_withdrawal_is_confirmed_with_its_instant_and_all_that_was_declared() -> None:
    order = an_order(language="de", at=1_247_641_200_000).moved(
        OrderState.WITHDRAWN,
        at=1_247_641_207_000,
        by=Actor.SHOPPER,
        reason="Zu laut.",
        detail="Ada King",
    )

    mail = letters.notice(order, order.history[1], link_to=link_to, payments=Bank())

    assert mail.subject == "Ihr Widerruf ist eingegangen: A phone"
    for line in (
        "Eingegangen am: 15. Juli 2009, 09:00:07 Uhr (07:00:07 UTC)",
        "Erklärt von: Ada King",
        f"Bestellnummer: {order.order}",
        "Artikel: A phone",
        "Grund: Zu laut.",
    ):
        assert f"    {line}\n" in mail.text


def test_a_mail_on_an_event_says_what_it_was_whatever_came_after_it() -> None:
    order = cancelled(an_order())

    mail = letters.notice(order, order.history[0], link_to=link_to, payments=Bank())

    assert mail.subject == "We have received your order: A phone"
    assert mail.key == f"{order.order}-1"


def test_a_seller_without_a_name_is_called_by_the_shops_address() -> None:
    order = replace(an_order(), seller="", seller_contact="")

    mail = letters.notice(order, order.history[0], link_to=link_to, payments=Bank())

    assert "Seller" not in mail.text
    assert "\n-- \nshop.example.org\n" in mail.text


def test_the_sign_in_mail_holds_its_link_and_how_long_it_works() -> None:
    contact = Contact("ada@example.org", "en", "Europe/Berlin")

    mail = letters.sign_in(contact, "https://shop.example.org/sign-in.html#t", key="m1")

    assert "\nhttps://shop.example.org/sign-in.html#t\n" in mail.text
    assert f"works for {SignInClaims.lives_seconds // 60} minutes" in mail.text
    assert "sign in at shop.example.org" in mail.text
    assert (mail.to, mail.key) == ("ada@example.org", "m1")
