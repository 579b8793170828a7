"""The one place that joins use cases and AWS: settings become a system, once a process.

Nothing is built at import; the first request or event builds it. Tests `install` their own.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from chalicelib.aws import (
    baskets,
    changes,
    circles,
    entrants,
    entries,
    goods,
    invitations,
    lots,
    mail,
    orders,
    published,
    queues,
    sales,
    secret,
    seeds,
    shoppers,
    tables,
    views,
    waiting,
)
from chalicelib.bank import Bank
from chalicelib.beacon import beacon_named
from chalicelib.keyring import Keyring
from chalicelib.logs import Log
from chalicelib.settings import Settings, read_settings
from chalicelib.system import Pace, SystemChance, now, wait_until
from chalicelib.tokens import Tokens
from chalicelib.webhook import PURPOSE, warehouse_at
from sale_api import ports
from sale_api.domain.order import Standing
from sale_api.domain.waiting import Entry
from sale_api.usecases.circles import Circles
from sale_api.usecases.watch import Watch


class System(msgspec.Struct, frozen=True, kw_only=True):
    """All that a request or an event needs; `now` is asked once for each."""

    settings: Settings
    log: Log
    tokens: Tokens
    sales: ports.Sales
    lots: ports.Lots
    published: ports.Published
    goods: ports.Goods
    orders: ports.Orders
    views: ports.OrderViews
    shoppers: ports.Shoppers
    baskets: ports.Baskets
    entrants: ports.Entrants
    invitations: ports.Invitations
    seeds: ports.Seeds
    beacon: ports.Beacon
    circles: Circles
    payments: ports.Payments
    queues: ports.Queues
    mailer: ports.Mailer
    warehouse: ports.Warehouse
    waiting: ports.Waiting
    changes: ports.Changes
    chance: ports.Chance
    watch: Watch
    now: Callable[[], int]
    wait_until: Callable[[int], None]
    standing: Callable[[Mapping[str, Any]], Standing]
    entry: Callable[[Mapping[str, Any]], Entry]

    @property
    def grace_ms(self) -> int:
        """How long after its deadline a claim is left alone."""
        return self.settings.grace_ms


_installed: list[System] = []


def system() -> System:
    """Return this process's system; builds it at the first call. `SettingsError` says why not."""
    if not _installed:
        install(_build(read_settings()))
        gc.freeze()
    return _installed[0]


def install(other: System | None) -> None:
    """Put another system in place, or none: then the next call builds one again."""
    _installed[:] = [] if other is None else [other]
    gc.enable()


def _build(settings: Settings) -> System:
    tables.bind(settings.table_prefix)
    sale_store = sales.DynamoSales()
    lot_store = lots.DynamoLots()
    level_store = published.DynamoPublished()
    tokens = _tokens(settings)
    return System(
        settings=settings,
        log=Log(settings.log_level),
        tokens=tokens,
        sales=sale_store,
        lots=lot_store,
        published=level_store,
        goods=goods.DynamoGoods(),
        orders=orders.DynamoOrders(),
        views=views.DynamoOrderViews(),
        shoppers=shoppers.DynamoShoppers(),
        baskets=baskets.DynamoBaskets(),
        entrants=entrants.DynamoEntrants(),
        invitations=invitations.DynamoInvitations(),
        seeds=seeds.DynamoSeeds(),
        beacon=beacon_named(settings.beacon),
        circles=_circles(tokens),
        payments=Bank(),
        queues=queues.SqsQueues(settings.queue_urls),
        mailer=_mailer(settings),
        waiting=waiting.DynamoWaiting(),
        changes=changes.DynamoChanges(),
        warehouse=warehouse_at(settings.webhook_url, partial(tokens.keys.every, PURPOSE), now),
        chance=SystemChance(),
        watch=Watch(
            sales=sale_store, published=level_store, lots=lot_store, grace_ms=settings.grace_ms
        ),
        now=now,
        wait_until=wait_until,
        standing=orders.order_from_image,
        entry=entries.entry_from_image,
    )


def _mailer(settings: Settings) -> mail.SesMailer:
    paced = Pace(settings.mails_per_second).kept
    return mail.SesMailer(settings.mail_from, paced, settings.configuration_set)


def _circles(tokens: Tokens) -> Circles:
    return Circles(
        domains=circles.DynamoCircle(tables.DomainItem),
        households=circles.DynamoCircle(tables.HouseholdItem),
        key=tokens.shopper_key,
    )


def _tokens(settings: Settings) -> Tokens:
    def keyring() -> Keyring:
        return Keyring.from_json(secret.read_secret(settings.secret_id))

    return Tokens(keyring(), settings.issuer, keyring)
