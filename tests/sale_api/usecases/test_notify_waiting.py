from __future__ import annotations

from typing import Any

import pytest

from sale_api.domain.moves import Actor
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry, EntryEvent, EntryState, turn_of
from sale_api.ports import Mail, Taken, Unknown
from sale_api.usecases.notify_waiting import notify_waiting
from tests.fakes import FakeMailer
from tests.sale_api.given import CONTACT, OPENS, SALE, SECOND
from tests.sale_api.shop import Shop

NOTICE = "2-notice"


def written(sale: Sale, entry: Entry, number: int) -> Mail:
    said = f"{sale.plan.title}: {entry.history[number - 1].what}"
    return Mail(to=entry.contact.email, subject=said, text=said, html=said, key=f"key-{number}")


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shopper = shop.shopper()
    entry = Entry(
        sale=SALE,
        shopper=shopper,
        pool="main",
        quantity=1,
        price=shop.sale.plan.price,
        contact=CONTACT,
        turn=turn_of("main", 0, OPENS, late=True, shopper=shopper),
        history=(EntryEvent(OPENS, EntryState.WAITING, Actor.SHOPPER, 1),),
    )
    shop.waiting.join(entry)
    shop.waiting.serve(entry.served(OPENS + 1))
    return shop


def tell(shop: Shop, mailer: Any) -> None:
    notify_waiting(
        sale_id=SALE,
        shopper=shop.shopper(),
        event=2,
        now=shop.now,
        sales=shop.sales,
        waiting=shop.waiting,
        mailer=mailer,
        write=written,
    )


def test_an_event_of_an_entry_is_mailed_and_marked_as_told_once(shop: Shop) -> None:
    mailer = FakeMailer()

    for _ in range(2):
        tell(shop, mailer)

    title = shop.sale.plan.title
    assert [mail.subject for mail in mailer.mails] == [f"{title}: served"]
    assert shop.waiting.find(SALE, shop.shopper()).done == {NOTICE: shop.now}


def test_who_finds_somebody_else_telling_it_comes_again(shop: Shop) -> None:
    mailer = FakeMailer()
    shop.waiting.lease(SALE, shop.shopper(), NOTICE, shop.now, shop.now + SECOND)

    with pytest.raises(Taken):
        tell(shop, mailer)

    assert mailer.mails == []


def test_whose_contact_was_erased_is_told_nothing_any_more(shop: Shop) -> None:
    mailer = FakeMailer()
    shop.waiting.forget(SALE, shop.shopper())

    tell(shop, mailer)

    assert mailer.mails == []
    assert shop.waiting.find(SALE, shop.shopper()).done == {NOTICE: shop.now}


def test_a_mail_that_may_not_have_gone_is_not_marked(shop: Shop) -> None:
    mailer = FakeMailer()
    mailer.down = True

    with pytest.raises(Unknown):
        tell(shop, mailer)

    assert shop.waiting.find(SALE, shop.shopper()).done == {}
