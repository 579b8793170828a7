"""The settings are read once, and every fault is told at once."""

from __future__ import annotations

import pytest

from chalicelib.settings import SettingsError, read_settings
from sale_api.ports import Queue

GOOD = {
    "SALE_STAGE": "prod",
    "SALE_TABLE_PREFIX": "sale-prod-",
    "SALE_SECRET_ID": "sale/prod",
    "SALE_SIGN_IN_QUEUE_URL": "https://queue.example/1/sign-in",
    "SALE_FULFILMENT_QUEUE_URL": "https://queue.example/1/fulfilment",
    "SALE_NOTICES_QUEUE_URL": "https://queue.example/1/notices",
    "SALE_MAIL_FROM": "shop@example.org",
    "SALE_STOREFRONT_URL": "https://shop.example/, https://Other.example/de/",
}


def faults(**changes: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as refused:
        read_settings({**GOOD, **changes})
    return dict(refused.value.faults)


def test_a_whole_environment_becomes_settings() -> None:
    settings = read_settings(GOOD)

    assert settings.stage == "prod"
    assert settings.issuer == "sale-prod"
    assert settings.table_prefix == "sale-prod-"
    assert settings.queue_urls[Queue.NOTICES] == "https://queue.example/1/notices"
    assert settings.grace_ms == 10_000
    assert settings.log_level == "INFO"
    assert settings.mails_per_second == 0
    assert settings.proof_of_work == 0
    assert settings.beacon == "drand"
    assert settings.webhook_url == ""
    assert settings.configuration_set == ""


@pytest.mark.parametrize("name", ["sale-prod", "Mails_2", "x" * 64])
def test_fates_of_mails_are_told_by_a_configuration_set(name: str) -> None:
    assert read_settings({**GOOD, "SALE_CONFIGURATION_SET": name}).configuration_set == name


@pytest.mark.parametrize("name", ["x" * 65, "sale prod", "sale/prod"])
def test_a_configuration_set_is_named_as_ses_names_them(name: str) -> None:
    assert faults(SALE_CONFIGURATION_SET=name).keys() == {"SALE_CONFIGURATION_SET"}


@pytest.mark.parametrize(
    "url", ["https://warehouse.example/orders?shop=1", "http://127.0.0.1:8080/_warehouse"]
)
def test_a_warehouse_is_told_at_an_address_of_https_or_of_this_machine(url: str) -> None:
    assert read_settings({**GOOD, "SALE_WEBHOOK_URL": url}).webhook_url == url


@pytest.mark.parametrize(
    "url", ["http://warehouse.example", "https://ann@warehouse.example", "ftp://x", "warehouse"]
)
def test_addresses_of_parcels_go_nowhere_in_the_open(url: str) -> None:
    assert faults(SALE_WEBHOOK_URL=url).keys() == {"SALE_WEBHOOK_URL"}


def test_several_storefronts_are_origins_and_the_first_is_in_links() -> None:
    settings = read_settings(GOOD)

    assert settings.origins == {"https://shop.example", "https://other.example"}
    assert settings.link("order.html", "abc") == "https://shop.example/order.html#abc"


def test_a_storefront_below_a_path_keeps_it_in_links_only() -> None:
    settings = read_settings({**GOOD, "SALE_STOREFRONT_URL": "http://127.0.0.1:8001/shop"})

    assert settings.origins == {"http://127.0.0.1:8001"}
    assert settings.link("sign-in.html", "t") == "http://127.0.0.1:8001/shop/sign-in.html#t"


def test_an_empty_environment_names_every_variable_that_is_missing() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({})

    assert set(refused.value.faults) == set(GOOD)
    assert "SALE_STAGE: is not set" in str(refused.value)


def test_a_blank_variable_is_one_that_is_not_set() -> None:
    assert faults(SALE_SECRET_ID="  ") == {"SALE_SECRET_ID": "is not set"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SALE_STAGE", "Prod!"),
        ("SALE_STAGE", "x" * 31),
        ("SALE_TABLE_PREFIX", "a b"),
        ("SALE_NOTICES_QUEUE_URL", "notices"),
        ("SALE_NOTICES_QUEUE_URL", "ftp://queue.example/notices"),
        ("SALE_MAIL_FROM", "shop.example"),
        ("SALE_MAIL_FROM", "shop@example.org\nBcc: x@y.z"),
        ("SALE_STOREFRONT_URL", "shop.example"),
        ("SALE_STOREFRONT_URL", "http://shop.example"),
        ("SALE_STOREFRONT_URL", "https://shop.example?x=1"),
        ("SALE_STOREFRONT_URL", "https://me@shop.example"),
        ("SALE_STOREFRONT_URL", "https://shop.example,,"),
        ("SALE_STOREFRONT_URL", "https://[::1"),
        ("SALE_GRACE_SECONDS", "0"),
        ("SALE_GRACE_SECONDS", "301"),
        ("SALE_GRACE_SECONDS", "-1"),
        ("SALE_GRACE_SECONDS", "ten"),
        ("SALE_GRACE_SECONDS", "9" * 5000),
        ("SALE_LOG_LEVEL", "LOUD"),
        ("SALE_MAILS_PER_SECOND", "-1"),
        ("SALE_MAILS_PER_SECOND", "0.5"),
        ("SALE_MAILS_PER_SECOND", "10000"),
        ("SALE_PROOF_OF_WORK", "-1"),
        ("SALE_PROOF_OF_WORK", "1000001"),
        ("SALE_PROOF_OF_WORK", "hard"),
        ("SALE_BEACON", "dice"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    assert list(faults(**{name: value})) == [name]


@pytest.mark.parametrize("seconds", [1, 10, 300])
def test_the_grace_may_be_a_second_to_five_minutes(seconds: int) -> None:
    settings = read_settings({**GOOD, "SALE_GRACE_SECONDS": str(seconds)})

    assert settings.grace_ms == seconds * 1000


def test_a_bound_on_mails_is_a_whole_number_a_second() -> None:
    assert read_settings({**GOOD, "SALE_MAILS_PER_SECOND": "2"}).mails_per_second == 2


@pytest.mark.parametrize("difficulty", [0, 1, 1_000_000])
def test_registering_may_be_made_as_difficult_as_one_likes(difficulty: int) -> None:
    settings = read_settings({**GOOD, "SALE_PROOF_OF_WORK": str(difficulty)})

    assert settings.proof_of_work == difficulty


def test_all_faults_are_told_together() -> None:
    assert set(faults(SALE_STAGE="?", SALE_LOG_LEVEL="LOUD", SALE_MAIL_FROM="")) == {
        "SALE_STAGE",
        "SALE_LOG_LEVEL",
        "SALE_MAIL_FROM",
    }


def test_the_log_level_is_read_in_any_case() -> None:
    assert read_settings({**GOOD, "SALE_LOG_LEVEL": "error"}).log_level == "ERROR"
