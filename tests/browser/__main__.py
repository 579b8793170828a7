"""Draw every page in every state into `build/screenshots`: `python -m tests.browser`."""

import os
import shutil
import sys

import pytest

from infra.local.processes import ROOT
from tests.browser.visit import PICTURES

directory = ROOT / "build" / "screenshots"
shutil.rmtree(directory, ignore_errors=True)
os.environ[PICTURES] = str(directory)
status = pytest.main(["-q", "-p", "no:randomly", str(ROOT / "tests/browser/test_states.py")])
print(f"{len(list(directory.rglob('*.png')))} pictures are in {directory.relative_to(ROOT)}/.")
sys.exit(status)
