"""Every mail, in both languages, with calm and hostile orders: what holds for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest

from chalicelib.bank import Bank
from chalicelib.transfer_code import png_of
from chalicelib.workers import letters, list_letters
from chalicelib.workers.mails.rendering import words_of
from chalicelib.workers.mails.writing import clean, instant
from sale_api.domain.payment import reference_of
from sale_api.domain.waiting import TOLD
from sale_api.ports import CONTROLS, Mail
from tests.mails.reading import read
from tests.mails.samples import (
    KINDS,
    LANGUAGES,
    LIST_KINDS,
    LOST_KINDS,
    PEOPLE,
    SIGN_IN_LINK,
    entry_of,
    event_of,
    link_to,
    mail_of,
    order_of,
    samples,
)

SAMPLES = dict(samples())
ELEMENTS = {"html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "th"} | {
    *("h1", "p", "span", "a", "br")
}
ASKING = {f"calm-{kind}-{to}" for kind in ("awaiting_payment", "reminded") for to in LANGUAGES}
"""The mails that ask for a transfer in euros: who else there is pays in other money."""
WITHOUT = dict.fromkeys(map(ord, ":\u2068\u2069"))


def leaves(words: Mapping[str, object], path: str = "") -> Iterator[tuple[str, set[str]]]:
    """Give each sentence's place and the names in its braces."""
    for key, value in words.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", set(re.findall(r"{(\w+)}", str(value)))


def test_both_languages_have_the_same_words_with_the_same_values_in_them() -> None:
    german, english = (dict(leaves(words_of(language))) for language in LANGUAGES)

    assert german == english


def test_every_change_of_an_order_has_a_letter() -> None:
    kinds = {letters.kind_of(event_of(kind, PEOPLE["calm"])) for kind in KINDS[1:]}

    assert kinds == set(letters.SHOWN) == set(KINDS[1:])
    assert {"placed", "in_fulfilment", "shipped", "cancelled"} <= kinds


def test_every_change_of_an_entry_that_is_told_has_a_letter() -> None:
    entries = {kind: entry_of(kind, PEOPLE["calm"], "de") for kind in LIST_KINDS}

    kinds = {kind: list_letters.kind_of(each, each.version) for kind, each in entries.items()}

    assert kinds == {kind: kind for kind in list_letters.SHOWN}
    assert kinds.keys() > TOLD


def test_every_label_is_used_and_every_row_has_one() -> None:
    used = {kind for kind in KINDS[1:] if kind != "cancelled_by_shopper"}
    used |= {kind for kind in LIST_KINDS if kind != "offered_fewer"}
    shown = [*letters.SHOWN.values(), *list_letters.SHOWN.values()]
    used |= {name for rows in shown for name in rows} - {"at"}

    assert used == set(words_of("de")["facts"])


@pytest.mark.parametrize("name", SAMPLES)
def test_text_and_html_carry_the_same_facts(name: str) -> None:
    mail, kind, language = SAMPLES[name], name.split("-")[1], name.split("-")[2]
    common = words_of(language)["common"]
    in_html_alone = {words_of(language)[kind]["heading"], common["or_link"], common["scan"]}

    page = read(mail.html)

    shown, written = bare(page.text), bare(mail.text)
    lines = [line for line in mail.text.splitlines() if line not in {"", "-- "}]
    assert [
        line for line in lines if bare(line) not in shown and line.strip() not in page.links
    ] == []
    pieces = [piece for piece in page.words if piece.strip() not in in_html_alone]
    assert [piece for piece in pieces if bare(piece) not in written] == []
    assert [link for link in page.links if link not in mail.text] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_whatever_an_order_says_the_page_is_made_of_our_elements_alone(name: str) -> None:
    page = read(SAMPLES[name].html)

    assert set(page.tags) <= ELEMENTS | ({"img"} if name in ASKING else set())
    assert (page.crossed, page.open_at_end) == ([], [])
    assert {attribute for attribute, _ in page.attributes if attribute.startswith("on")} == set()
    assert {link.split(":")[0] for link in page.links} == {"https"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_loads_nothing_from_anywhere_and_shows_what_it_brings(name: str) -> None:
    mail = SAMPLES[name]
    page = read(mail.html)

    loading = {"srcset", "background", "poster", "data", "action", "rel"}
    assert loading.isdisjoint(attribute for attribute, _ in page.attributes)
    assert [value for attribute, value in page.attributes if attribute == "src"] == [
        f"cid:{picture}" for picture in mail.pictures
    ]
    assert not re.search(r"url\(|@import|@font-face", mail.html)


def test_mails_that_ask_for_a_transfer_have_its_code_as_a_picture_and_no_others_have() -> None:
    pictured = {name: mail for name, mail in SAMPLES.items() if mail.pictures}

    assert pictured.keys() == ASKING
    for name, mail in pictured.items():
        order = order_of(PEOPLE["calm"], name[-2:])
        code = png_of(Bank().instructions(order))
        assert mail.pictures == {f"transfer-{reference_of(order.order)}": code}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "QR-Code mit den Daten der Überweisung"),
        ("en", "QR code with the data of the transfer"),
    ],
)
def test_a_code_is_described_to_who_does_not_see_it(language: str, said: str) -> None:
    page = read(SAMPLES[f"calm-reminded-{language}"].html)

    assert [value for attribute, value in page.attributes if attribute == "alt"] == [said]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_has_one_button_and_its_address_as_text_too(name: str) -> None:
    mail = SAMPLES[name]
    page = read(mail.html)
    kind = name.split("-")[1]
    wanted = link_to(order_of(PEOPLE["calm"], "de").order)
    if kind in {"sign_in", *LOST_KINDS}:
        wanted = SIGN_IN_LINK
    if kind in LIST_KINDS:
        to = "sale.html" if kind in {"lapsed", "served"} else "buy.html"
        wanted = f"https://shop.example.org/{to}?sale=windows7-2009"

    leading = [link for link in page.links if link == wanted]

    assert len(leading) == 2
    assert wanted in page.text
    assert f"\n{wanted}\n" in mail.text
    assert ("#" in wanted) == ("?" not in wanted) == (kind not in LIST_KINDS), "no token is sent"


@pytest.mark.parametrize("name", SAMPLES)
def test_headers_are_single_lines_that_a_mail_can_be_made_of(name: str) -> None:
    mail = SAMPLES[name]

    message = EmailMessage(policy=policy.SMTP)
    message["Subject"], message["To"], message["X-Entity-Ref-ID"] = mail.subject, mail.to, mail.key

    assert len(mail.subject) <= 160
    assert CONTROLS.isdisjoint(mail.subject + mail.to + mail.key)
    assert [header for header, _ in message.items()] == ["Subject", "To", "X-Entity-Ref-ID"]


@pytest.mark.parametrize("name", SAMPLES)
def test_who_answers_a_mail_of_a_sale_writes_to_its_seller_whose_address_is_in_it(
    name: str,
) -> None:
    mail = SAMPLES[name]
    contact = "" if name.split("-")[1] in {"sign_in", *LOST_KINDS} else "service@shop.example"

    assert mail.reply_to == contact
    assert all(("service@shop.example" in part) == bool(contact) for part in (mail.text, mail.html))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS[1:], *LIST_KINDS])
@pytest.mark.parametrize("field", ["title", "seller", "reason", "own_reason"])
def test_line_breaks_in_an_order_become_blanks_in_its_mail(
    field: str, kind: str, language: str
) -> None:
    broken = "x\r\nBcc: eve@example.org\n\n\u2028\u202e\u2066y"
    person = replace(PEOPLE["calm"], **{field: broken})  # type: ignore[arg-type] # all are text

    mail = mail_of(kind, language, person)

    assert clean(broken) == "x Bcc: eve@example.org y"
    assert CONTROLS.isdisjoint(mail.subject)
    assert "\nBcc" not in mail.text
    assert "\u202e" not in mail.subject + mail.text + mail.html


@pytest.mark.parametrize("header", ["to", "subject", "key", "reply_to", "pictures"])
@pytest.mark.parametrize("control", ["\n", "\r", "\x00", "\x7f", "\x85", "\u2028"])
def test_a_mail_with_a_control_character_in_a_header_cannot_be_made(
    header: str, control: str
) -> None:
    parts: dict[str, Any] = dict.fromkeys(("to", "subject", "text", "html", "key"), "x")
    spoilt = f"x{control}Bcc: y"
    parts[header] = {spoilt: b""} if header == "pictures" else spoilt

    with pytest.raises(AssertionError):
        Mail(**parts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS[1:], *LIST_KINDS])
def test_words_from_right_to_left_keep_to_themselves(kind: str, language: str) -> None:
    person = PEOPLE["arabic"]

    mail = mail_of(kind, language, person)

    assert f"\u2068{person.title}\u2069" in mail.subject
    assert f"\u2068{person.title}\u2069" in mail.text
    assert f'<span dir="auto">{person.title}</span>' in mail.html
    assert mail.subject.count("\u2068") == mail.subject.count("\u2069")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS[1:])
def test_every_letter_says_when_by_the_shoppers_clock(kind: str, language: str) -> None:
    person = replace(PEOPLE["calm"], zone="Pacific/Auckland")

    mail = mail_of(kind, language, person)

    assert instant(event_of(kind, person).at, person.zone, language) in mail.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_with_lost_links_leads_to_each_order_and_to_signing_in(language: str) -> None:
    mail = mail_of("lost_link", language, PEOPLE["calm"])

    order = link_to(order_of(PEOPLE["calm"], language).order)
    assert mail.text.count(f"\n        {order}\n") == 2
    assert read(mail.html).links.count(SIGN_IN_LINK) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "asks"), [("placed", ()), ("awaiting_payment", ("paid",))])
def test_a_receipt_says_that_an_order_was_received_and_no_more(
    kind: str, asks: tuple[str, ...], language: str
) -> None:
    mail = mail_of(kind, language, PEOPLE["calm"])

    said = f"{mail.subject} {mail.text} {read(mail.html).text}".lower()

    assert {"de": "erhalten", "en": "received"}[language] in mail.subject
    more = {"confirm", "accept", "bestätig", "angenommen", "vertrag", "contract", "paid"}
    more |= {"we send", "verschick"}
    assert {word for word in more if word in said} == set(asks if language == "en" else ())


def bare(words: str) -> str:
    """Give words without blanks, colons and marks of direction: how a line is broken is no fact."""
    return "".join(words.split()).translate(WITHOUT)
