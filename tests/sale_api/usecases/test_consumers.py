"""The consumers of the queues, `fulfil` and `notify`: messages come at least once."""

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from sale_api.domain.history import Event
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import NOTICE, Order, task
from sale_api.ports import ENDED, READY, Mail, Orders, Taken, Unknown, Unmet
from sale_api.usecases.fulfil import LEASE_MS, fulfil
from sale_api.usecases.notify import TRIES, notify
from tests.fakes import FakeMailer, FakeOrders, FakeWarehouse
from tests.sale_api.given import OPENS, PREPAYMENT, an_order, cancelled
from tests.sale_api.hindered import Hindrance, hindered, lose, refuse

ORDER = an_order()


@dataclass
class Workshop:
    """One order, the consumers of its events, and a mailer."""

    now: int = OPENS
    mailer: FakeMailer = field(default_factory=FakeMailer)
    warehouse: FakeWarehouse = field(default_factory=FakeWarehouse)

    def __post_init__(self) -> None:
        self.orders = FakeOrders()
        self.orders.place(ORDER)

    @property
    def order(self) -> Order:
        order = self.orders.standing[ORDER.order]
        assert isinstance(order, Order)
        return order

    def fulfil(self, event: int = 1, orders: Orders | None = None) -> None:
        fulfil(
            order_id=ORDER.order,
            event=event,
            now=self.now,
            orders=orders or self.orders,
            warehouse=self.warehouse,
        )

    def notify(self, event: int = 1) -> None:
        notify(
            order_id=ORDER.order,
            event=event,
            now=self.now,
            orders=self.orders,
            mailer=self.mailer,
            write=mail_on,
        )


def mail_on(order: Order, event: Event) -> Mail:
    key = f"{order.order}-{event.number}"
    return Mail(order.contact.email, event.what, event.reason, "", key)


def test_a_placed_order_is_taken_into_fulfilment_and_the_task_is_done() -> None:
    shop = Workshop()

    shop.fulfil()

    event = Event(2, OPENS, Actor.SYSTEM, OrderState.IN_FULFILMENT)
    assert shop.order.history == (*ORDER.history, event)
    assert shop.order.done == {task(1, "fulfilment"): OPENS}


def test_an_order_in_fulfilment_is_one_that_the_warehouse_has() -> None:
    shop = Workshop()
    shop.warehouse.down = True
    with pytest.raises(Unknown):
        shop.fulfil()
    assert shop.order == ORDER
    shop.warehouse.down = False
    shop.now += LEASE_MS

    shop.fulfil()

    assert shop.warehouse.told == [(READY, f"{ORDER.order}-1-fulfilment", ORDER.order)]
    assert shop.order.state is OrderState.IN_FULFILMENT


def test_what_the_warehouse_was_told_without_a_mark_it_is_told_again_under_the_same_name() -> None:
    shop = Workshop()
    with pytest.raises(Unknown):
        shop.fulfil(orders=hindered(shop.orders, "move", before=[lose]))
    shop.now += LEASE_MS

    shop.fulfil()

    assert shop.warehouse.told == [(READY, f"{ORDER.order}-1-fulfilment", ORDER.order)] * 2
    assert shop.order.version == 2


def test_a_paid_order_is_handed_to_the_warehouse() -> None:
    shop = Workshop()
    prepaid = an_order(prepaid=PREPAYMENT.asked(OPENS))
    shop.orders.standing[ORDER.order] = prepaid.moved(OrderState.PAID, at=OPENS, by=Actor.MARKETER)

    shop.fulfil(event=2)

    assert shop.warehouse.told == [(READY, f"{ORDER.order}-2-fulfilment", ORDER.order)]
    assert shop.order.state is OrderState.IN_FULFILMENT


def test_the_warehouse_is_told_what_has_ended() -> None:
    shop = Workshop()
    shop.orders.move(cancelled(ORDER))

    shop.fulfil(event=2)

    assert shop.warehouse.told == [(ENDED, f"{ORDER.order}-2-fulfilment", ORDER.order)]
    assert shop.order == replace(cancelled(ORDER), done={task(2, "fulfilment"): OPENS})


def test_a_message_that_comes_again_changes_nothing() -> None:
    shop = Workshop()
    shop.fulfil()
    first = shop.order
    shop.now += 10 * LEASE_MS

    shop.fulfil()

    assert shop.order == first
    assert len(shop.warehouse.told) == 1


@pytest.mark.parametrize(("age", "free"), [(LEASE_MS - 1, False), (LEASE_MS, True)])
def test_a_consumer_has_the_event_to_itself_until_its_lease_runs_out(
    age: int, *, free: bool
) -> None:
    shop = Workshop()
    shop.orders.lease(ORDER.order, task(1, "fulfilment"), OPENS, OPENS + LEASE_MS)
    shop.now = OPENS + age

    if free:
        shop.fulfil()
        assert shop.order.state is OrderState.IN_FULFILMENT
    else:
        with pytest.raises(Taken):
            shop.fulfil()


def test_an_order_that_was_cancelled_meanwhile_stays_cancelled() -> None:
    shop = Workshop()
    shop.orders.move(cancelled(ORDER))

    shop.fulfil()

    assert shop.order.state is OrderState.CANCELLED
    assert shop.order.done == {task(1, "fulfilment"): OPENS}
    assert shop.warehouse.told == []


def test_an_order_cancelled_between_lease_and_move_makes_the_message_come_again() -> None:
    shop = Workshop()
    orders = shop.orders
    rival = hindered(orders, "move", before=[lambda *_, **__: orders.move(cancelled(ORDER))])

    with pytest.raises(Unmet):
        shop.fulfil(orders=rival)

    shop.now += LEASE_MS
    shop.fulfil()
    assert shop.order.state is OrderState.CANCELLED


def test_each_event_is_told_and_marked_as_told() -> None:
    shop = Workshop()
    shop.orders.move(cancelled(ORDER))

    shop.notify(1)
    shop.notify(2)

    assert [mail.key for mail in shop.mailer.mails] == [f"{ORDER.order}-1", f"{ORDER.order}-2"]
    assert [mail.text for mail in shop.mailer.mails] == ["", "no supply"]
    assert [shop.order.told_at(event) for event in shop.order.history] == [OPENS, OPENS]


def test_a_notice_that_was_told_is_not_told_again() -> None:
    shop = Workshop()
    shop.notify()
    shop.now += 10 * LEASE_MS

    shop.notify()

    assert len(shop.mailer.mails) == 1


def test_a_mail_that_may_not_have_gone_is_not_marked_as_told_and_comes_again() -> None:
    shop = Workshop()
    shop.mailer.down = True
    with pytest.raises(Unknown):
        shop.notify()
    assert shop.order.done == {}
    shop.mailer.down = False
    shop.now += LEASE_MS

    shop.notify()

    assert len(shop.mailer.mails) == 1


def test_a_mail_that_went_without_its_mark_goes_again_under_the_same_key() -> None:
    shop = Workshop()
    orders = hindered(shop.orders, "finish", before=[lose] * TRIES)
    with pytest.raises(Unknown):
        notify(
            order_id=ORDER.order,
            event=1,
            now=OPENS,
            orders=orders,
            mailer=shop.mailer,
            write=mail_on,
        )
    shop.now += LEASE_MS

    shop.notify()

    assert [mail.key for mail in shop.mailer.mails] == [f"{ORDER.order}-1"] * 2


@pytest.mark.parametrize("trouble", [lose, refuse])
def test_a_mail_that_went_is_marked_though_something_is_in_the_way(trouble: Hindrance) -> None:
    shop = Workshop()
    orders = hindered(shop.orders, "finish", before=[trouble] * (TRIES - 1))

    notify(
        order_id=ORDER.order,
        event=1,
        now=OPENS,
        orders=orders,
        mailer=shop.mailer,
        write=mail_on,
    )

    assert shop.order.told_at(ORDER.history[0]) == OPENS
    assert len(shop.mailer.mails) == 1


def test_a_mail_whose_fate_is_known_went_and_is_only_marked() -> None:
    shop = Workshop()
    shop.orders.posted(ORDER.order, task(1, NOTICE), "1:0000000000001")

    shop.notify()

    assert shop.mailer.mails == []
    assert shop.order.told_at(ORDER.history[0]) == OPENS
