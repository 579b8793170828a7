"""Draw every mail into `build/mails/`: `python -m tests.mails [DIRECTORY]`.

Without a Chromium there are the files, no pictures, and a sentence that says so.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser.visit import chromium
from tests.house.sources import PROJECT
from tests.mails.drawing import draw, write

NO_CHROMIUM = (
    "NOT DRAWN: the mails have no pictures, for there is no Chromium here. "
    "On Debian and Ubuntu: apt-get install chromium"
)


def main() -> None:
    directory = Path(sys.argv[1]) if sys.argv[1:] else PROJECT / "build" / "mails"
    print(f"{write(directory)} mails as text and HTML in {directory}")
    path = chromium()
    if path is None:
        print(NO_CHROMIUM, file=sys.stderr)
        return
    drawn = list(draw(directory, path))
    print(f"{len(drawn)} pictures")
    if wide := [f"{picture.name} by {over} pixels" for picture, over in drawn if over]:
        sys.exit(f"Too wide: {', '.join(wide)}")


if __name__ == "__main__":
    main()
