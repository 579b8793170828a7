"""`sale book`: a file of the bank's bookings, sent in parts that the API takes."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.cli.booking import MOST_ROWS
from tests.cli.test_cli import Shop, run, shop

__all__ = ["shop"]

HEADER = "booked_on;amount;currency;reference"
ROW = "2026-12-01;99.94;EUR;FS90 DPWY LQC4 PIWI LDXE NB67 2ZA6"


def told(line: int, result: str = "paid") -> dict[str, Any]:
    return {"line": line, "result": result, "order": None, "state": None, "problem": None}


def answer(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"bookings": rows}).encode()


def test_an_order_is_paid_by_one_call(shop: Shop) -> None:
    assert run(shop, "pay", "o/p") == 0
    assert shop.asked == [("POST", "/v1/admin/orders/o%2Fp/payment", {})]


def test_a_file_is_sent_as_it_is_and_what_is_left_to_do_is_told_by_its_line(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bookings.csv"
    file.write_text(f"{HEADER}\n{ROW}\n\nnonsense\n{ROW}", encoding="utf-8-sig")
    shop.answer = answer(told(2), told(3, "malformed"), told(4, "known"))

    status = run(shop, "book", str(file))

    assert status == 0
    csv = f"{HEADER}\n{ROW}\nnonsense\n{ROW}"
    assert shop.asked == [("POST", "/v1/admin/bookings", {"csv": csv})]
    assert json.loads(capsys.readouterr().out) == {
        "bookings": {"paid": 1, "malformed": 1, "known": 1},
        "to_look_at": [told(4, "malformed")],
    }


def test_a_long_file_is_sent_in_parts_each_under_its_header(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bookings.csv"
    file.write_text("\n".join([HEADER, *[ROW] * MOST_ROWS, ROW]), encoding="utf-8")
    first = [told(line) for line in range(2, MOST_ROWS + 2)]
    shop.pages = [answer(*first), answer(told(2, "wrong_amount"))]

    status = run(shop, "book", str(file))

    assert status == 0
    sent = [body["csv"].splitlines() for _, _, body in shop.asked]
    assert [len(lines) for lines in sent] == [MOST_ROWS + 1, 2]
    assert {lines[0] for lines in sent} == {HEADER}
    found = json.loads(capsys.readouterr().out)
    assert found["to_look_at"] == [told(MOST_ROWS + 2, "wrong_amount")]


@pytest.mark.parametrize("inside", ["\u2028", "\x85", "\x0c"])
def test_a_booking_is_cut_only_where_the_api_cuts_lines(
    shop: Shop, tmp_path: Path, inside: str
) -> None:
    file = tmp_path / "bookings.csv"
    row = ROW.replace("FS90 ", f"FS90{inside}")
    file.write_text(f"{HEADER}\r\n{row}\r\n", encoding="utf-8", newline="")
    shop.answer = answer(told(2))

    assert run(shop, "book", str(file)) == 0
    assert shop.asked == [("POST", "/v1/admin/bookings", {"csv": f"{HEADER}\n{row}"})]


def test_long_lines_are_sent_in_more_parts(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "bookings.csv"
    file.write_text("\n".join([HEADER, *[f"{ROW} {'ü' * 1_000}"] * 5]), encoding="utf-8")
    shop.answer = answer(told(2))

    assert run(shop, "book", str(file)) == 0
    assert [len(body["csv"].splitlines()) for _, _, body in shop.asked] == [3, 3, 2]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_one_sentence(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    file = tmp_path / "bookings.csv"
    if content is not None:
        file.write_bytes(content)

    status = run(shop, "book", str(file))

    assert status == 1
    assert "cannot be read" in capsys.readouterr().err
    assert shop.asked == []
