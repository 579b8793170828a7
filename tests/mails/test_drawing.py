"""Mails as Chromium draws them: nothing sticks out of a phone's window, whatever an order says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.visit import chromium
from tests.mails.drawing import LOOKS, draw, write

pytestmark = pytest.mark.slow

NO_CHROMIUM = (
    "NOT TESTED: how mails look, for there is no Chromium here. "
    "On Debian and Ubuntu: apt-get install chromium"
)


def test_no_mail_is_wider_than_a_phone(tmp_path: Path) -> None:
    path = chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    write(tmp_path)
    for file in tmp_path.glob("calm-*.html"):
        file.unlink()  # what holds for the longest words holds for these
    left = len(list(tmp_path.glob("*.html")))

    drawn = list(draw(tmp_path, path, ["phone"]))

    assert len(drawn) == left > 0
    assert [picture.name for picture, over in drawn if over] == []


def test_a_mail_that_is_too_wide_is_seen(tmp_path: Path) -> None:
    path = chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    wide = '<body style="margin:0"><table width="100%"><tr><td style="min-width:400px">x</td></tr>'
    (tmp_path / "wide.html").write_text(wide, encoding="utf-8")

    ((_, over),) = draw(tmp_path, path, ["phone"])

    assert over > 0
    assert set(LOOKS) == {"phone", "desktop", "dark"}
