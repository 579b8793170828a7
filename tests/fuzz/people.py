"""Who asks: shoppers, marketers and order links, signed in with the stack's own keys."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from random import Random
from typing import Any

from chalicelib.http.parsing.people import EMAIL
from chalicelib.keyring import Keyring
from chalicelib.proof import Action, Asked, Proofs
from chalicelib.system import SystemChance
from chalicelib.tokens import Tokens
from infra.local.crowd.proof import solved
from infra.local.stack import PROOF_OF_WORK, STAGE
from sale_api.domain.contact import Contact
from sale_api.domain.identifiers import shopper_id
from tests.functional import openapi

EMAILS = ("anna@example.org", "berta@example.org", "carla@example.org", "дора@example.org")
SCHEMES = {"shopper": "shopper", "orderLink": "order-link", "admin": "admin"}


class People:
    """Signs everybody in, and knows which operations each token is good for."""

    def __init__(self, keys: Mapping[str, Any], chance: Random) -> None:
        self._tokens = Tokens(Keyring.from_json(json.dumps(keys)), f"sale-{STAGE}")
        self._chance = chance
        self.shoppers = {email: self._shopper(email) for email in EMAILS[:3]}
        self.admin = self._tokens.admin("maria", _now())
        self._order_of: dict[str, str] = {}

    def _shopper(self, email: str) -> str:
        shopper = shopper_id(email, self._tokens.shopper_key)
        return self._tokens.shopper(shopper, Contact(email, "de", "Europe/Berlin"), _now())

    def mailed(self) -> str:
        """Return the token of a sign-in link."""
        email = self._chance.choice(EMAILS[:3])
        return self._tokens.sign_in(Contact(email, "en", "Europe/Berlin"), _now())

    def proof(self, email: object) -> dict[str, str]:
        """Return the proof of some work for whoever registers; nothing if that is no address."""
        try:
            address = EMAIL.convert(email)
        except ValueError:
            return {}
        subject = shopper_id(address, self._tokens.shopper_key)
        asked = Asked(action=Action.REGISTER, subject=subject, difficulty=PROOF_OF_WORK)
        challenge = Proofs(self._tokens.keys, SystemChance()).challenge(asked, _now())
        assert challenge is not None
        return {"proof": solved(challenge)}

    def link(self, order: str) -> str:
        """Return the token of an order's link."""
        token = self._tokens.order_link(order, _now())
        self._order_of[token] = order
        return token

    def email_of(self, token: str) -> str:
        """Return whose token it is; nothing if it is no shopper's."""
        return next((email for email, own in self.shoppers.items() if own == token), "")

    def is_signed_in(self, token: str) -> bool:
        return self.email_of(token) != "" or token == self.admin or token in self._order_of

    def admits(self, route: tuple[str, str], token: str) -> bool:
        """Say whether the token is of a kind that the operation asks for, as the contract says."""
        kinds = {name for each in openapi.operation(*route)["security"] for name in each}
        return (
            (token == self.admin and "admin" in kinds)
            or (bool(self.email_of(token)) and "shopper" in kinds)
            or (token in self._order_of and "orderLink" in kinds)
        )

    def may_see(self, token: str, order: str, email: str) -> bool:
        """Say whether the order of `email` is one that the token shows."""
        own = self.email_of(token) == email or self._order_of.get(token) == order
        return token == self.admin or own


def _now() -> int:
    return int(time.time() * 1000)
