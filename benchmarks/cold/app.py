"""The reference: Chalice, PynamoDB and the same clients, and the same first request to AWS.

It reads the secret, the sale and its levels, as ours does, and shows a few fields. Its models have
PynamoDB's own attributes; its session and the settings of its clients are ours.
"""

from __future__ import annotations

from typing import Any

import botocore.session
from botocore.config import Config
from chalice import Chalice
from pynamodb.attributes import (
    BinaryAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.connection import Connection
from pynamodb.models import Model

CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
    tcp_keepalive=True,
)
SESSION = botocore.session.get_session()
CLIENTS = {
    name: SESSION.create_client(name, config=CONFIG) for name in ("dynamodb", "secretsmanager")
}


class Shared(Connection):
    """PynamoDB's connection, on the client that is there."""

    @property
    def client(self) -> Any:
        """The client."""
        return CLIENTS["dynamodb"]


class Sale(Model):
    """A sale."""

    class Meta:
        """Where it stands."""

        table_name = "sale-bench-sales"

    sale = UnicodeAttribute(hash_key=True)
    plan: Any = MapAttribute()  # type: ignore[no-untyped-call] # PynamoDB's
    version = NumberAttribute()
    state = UnicodeAttribute()
    pauses: Any = ListAttribute()
    history: Any = ListAttribute()


class Levels(Model):
    """Its levels."""

    class Meta:
        """Where it stands."""

        table_name = "sale-bench-levels"

    sale = UnicodeAttribute(hash_key=True)
    levels = BinaryAttribute(legacy_encoding=False)
    lease = NumberAttribute()
    generation = NumberAttribute()


SHARED = Shared()
for model in (Sale, Levels):
    table = model._get_connection()
    SHARED.add_meta_table(table.get_meta_table())
    table.connection = SHARED

app = Chalice(app_name="reference")


@app.route("/v1/sales/{sale}")
def show(sale: str) -> object:
    """Show a sale."""
    CLIENTS["secretsmanager"].get_secret_value(SecretId="sale-bench-keys")
    found = Sale.get(sale, consistent_read=True)
    levels = Levels.get(sale, consistent_read=True)
    return {"sale": found.sale, "title": found.plan["title"], "left": sum(levels.levels)}
