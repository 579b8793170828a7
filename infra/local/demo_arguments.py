"""What the demonstration is asked for: which story, in which size, on which engine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from infra.local.stack import ENGINES, MOTO
from infra.local.stories.lumia import LUMIA
from infra.local.stories.oneplus import NOVEMBER, OCTOBER
from infra.local.stories.ubuntu import UBUNTU
from infra.local.stories.windows7 import WINDOWS7

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infra.local.stories.story import Story

_BUILD: Final = Path("build/demo")
_MOST_SHOPPERS: Final = 200_000
_MOST_UNITS: Final = 100_000
_LEAST_SCALE: Final = 0.001
_MOST_SCALE: Final = 10.0
STORIES: Final = {story.name: story for story in (WINDOWS7, OCTOBER, NOVEMBER, UBUNTU, LUMIA)}


ALL: Final = "all"


def asked(arguments: Sequence[str] | None) -> tuple[list[Story], str, Path]:
    """Return the stories in their sizes, the engine, where to write; ends with 2 for nonsense."""
    parser = argparse.ArgumentParser(prog="demo", description="Play a sale that failed.")
    parser.add_argument("--story", choices=[*STORIES, ALL], default=WINDOWS7.name, help="which one")
    parser.add_argument("--shoppers", type=_count(_MOST_SHOPPERS), help="the story's unless given")
    parser.add_argument("--units", type=_count(_MOST_UNITS), help="the story's unless given")
    parser.add_argument("--scale", type=_scale, default=1.0, help="multiplies both")
    parser.add_argument("--engine", choices=ENGINES, default=MOTO, help="what stands for DynamoDB")
    parser.add_argument("--into", type=Path, default=_BUILD, help="directory for the numbers")
    given = parser.parse_args(arguments)
    chosen = STORIES.values() if given.story == ALL else [STORIES[given.story]]
    stories = [story.sized(given.shoppers, given.units, given.scale) for story in chosen]
    return stories, given.engine, given.into


def _count(most: int) -> Callable[[str], int]:
    def count(shown: str) -> int:
        if not shown.isdecimal() or not 1 <= int(shown[:9]) <= most:
            raise argparse.ArgumentTypeError(f"give a whole number from 1 to {most:,}")
        return int(shown)

    return count


def _scale(shown: str) -> float:
    try:
        scale = float(shown)
    except ValueError:
        scale = 0.0
    if not _LEAST_SCALE <= scale <= _MOST_SCALE:
        raise argparse.ArgumentTypeError(f"give a number from {_LEAST_SCALE} to {_MOST_SCALE}")
    return scale
