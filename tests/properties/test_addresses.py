"""Addresses: however one person's is written, it is one shopper, and nobody else's is."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.http.parsing.people import EMAIL
from sale_api.domain.addresses import PROVIDERS, in_ascii, normalised
from tests.properties.strategies import EMAILS

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
NAMES = st.text("abcxyz019", min_size=1, max_size=9)
TAGS = st.text("abc.-_+019", max_size=9)
DOMAINS = st.sampled_from(sorted(PROVIDERS)) | st.just("anna.fastmail.com")
LOCALS = st.from_regex(r"[a-zA-Z+_-]{1,6}(\.[a-zA-Z+_-]{1,6}){0,2}", fullmatch=True)
KNOWN = st.builds("{}@{}".format, LOCALS, DOMAINS)
ADDRESSES = KNOWN | EMAILS | st.emails() | st.builds("{}@{}".format, TEXTS, TEXTS)
SCRIPTS = st.text(st.characters(categories=["L", "M", "N"]), min_size=1, max_size=9)


def accepted(address: str) -> str:
    """Return an address as a request's parser lets it in, or nothing."""
    try:
        return EMAIL.convert(address)
    except ValueError:
        return ""


def dotted(name: str, dots: list[bool]) -> str:
    """Return a name with a dot after each letter that has one, but the last."""
    pairs = zip(name, [*dots, *[False] * len(name)], strict=False)
    return "".join(letter + "." * dot for letter, dot in pairs).rstrip(".")


@given(ADDRESSES)
def test_normalising_an_address_that_was_let_in_twice_is_normalising_it_once(written: str) -> None:
    address = accepted(written)

    if address:
        assert normalised(normalised(address)) == normalised(address)


@given(ADDRESSES)
def test_what_an_address_counts_as_is_an_address_too(written: str) -> None:
    address = accepted(written)

    if address:
        assert accepted(normalised(address)) == normalised(address)


@given(ADDRESSES)
def test_small_and_capital_letters_never_matter(written: str) -> None:
    address = accepted(written)

    if address:
        assert normalised(address.upper()) == normalised(address.lower()) == normalised(address)


@given(NAMES, st.lists(st.booleans(), max_size=9), st.none() | TAGS)
def test_two_spellings_of_one_gmail_box_are_one_shopper(
    name: str, dots: list[bool], tag: str | None
) -> None:
    written = dotted(name, dots) + ("" if tag is None else f"+{tag}")

    for domain in ("gmail.com", "googlemail.com"):
        assert normalised(f"{written}@{domain}") == f"{name}@gmail.com"


@given(LOCALS, LOCALS, NAMES)
def test_where_no_provider_is_known_other_names_are_other_people(
    one: str, other: str, domain: str
) -> None:
    boxes = {normalised(f"{local}@{domain}.example") for local in (one, other)}

    assert len(boxes) == len({one.lower(), other.lower()})


@given(SCRIPTS)
def test_a_domain_in_any_script_is_one_in_ascii_however_it_is_written(letters: str) -> None:
    with suppress(ValueError):
        name = in_ascii(f"{letters}.example")

        assert name.isascii()
        assert name == name.lower() == in_ascii(name)
        with suppress(ValueError):
            assert in_ascii(name.encode().decode("idna")) == name


@pytest.mark.parametrize("domain", sorted(PROVIDERS))
def test_what_follows_a_tag_is_ignored_and_something_else_before_it_is_not(domain: str) -> None:
    tag = PROVIDERS[domain].tag

    assert normalised(f"anna{tag}sale@{domain}") == normalised(f"anna@{domain}")
    assert normalised(f"berta{tag}sale@{domain}") != normalised(f"anna@{domain}")
