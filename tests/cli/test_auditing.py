import json

import pytest

from tests.cli.test_cli import Shop, run, shop

__all__ = ["shop"]

SOUND = {"check": "units", "passed": True, "looked_at": 3, "faulty": 0, "faults": []}
FAULTY = {"check": "turns", "passed": False, "looked_at": 3, "faulty": 1, "faults": ["Too early."]}


def test_a_sound_sale_is_printed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    found = {"sale": "a", "passed": True, "checks": [SOUND]}
    shop.answer = json.dumps(found).encode()

    assert run(shop, "audit", "a") == 0

    assert shop.asked == [("GET", "/v1/admin/sales/a/audit", None)]
    assert json.loads(capsys.readouterr().out) == found


def test_a_check_that_fails_is_named_and_the_status_is_1(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {"sale": "a", "passed": False, "checks": [SOUND, FAULTY]}
    shop.answer = json.dumps(found).encode()

    assert run(shop, "audit", "a") == 1

    printed = capsys.readouterr()
    assert json.loads(printed.out) == found
    assert printed.err == "The audit of a failed: turns.\n"
