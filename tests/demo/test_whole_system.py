"""The demonstration as its users run it, only smaller: every process, every promise."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOUGHTS = (
    "oversold",
    "undersold",
    "duplicates",
    "orders_lost",
    "unanswered",
    "server_errors",
    "notices_missing",
)


@pytest.mark.slow
def test_a_small_sale_goes_well_from_plan_to_parcel(tmp_path: Path) -> None:
    sizes = ["--shoppers", "300", "--units", "40", "--into", str(tmp_path)]

    run = subprocess.run(
        [sys.executable, "-m", "infra.local", "demo", *sizes],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    numbers = json.loads((tmp_path / "windows7.json").read_text())
    assert numbers["broken"] == []
    assert {name: numbers[name] for name in NOUGHTS} == dict.fromkeys(NOUGHTS, 0)
    assert numbers["ordered"] == numbers["fulfilled"] == numbers["reserved"] == 40
    assert run.returncode == 0, run.stderr
    assert "Verdict: every promise" in run.stdout  # so few units may never come back to be offered


@pytest.mark.slow
def test_a_small_line_with_scripts_goods_to_come_and_a_list_goes_well(tmp_path: Path) -> None:
    sizes = ["--shoppers", "30", "--units", "12", "--into", str(tmp_path)]

    run = subprocess.run(
        [sys.executable, "-m", "infra.local", "demo", "--story", "oneplus-november", *sizes],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    numbers = json.loads((tmp_path / "oneplus-november.json").read_text())
    line = numbers["line"]
    assert numbers["broken"] == []
    assert {name: numbers[name] for name in NOUGHTS} == dict.fromkeys(NOUGHTS, 0)
    assert numbers["ordered"] == numbers["fulfilled"] == 12
    assert numbers["pools"]["ordered"] == {"main": line["units_for_all"], "later": 3}
    assert numbers["pools"]["allotted"] == 3
    assert numbers["waitlist"]["joined"] > 0
    assert (line["entrants"], line["scripts"], line["late_comers"]) == (30, 6, 1)
    assert line["script_units"] <= line["script_units_at_most"]
    assert run.returncode == 0, run.stderr
    assert "every promise that was judged held" in run.stdout
