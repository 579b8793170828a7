"""Ratios, bars, and what a missed one does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import results, tables
from benchmarks.results import Result


def result(
    ours: float, reference: float, bar: float | None = 2.0, *, at_least: bool = False
) -> Result:
    return Result(
        name="a path", unit="s", ours=ours, reference=reference, bar=bar, at_least=at_least
    )


@pytest.mark.parametrize(
    ("ours", "reference", "ratio", "holds"),
    [(3, 2, 1.5, True), (4, 2, 2.0, True), (4.1, 2, 2.05, False), (0, 0, 0.0, True)],
)
def test_a_ratio_must_not_pass_its_bar(
    ours: float, reference: float, ratio: float, *, holds: bool
) -> None:
    measured = result(ours, reference)

    assert measured.ratio == ratio
    assert measured.holds is holds


def test_something_against_nothing_is_no_number_and_misses_any_bar() -> None:
    measured = result(0.001, 0, bar=1.0)

    assert measured.ratio is None
    assert not measured.holds
    assert result(0.001, 0, bar=None).holds


@pytest.mark.parametrize(("ours", "holds"), [(74, False), (75, True), (76, True)])
def test_a_bar_may_have_to_be_reached(ours: float, *, holds: bool) -> None:
    assert result(ours, 100, bar=0.75, at_least=True).holds is holds


def test_without_a_bar_nothing_is_demanded() -> None:
    assert result(1_000, 1, bar=None).holds


def test_the_median_of_the_rounds_is_the_ratio_not_the_ratio_of_medians() -> None:
    measured = Result(name="a", unit="s", ours=3, reference=2, bar=2.0, measured_ratio=2.5)

    assert measured.ratio == 2.5
    assert not measured.holds


def test_an_entry_has_what_readers_of_the_file_count_on() -> None:
    entry = result(1 / 3, 1).entry()

    assert {"name", "ours", "reference", "ratio", "bar", "holds", "unit"} <= set(entry)
    assert entry["ours"] == entry["ratio"] == 0.33333


def test_the_parts_of_all_benchmarks_become_one_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "PARTS", tmp_path / "parts")
    monkeypatch.setattr(results, "ALL", tmp_path / "bench.json")
    results.keep("one", [result(1, 1)])
    results.keep("two", [result(9, 1)])

    entries = results.join(["one", "two", "one that has not run"])

    assert [entry["holds"] for entry in entries] == [True, False]
    assert json.loads((tmp_path / "bench.json").read_text()) == entries


def test_a_planted_miss_ends_the_command_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    entries = [result(1, 1).entry(), result(9, 1).entry()]

    assert command.verdict(entries) == 1
    assert "Missed its bar: a path." in capsys.readouterr().err


def test_a_benchmark_that_failed_ends_the_command_with_1() -> None:
    assert command.verdict([result(1, 1).entry()], failed=["cpu"]) == 1


def test_if_all_bars_hold_the_command_ends_with_0() -> None:
    assert command.verdict([result(1, 1).entry()]) == 0


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["no-such-benchmark"])

    assert ended.value.code == 2


def test_results_are_written_between_their_own_marks() -> None:
    page = "a\n<!-- results: one -->old<!-- /results: one -->\nb <!-- results: two -->keep"

    written = tables.written_into(page, "one", [result(3, 2).entry()])

    assert "| a path | s | 3 | 2 | 1.50 | at most 2.00 | yes |" in written
    assert written.startswith("a\n<!-- results: one -->")
    assert written.endswith("<!-- /results: one -->\nb <!-- results: two -->keep")
    assert ">old<" not in written


def test_a_missed_bar_stands_out_in_the_table() -> None:
    assert "| **no** |" in tables.table_of([result(9, 2).entry()])


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(tables.MarksError, match="no place for the results of one"):
        tables.written_into("nothing", "one", [])


@pytest.mark.parametrize("name", sorted(command.BENCHMARKS))
def test_each_benchmark_has_its_place_and_its_command_in_the_page(name: str) -> None:
    page = tables.README.read_text(encoding="utf-8")

    assert tables.written_into(page, name, []) != page
    assert f"`python -m benchmarks {name}`" in page
