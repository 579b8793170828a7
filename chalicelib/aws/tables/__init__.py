"""The tables: PynamoDB's models of every item, and how they are connected and created.

Names of tables come late, so that importing this needs no settings. All models share one client.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pynamodb.connection import Connection
from pynamodb.models import Model

from chalicelib.aws.session import client
from chalicelib.aws.tables.line import BatchItem, EntrantItem, InvitationItem, SeedItem, WaitingItem
from chalicelib.aws.tables.orders import OrderItem, OrderViewItem
from chalicelib.aws.tables.people import (
    BasketItem,
    DomainItem,
    HouseholdItem,
    LinksItem,
    ShopperItem,
)
from chalicelib.aws.tables.stock import GoodsItem, LevelsItem, LotItem, SaleItem

__all__ = [
    "TABLES",
    "BasketItem",
    "BatchItem",
    "DomainItem",
    "EntrantItem",
    "GoodsItem",
    "HouseholdItem",
    "InvitationItem",
    "LevelsItem",
    "LinksItem",
    "LotItem",
    "OrderItem",
    "OrderViewItem",
    "SaleItem",
    "SeedItem",
    "ShopperItem",
    "WaitingItem",
    "bind",
    "create_all",
]

TABLES: Final[Mapping[str, type[Model]]] = {
    "sales": SaleItem,
    "levels": LevelsItem,
    "lots": LotItem,
    "orders": OrderItem,
    "order_views": OrderViewItem,
    "shoppers": ShopperItem,
    "links": LinksItem,
    "domains": DomainItem,
    "households": HouseholdItem,
    "entrants": EntrantItem,
    "seeds": SeedItem,
    "invitations": InvitationItem,
    "batches": BatchItem,
    "baskets": BasketItem,
    "waiting": WaitingItem,
    "goods": GoodsItem,
}


class _Shared(Connection):
    """PynamoDB's connection, on the client that everything else uses."""

    @property
    def client(self) -> Any:
        return client("dynamodb")


def bind(prefix: str) -> None:
    """Let all models use the process's client, and tables whose names begin with `prefix`."""
    shared = _Shared()
    for name, model in TABLES.items():
        model.Meta.table_name = f"{prefix}{name}"
        table = model._get_connection()  # noqa: SLF001 - the only way to share a connection
        shared.add_meta_table(table.get_meta_table())
        table.connection = shared


def create_all(prefix: str) -> None:
    """Create the tables that do not exist, for tests and the local cloud; AWS has the template."""
    bind(prefix)
    for model in TABLES.values():
        model.create_table(wait=True)
