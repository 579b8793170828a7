"""What shoppers had us remember is found, changed, and forgotten for good."""

from __future__ import annotations

from dataclasses import replace

from sale_api.ports import Shoppers
from tests.orders import DELIVERY


def test_of_a_stranger_nothing_is_remembered(shoppers: Shoppers) -> None:
    assert shoppers.delivery("anna") is None


def test_an_address_is_remembered(shoppers: Shoppers) -> None:
    shoppers.remember("anna", DELIVERY)

    assert shoppers.delivery("anna") == DELIVERY
    assert shoppers.delivery("bert") is None


def test_a_new_address_replaces_the_old(shoppers: Shoppers) -> None:
    shoppers.remember("anna", DELIVERY)

    shoppers.remember("anna", replace(DELIVERY, city="München"))

    assert shoppers.delivery("anna") == replace(DELIVERY, city="München")


def test_an_address_is_forgotten(shoppers: Shoppers) -> None:
    shoppers.remember("anna", DELIVERY)

    shoppers.forget("anna")
    shoppers.forget("anna")

    assert shoppers.delivery("anna") is None
