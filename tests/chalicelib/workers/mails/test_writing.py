from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency

from chalicelib.workers.mails.writing import (
    NAMES,
    NO_BREAK,
    amount,
    clean,
    country,
    day,
    instant,
    isolated,
    shortened,
)
from sale_api.domain.money import CURRENCIES, Money
from tests.mails.countries import made

LOCALES = {"de": "de_DE", "en": "en_GB"}
AT = 1_247_641_207_999


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
@pytest.mark.parametrize("minor", [0, 5, 4_997, 100_000, 123_456_705, 10**11])
@pytest.mark.parametrize("language", LOCALES)
def test_amounts_are_written_as_the_locale_says(language: str, minor: int, currency: str) -> None:
    # Babel leaves out the blank that the locale wants after a code of letters: CHF 5.00.
    expected = format_currency(Decimal(minor) / 100, currency, locale=LOCALES[language])

    written = amount(Money(minor, currency), language)

    assert written.replace(NO_BREAK, "") == expected.replace(NO_BREAK, "")


@pytest.mark.parametrize(
    ("language", "currency", "written"),
    [
        ("de", "EUR", "1.234,50\u00a0€"),
        ("de", "CHF", "1.234,50\u00a0CHF"),
        ("en", "EUR", "€1,234.50"),
        ("en", "CHF", "CHF\u00a01,234.50"),
    ],
)
def test_an_amount_is_never_broken_over_two_lines(
    language: str, currency: str, written: str
) -> None:
    assert amount(Money(123_450, currency), language) == written


def test_countries_are_named_as_the_locale_says() -> None:
    assert NAMES.read_text(encoding="utf-8") == made()


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [("AT", "de", "Österreich"), ("AT", "en", "Austria"), ("XX", "de", "XX")],
)
def test_a_country_has_its_name_in_the_mail_s_language(code: str, language: str, name: str) -> None:
    assert country(code, language) == name


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("language", LOCALES)
def test_days_are_written_as_the_locale_says(language: str, month: int) -> None:
    moment = datetime.fromisoformat(f"2009-{month:02}-05")

    assert day(moment, language) == format_date(moment, "long", locale=LOCALES[language])


@pytest.mark.parametrize(
    ("language", "zone", "written"),
    [
        ("de", "Europe/Berlin", "15. Juli 2009, 09:00:07 Uhr (07:00:07 UTC)"),
        ("en", "Europe/Berlin", "15 July 2009, 09:00:07 (07:00:07 UTC)"),
        ("en", "UTC", "15 July 2009, 07:00:07 (07:00:07 UTC)"),
        ("de", "Pacific/Honolulu", "14. Juli 2009, 21:00:07 Uhr (15. Juli 2009, 07:00:07 UTC)"),
        ("en", "Asia/Kathmandu", "15 July 2009, 12:45:07 (07:00:07 UTC)"),
    ],
)
def test_an_instant_is_told_in_the_shoppers_zone_and_in_utc(
    language: str, zone: str, written: str
) -> None:
    assert instant(AT, zone, language) == written


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (" a\r\n b ", "a  b"),
        ("a\x00\x1b[1mb\x85c", "a [1mb c"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("עברית \u200d🏳️\u200d🌈", "עברית \u200d🏳️\u200d🌈"),
        ("", ""),
    ],
)
def test_what_ends_lines_or_turns_them_round_becomes_a_blank(raw: str, line: str) -> None:
    assert clean(raw) == line


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Ada", "Ada"),
        ("名古屋", "名古屋"),
        ("محمد", "\u2068محمد\u2069"),
        ("Phone שחור", "\u2068Phone שחור\u2069"),
    ],
)
def test_only_words_from_right_to_left_are_isolated(words: str, shown: str) -> None:
    assert isolated(words) == shown


@pytest.mark.parametrize(("most", "shown"), [(5, "a b c"), (4, "a b…"), (3, "a…")])
def test_words_are_cut_at_their_length_and_not_below_it(most: int, shown: str) -> None:
    assert shortened("a b c", most) == shown
