"""A demonstration that cannot go on ends with a sentence, and leaves no system behind."""

from pathlib import Path
from typing import Any, Self

import pytest

from infra.local import demonstration
from infra.local.demonstration import Demonstration
from infra.local.processes import StackError
from infra.local.stories.windows7 import WINDOWS7


class DyingStack:
    """Starts, and then is found dead; remembers with which settings, and that it was ended."""

    made: list["DyingStack"]

    def __init__(self, *, settings: dict[str, str], **_more: Any) -> None:
        self.settings, self.ends = settings, 0
        self.made.append(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ends += 1

    @property
    def environment(self) -> dict[str, str]:
        raise ConnectionRefusedError

    def check(self) -> None:
        raise StackError("The process engine ended by signal 9.")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[DyingStack]:
    DyingStack.made = []
    monkeypatch.setattr(demonstration, "Stack", DyingStack)
    monkeypatch.setattr(demonstration, "_DYING_SECONDS", 0.0)
    return DyingStack.made


def test_a_system_that_dies_is_named_and_ended_and_fails_the_demonstration(
    made: list[DyingStack], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demonstrated = Demonstration(WINDOWS7, "moto", tmp_path)

    demonstrated.play()
    status = demonstrated.conclude()

    assert status == 1
    assert made[0].ends == 1
    assert "ended early: The process engine ended by signal 9." in capsys.readouterr().err


def test_only_a_small_story_has_a_shorter_grace(made: list[DyingStack], tmp_path: Path) -> None:
    for scale in (1.0, 0.2):
        Demonstration(WINDOWS7.sized(None, None, scale), "moto", tmp_path)

    large, small = (stack.settings for stack in made)
    assert "SALE_GRACE_SECONDS" not in large
    assert small["SALE_GRACE_SECONDS"] == "3"
