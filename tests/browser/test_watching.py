"""The tests here can fail: what goes wrong in a browser is seen, and no browser is said aloud."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.processes import ROOT
from tests.browser.conftest import NO_CHROMIUM, Visit

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-line")]


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("console.error('a planted word')", "console: a planted word"),
        ("setTimeout(() => { throw new Error('a planted error') })", "error: .*a planted error"),
        ("fetch('/v1/sales/no-such-sale')", "answered 404: GET .*/v1/sales/no-such-sale"),
        (
            "fetch('https://third.example/').catch(() => {})",
            "console: Connecting to .https://third",
        ),
        ("document.body.setAttribute('style', 'color: red')", "console: .*style-src"),
    ],
)
def test_what_goes_wrong_in_a_page_is_found(visit: Visit, script: str, fault: str) -> None:
    visitor = visit()
    visitor.page.goto("/404.html")
    before = list(visitor.faults)

    visitor.page.evaluate(f"() => {{ {script} }}")
    for _ in range(100):
        visitor.page.wait_for_timeout(50)
        if any(re.match(fault, one) for one in visitor.faults):
            break

    assert before == []
    assert [one for one in visitor.faults if re.match(fault, one)]
    visitor.faults.clear()


def test_without_chromium_a_run_ends_with_what_it_left_out(tmp_path: Path) -> None:
    left_out = tmp_path / "not-tested.txt"
    test = "tests/browser/test_watching.py::test_what_goes_wrong_in_a_page_is_found"
    asking = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]

    ran = subprocess.run(
        asking,
        cwd=ROOT,
        env={**os.environ, "PATH": "", "NOT_TESTED": str(left_out)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ran.returncode == 0
    assert ran.stdout.strip().splitlines()[-2] == NO_CHROMIUM
    assert left_out.read_text(encoding="utf-8") == f"{NO_CHROMIUM}\n"
