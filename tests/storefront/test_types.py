"""The check of the storefront's types can fail: it knows what an operation gives."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = Path(__file__).with_name("tsconfig.json")
TSC = Path(sys.prefix) / "typescript" / "node_modules" / ".bin" / "tsc"
PAGE = """\
/** @typedef {import('./contract.js').Operations} Operations */
/** @param {Operations['showSale']['answer']} sale */
export const left = (sale) => sale.pools.map((pool) => pool.%s);
"""

pytestmark = pytest.mark.skipif(
    not TSC.exists(),
    reason="NOT TESTED: the storefront's types, for there is no npm here. "
    "Install Node.js 20 or newer (Debian: nodejs, npm).",
)


def faults_of(page: str, into: Path) -> str:
    """Check one module beside the contract's, under the storefront's own settings."""
    settings = {"extends": str(SETTINGS), "include": ["."], "exclude": []}
    (into / "tsconfig.json").write_text(json.dumps(settings))
    (into / "page.js").write_text(page)
    shutil.copy(ROOT / "storefront" / "js" / "contract.d.ts", into)
    ran = subprocess.run(
        [TSC, "--project", into], check=False, capture_output=True, text=True, cwd=into
    )
    return ran.stdout


def test_a_page_that_reads_what_an_answer_has_passes(tmp_path: Path) -> None:
    assert faults_of(PAGE % "remaining", tmp_path) == ""


def test_a_page_that_reads_what_no_answer_has_is_found(tmp_path: Path) -> None:
    assert "Property 'left' does not exist" in faults_of(PAGE % "left", tmp_path)


def test_the_check_is_strict_where_nothing_may_come(tmp_path: Path) -> None:
    page = PAGE % "remaining.toFixed(0)"

    assert "'pool.remaining' is possibly 'undefined'" in faults_of(page, tmp_path)
