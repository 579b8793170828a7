"""How hypothesis tries: with new examples each time, whatever reseeds the dice.

A failure prints the blob that repeats it, and is tried first the next time. Nothing is written
beside `build/`. All settings are named: under CI hypothesis would freeze the examples.

How tests are spread over processes: a module's tests stay in one, which sets up what they share
once; the long ones begin first, so that nothing waits for them at the end.

And how a run says what it left out: each reason to skip that begins with `NOT TESTED` is its last
word, and is added to the file that `NOT_TESTED` names, which `make test` shows at its own end.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.database import DirectoryBasedExampleDatabase

BUILD = Path(__file__).parents[1] / "build"
KEPT = BUILD / "hypothesis"

set_hypothesis_home_dir(KEPT)
settings.register_profile(
    "ours",
    max_examples=25,  # all together in seconds, and others the next time
    derandomize=False,
    print_blob=True,
    deadline=None,  # the machine may be busy: how long an example takes says nothing
    suppress_health_check=(),
    database=DirectoryBasedExampleDatabase(KEPT / "examples"),
)
settings.load_profile("ours")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    yield
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield
    reasons = {
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    }
    sentences = sorted(reason for reason in reasons if reason.startswith("NOT TESTED"))
    for sentence in sentences:
        terminalreporter.write_line(sentence, red=True, bold=True)
    if named := os.environ.get("NOT_TESTED"):
        with Path(named).open("a", encoding="utf-8") as file:
            file.writelines(f"{sentence}\n" for sentence in sentences)
