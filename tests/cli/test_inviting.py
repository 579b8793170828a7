import json
from pathlib import Path

import pytest

from tests.cli.test_cli import Shop, run, shop

__all__ = ["shop"]

MADE = {"batch": "friends", "csv": "code,link,email\r\nA,https://shop.example,\r\n"}
ASKED = {"batch": "friends", "window": 0, "count": None, "emails": None, "transferable": True}


def test_codes_are_printed_as_a_table(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.answer = json.dumps(MADE).encode()

    assert run(shop, "invite", "a", "--batch", "friends", "--count", "2") == 0

    assert shop.asked == [("POST", "/v1/admin/sales/a/invitations", {**ASKED, "count": 2})]
    assert capsys.readouterr().out == "code,link,email\nA,https://shop.example,\n"


def test_each_address_of_a_file_gets_a_code_of_its_own(shop: Shop, tmp_path: Path) -> None:
    shop.answer = json.dumps(MADE).encode()
    file = tmp_path / "addresses"
    file.write_text("anna@example.org\n\n bert@example.org \n", encoding="utf-8")
    given = ("--batch", "friends", "--window", "1", "--emails", str(file), "--bound")

    assert run(shop, "invite", "a", *given) == 0

    emails = ["anna@example.org", "bert@example.org"]
    asked = {**ASKED, "window": 1, "emails": emails, "transferable": False}
    assert shop.asked == [("POST", "/v1/admin/sales/a/invitations", asked)]


def test_a_file_that_cannot_be_read_is_named(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "missing")

    assert run(shop, "invite", "a", "--batch", "friends", "--emails", missing) == 1

    assert missing in capsys.readouterr().err
    assert shop.asked == []


@pytest.mark.parametrize("which", ["batch", "code"])
def test_a_batch_or_a_code_is_taken_back(shop: Shop, which: str) -> None:
    assert run(shop, "revoke", "a", f"--{which}", "friends") == 0

    body = {"batch": None, "code": None, which: "friends"}
    assert shop.asked == [("POST", "/v1/admin/sales/a/invitations/revocation", body)]


def test_batches_are_counted(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.answer = b'{"batches": []}'

    assert run(shop, "invitations", "a") == 0

    assert shop.asked == [("GET", "/v1/admin/sales/a/invitations", None)]
    assert json.loads(capsys.readouterr().out) == {"batches": []}
