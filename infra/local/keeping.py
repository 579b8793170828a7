"""What the processes of a run that went wrong wrote, kept before the next run begins anew."""

import shutil
from pathlib import Path
from typing import Final

from infra.local.crowd.clock import wall_ms
from infra.local.processes import LOGS

PLACE: Final = "broken"


def kept(story: str, build: Path, logs: Path = LOGS) -> str:
    """Copy the logs to a place of their own below `build`; returns a sentence that says where."""
    place = build / PLACE / f"{story}-{wall_ms()}"
    place.mkdir(parents=True)
    for log in logs.glob("*.log"):
        shutil.copy(log, place)
    return f"What the shop's processes wrote is kept in {place}."
