"""The sales as the API tells them to a marketer, and halting them: what the control page shows.

Asks the API over HTTP, as anybody does. Every call blocks; the engine calls from another thread,
since the API asks the engine in turn.
"""

import os
import time
from typing import Any, Final

from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from chalicelib.webhook import PURPOSE, secret_of
from infra.cli.api import Api, ApiError, sale_path
from infra.local import resources

NAME: Final = "control page"
"""Who halted a sale, as its history has it."""


class Sales:
    """The API of the stack that this process belongs to; of an engine alone there is none."""

    def __init__(self, engine_url: str) -> None:
        """Take the address of the cloud that has the keys."""
        self._engine_url = engine_url
        self._api_url = os.environ.get("SALE_STOREFRONT_URL", "")
        self._tokens: Tokens | None = None

    def all(self) -> list[dict[str, Any]]:
        """Give all sales as marketers see them, the latest opening first; raises ApiError."""
        sales: list[dict[str, Any]] = self._api().get("/sales")["sales"] if self._api_url else []
        return sales

    def steer(self, sale: str, wish: str, reason: str) -> None:
        """`pause` or `resume` a sale; raises ApiError."""
        self._api().post(sale_path(sale, wish), {"reason": reason})

    def webhook_secret(self) -> str:
        """Read what the shop's warehouse verifies messages with."""
        return secret_of(self._keys().keys.newest(PURPOSE)[1])

    def _api(self) -> Api:
        return Api(self._api_url, self._keys().admin(NAME, int(time.time() * 1000)))

    def _keys(self) -> Tokens:
        if self._tokens is None:
            secrets = resources.client("secretsmanager", self._engine_url, name="control")
            secret = secrets.get_secret_value(SecretId=os.environ["SALE_SECRET_ID"])
            keyring = Keyring.from_json(secret["SecretString"])
            self._tokens = Tokens(keyring, f"sale-{os.environ['SALE_STAGE']}")
        return self._tokens


__all__ = ["ApiError", "Sales"]
