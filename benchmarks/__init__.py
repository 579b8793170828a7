"""What each promise costs, measured: each number beside the one that it must not be far from."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
BUILD: Final = ROOT / "build"
