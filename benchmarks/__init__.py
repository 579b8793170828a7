"""What each promise costs, measured: each number beside the one that it must not be far from."""

import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
BUILD: Final = ROOT / "build"

MEGABYTE: Final = 1024 * (1024 if sys.platform == "darwin" else 1)
"""Of what `ru_maxrss` counts in."""
