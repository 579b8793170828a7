"""How hypothesis tries: with new examples each time, whatever reseeds the dice.

A failure prints the blob that repeats it, and is tried first the next time. Nothing is written
beside `build/`. All settings are named: under CI hypothesis would freeze the examples.
"""

from pathlib import Path

from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.database import DirectoryBasedExampleDatabase

KEPT = Path(__file__).parents[1] / "build" / "hypothesis"

set_hypothesis_home_dir(KEPT)
settings.register_profile(
    "ours",
    max_examples=40,  # all together in seconds, and others the next time
    derandomize=False,
    print_blob=True,
    deadline=None,  # the machine may be busy: how long an example takes says nothing
    suppress_health_check=(),
    database=DirectoryBasedExampleDatabase(KEPT / "examples"),
)
settings.load_profile("ours")
