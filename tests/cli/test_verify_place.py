import json
import re

import pytest

from infra.cli.__main__ import main
from tests.draw.vectors import KEPT, PAGE

FIRST = json.loads(KEPT.read_text(encoding="utf-8"))["places"][0]
GIVEN = [
    "verify-place",
    *(f"--{name}={FIRST[name]}" for name in ("seed", "beacon", "sale", "window", "shopper")),
]
LINE = ("--opens-at", "--joined-at", "--delay-seconds", "--spread-seconds")
VALUES = ("2026-10-01T10:00:00Z", "2026-10-01T09:59:59.999Z", "10", "600")


def line(**other: str) -> list[str]:
    """Return the options of the line, some with other values than the usual."""
    usual = zip(LINE, VALUES, strict=True)
    return [f"{name}={other.get(name.strip('-').replace('-', '_'), said)}" for name, said in usual]


def test_a_place_is_computed_without_an_api(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(GIVEN)

    assert status == 0
    assert json.loads(capsys.readouterr().out) == {
        "version": "sale-draw-1",
        "commitment": FIRST["commitment"],
        "place": FIRST["place"],
    }


def test_the_command_in_the_page_says_what_the_page_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (command,) = re.findall(r"infra\.cli (verify-place.*?)\n```", page, re.DOTALL)

    status = main(command.replace("\\\n", "").split())

    told = json.loads(capsys.readouterr().out)
    assert status == 0
    assert f"The place is `{told['place']}`" in page
    assert told["served_at"] == "2026-10-01T10:06:39.803Z"  # 399,803 ms after the opening


@pytest.mark.parametrize(
    ("joined_at", "served_at"),
    [
        ("2026-10-01T09:59:59.999Z", "2026-10-01T10:06:39.803Z"),
        ("2026-10-01T10:00:00Z", "2026-10-01T10:10:10.000Z"),
        ("2026-10-01T12:00:00.001+02:00", "2026-10-01T10:10:10.001Z"),
    ],
)
def test_with_the_line_it_says_when_the_shopper_is_served(
    capsys: pytest.CaptureFixture[str], joined_at: str, served_at: str
) -> None:
    status = main([*GIVEN, *line(joined_at=joined_at)])

    assert status == 0
    assert json.loads(capsys.readouterr().out)["served_at"] == served_at


def test_a_seed_that_was_not_promised_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*GIVEN, "--commitment", FIRST["commitment"].upper()]) == 0
    capsys.readouterr()

    status = main([*GIVEN, "--commitment", "00" * 32])

    assert status == 1
    assert capsys.readouterr() == (
        "",
        f"This is not the seed that was promised: its commitment is {FIRST['commitment']}.\n",
    )


@pytest.mark.parametrize("missing", LINE)
def test_a_line_of_which_something_is_missing_is_told(
    capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    known = [option for option in line() if not option.startswith(missing)]

    status = main([*GIVEN, *known])

    assert status == 1
    assert capsys.readouterr().err == f"When it is served cannot be told without {missing}.\n"


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        ("seed", "00"),
        ("seed", "00" * 33),
        ("seed", "g0" * 32),
        ("beacon", "0"),
        ("window", "-1"),
        ("window", "first"),
        ("opens-at", "2026-10-01T10:00:00"),
        ("joined-at", "noon"),
        ("delay-seconds", "-1"),
        ("spread-seconds", "86401"),
    ],
)
def test_what_cannot_be_is_refused_by_its_option(
    capsys: pytest.CaptureFixture[str], option: str, wrong: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*GIVEN, f"--{option}={wrong}"])

    assert f"argument --{option}: " in capsys.readouterr().err


@pytest.mark.parametrize("spread", ["0", "86400"])
def test_a_line_may_last_from_nothing_to_a_day(spread: str) -> None:
    assert main([*GIVEN, *line(spread_seconds=spread)]) == 0
