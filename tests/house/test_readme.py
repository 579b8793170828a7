from __future__ import annotations

import json
from pathlib import Path

from infra.local.figures import KEPT, README, written_into

ROOT = Path(__file__).parents[2]


def test_the_numbers_in_the_readme_are_those_of_the_kept_run() -> None:
    readme = (ROOT / README).read_text()
    report = json.loads((ROOT / KEPT).read_text())

    assert readme == written_into(readme, report)
    assert report["broken"] == []
