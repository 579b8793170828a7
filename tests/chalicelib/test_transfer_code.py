"""A transfer as a QR code: that there is one, and when there can be none."""

from __future__ import annotations

import struct
import zlib

import pytest
from msgspec.structs import replace

from chalicelib.transfer_code import DOTS, MARGIN, has_code, png_of, rows_of
from sale_api.domain.money import Money
from sale_api.domain.payment import Instructions

ASKED = Instructions(
    amount=Money(9_994, "EUR"),
    reference="FS90DPWYLQC4PIWILDXENB672ZA6",
    pay_by=1_800_000_000_000,
    holder="Ein Laden wie der von 2009",
    iban="DE89370400440532013000",
)


def test_a_code_is_a_square_of_dark_and_light_without_its_margin() -> None:
    rows = rows_of(ASKED)

    assert {len(row) for row in rows} == {len(rows)}
    assert set("".join(rows)) == {"0", "1"}
    corners = (rows[0][:8], rows[0][-8:], rows[-1][:8])
    assert corners == ("11111110", "01111111", "11111110")


def test_the_picture_shows_the_same_squares_with_their_margin_in_few_bytes() -> None:
    png = png_of(ASKED)

    side = len(rows_of(ASKED)) + 2 * MARGIN
    blank, beside = "0" * side, "0" * MARGIN
    framed = [f"{beside}{row}{beside}" for row in rows_of(ASKED)]
    rows = [blank] * MARGIN + framed + [blank] * MARGIN
    assert dots_of(png) == [
        "".join(square * DOTS for square in row) for row in rows for _ in range(DOTS)
    ]
    assert len(png) < 1_000


def dots_of(png: bytes) -> list[str]:
    """Read a PNG in black and white whose rows stand there or are as the one above; dark as 1."""
    wide, high, bits, colours = struct.unpack(">IIBB", png[16:26])
    assert (png[:8], bits, colours) == (b"\x89PNG\r\n\x1a\n", 1, 0)
    start = png.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", png[start - 8 : start - 4])
    raw = zlib.decompress(png[start : start + length])
    step = 1 + (wide + 7) // 8
    as_above = b"\2".ljust(step, b"\0")
    rows: list[str] = []
    for at in range(0, high * step, step):
        line = raw[at : at + step]
        assert line == as_above or line[0] == 0
        dark = "".join(f"{255 - byte:08b}" for byte in line[1:])[:wide]
        rows.append(rows[-1] if line == as_above else dark)
    return rows


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Money(9_995, "EUR")},
        {"reference": "FS90DPWYLQC4PIWILDXENB672ZA7"},
        {"holder": "Another shop"},
        {"iban": "GB82WEST12345698765432"},
        {"bic": "COBADEFFXXX"},
    ],
)
def test_all_that_the_bank_needs_to_know_is_in_the_code(changes: dict[str, object]) -> None:
    assert rows_of(replace(ASKED, **changes)) != rows_of(ASKED)


@pytest.mark.parametrize("bic", ["", "COBADEFFXXX"])
@pytest.mark.parametrize("holder", ["Łódź i spółka", "متجر المدينة", "W" * 70, "\u20ac" * 66])
def test_a_name_may_be_in_any_letters_as_long_as_there_is_room(holder: str, bic: str) -> None:
    largest = Money(10**11 - 1, "EUR")
    asked = replace(ASKED, holder=holder, bic=bic, amount=largest, iban="MT" + "8" * 32)

    assert has_code(asked)
    assert rows_of(asked)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Money(9_994, "CHF")},
        {"amount": Money(0, "EUR")},
        {"holder": "\u20ac" * 67},
    ],
)
def test_of_what_the_standard_has_no_transfer_there_is_no_code(changes: dict[str, object]) -> None:
    assert not has_code(replace(ASKED, **changes))
