"""Which addresses are one person's, and how domains are written in ASCII."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sale_api.domain.addresses import ADDRESS_RULES, PROVIDERS, Misread, in_ascii, normalised
from sale_api.domain.identifiers import shopper_id

PAGE = Path("docs/reference/addresses.md").read_text(encoding="utf-8")
ROW = r"^\| `(\S+@\S+)` *\| `(\S+@\S+)` *\| `(\S{16})` \|$"
VECTORS: list[tuple[str, str, str]] = re.findall(ROW, PAGE, re.MULTILINE)
KEY = bytes(range(32))


def let_in(written: str) -> str:
    """Return an address as the parser hands it on: its domain in ASCII."""
    local, _, domain = written.rpartition("@")
    return f"{local}@{in_ascii(domain)}"


def same(one: str, other: str) -> bool:
    return normalised(one) == normalised(other)


@pytest.mark.parametrize(("written", "counts_as", "shopper"), VECTORS)
def test_the_page_says_what_an_address_counts_as_and_whose_it_is(
    written: str, counts_as: str, shopper: str
) -> None:
    address = let_in(written)

    assert normalised(address) == counts_as
    assert shopper_id(address, KEY) == shopper


def test_the_page_is_about_these_rules_and_has_a_case_of_each_provider() -> None:
    providers = {
        PROVIDERS[domain] for _, at, _ in VECTORS if (domain := at.split("@")[1]) in PROVIDERS
    }

    assert f"rules, version {ADDRESS_RULES}\n" in PAGE
    assert providers == set(PROVIDERS.values())
    assert len(VECTORS) == 28


@pytest.mark.parametrize("domain", ["gmail.com", "googlemail.com"])
def test_dots_and_what_follows_a_plus_are_ignored_at_gmail(domain: str) -> None:
    assert same(f"A.n.n.a+sale@{domain}", "anna@gmail.com")
    assert not same(f"anna-sale@{domain}", "anna@gmail.com")


@pytest.mark.parametrize(
    "domain", sorted(set(PROVIDERS) - {"gmail.com", "googlemail.com", "proton.me"})
)
def test_dots_matter_at_most_other_providers(domain: str) -> None:
    ignored = "proton" in domain or domain == "pm.me"

    assert same(f"anna.muster@{domain}", f"annamuster@{domain}") is ignored


@pytest.mark.parametrize("domain", ["example.org", "gmail.com.example.org", "xgmail.com", "web.de"])
@pytest.mark.parametrize("local", ["an.na", "anna+sale", "anna-sale", "an_na"])
def test_where_no_provider_is_known_only_case_is_ignored(domain: str, local: str) -> None:
    assert not same(f"{local}@{domain}", f"anna@{domain}")
    assert same(f"{local.upper()}@{domain.upper()}", f"{local}@{domain}")


@pytest.mark.parametrize("address", ["+sale@gmail.com", "-@proton.me", "-sale@yahoo.com"])
def test_an_address_of_nothing_but_what_is_ignored_stays_an_address(address: str) -> None:
    assert normalised(address) == address


def test_a_tag_after_a_dot_stays_since_no_box_ends_with_a_dot() -> None:
    assert normalised("anna.+sale@fastmail.com") == "anna.+sale@fastmail.com"


def test_two_providers_boxes_of_one_name_are_two_people() -> None:
    boxes = {normalised(f"anna@{domain}") for domain in PROVIDERS}

    assert len(boxes) == len({provider.domain or domain for domain, provider in PROVIDERS.items()})


def test_an_address_that_the_parser_does_not_let_in_is_not_normalised() -> None:
    with pytest.raises(AssertionError):
        normalised("jürgen@example.org")


@pytest.mark.parametrize(
    ("written", "ascii_domain"),
    [
        ("Example.ORG", "example.org"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("bu\u0308cher.example", "xn--bcher-kva.example"),  # u and two dots: composed first
        ("\uff21\uff22\uff0eexample", "ab.example"),  # as wide as Japanese letters
        ("日本語。jp", "xn--wgv71a119e.jp"),
        ("उदाहरण.परीक्षा", "xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g"),
        ("예시.kr", "xn--vv4b11d.kr"),
        ("דוגמה.example", "xn--6dbbec0c.example"),
        ("ⴰⵎⴰⵣⵉⵖ.ma", "xn--4lja9esa6b8d.ma"),
        ("ߒߞߏ.example", "xn--qsbf0b.example"),
        ("க்ஷ.in", "xn--clc2ezc.in"),
    ],
)
def test_a_domain_in_any_script_is_written_in_ascii(written: str, ascii_domain: str) -> None:
    assert in_ascii(written) == ascii_domain


@pytest.mark.parametrize(
    "domain",
    [
        "stra\u00dfe.de",
        "STRA\u1e9eE.de",
        "\u03b2\u03cc\u03bb\u03bf\u03c2.gr",
        "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.ir",
        "\uab83.us",  # a small letter of Cherokee, which Unicode has written large since
        "\U0002f868.example",  # Unicode has corrected which letter this one stands for
        "\u0378.example",  # not a letter yet
        "xn--mnchen-3ya.m\u00fcnchen",
    ],
)
def test_a_domain_that_is_read_in_two_ways_is_refused(domain: str) -> None:
    with pytest.raises(Misread):
        in_ascii(domain)


@pytest.mark.parametrize("domain", ["\u00fc" * 64 + ".org", "\u00fc..org", "\u05d01.example"])
def test_a_domain_that_cannot_be_one_is_refused(domain: str) -> None:
    with pytest.raises(UnicodeError):
        in_ascii(domain)
