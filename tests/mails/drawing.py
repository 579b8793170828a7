"""Write every sample as a file and, if there is a Chromium, as pictures.

Each mail is drawn 360 pixels wide as on a phone, and 800 wide as in a window, where clients leave
room beside it; and once in the dark.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from sale_api.ports import Mail
from tests.mails.samples import samples

Scheme = Literal["light", "dark"]

LOOKS: dict[str, tuple[int, Scheme]] = {
    "phone": (360, "light"),
    "desktop": (800, "light"),
    "dark": (360, "dark"),
}


def write(directory: Path) -> int:
    """Write text, HTML and subject of each sample; give how many there are."""
    directory.mkdir(parents=True, exist_ok=True)
    mails = dict(samples())
    for name, mail in mails.items():
        (directory / f"{name}.html").write_text(_with_pictures(mail), encoding="utf-8")
        headed = f"To: {mail.to}\nSubject: {mail.subject}\n\n{mail.text}"
        (directory / f"{name}.txt").write_text(headed, encoding="utf-8")
    return len(mails)


def _with_pictures(mail: Mail) -> str:
    """Give the HTML with the pictures in it that came beside it."""
    html = mail.html
    for name, png in mail.pictures.items():
        html = html.replace(f"cid:{name}", f"data:image/png;base64,{b64encode(png).decode()}")
    return html


def draw(
    directory: Path, chromium: str, looks: Iterable[str] = LOOKS
) -> Iterator[tuple[Path, int]]:
    """Draw each HTML file there; give each picture, and by how much its mail was too wide."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=as_root)
        for look in looks:
            width, scheme = LOOKS[look]
            page = browser.new_page(
                viewport={"width": width, "height": 640},
                color_scheme=scheme,
                java_script_enabled=False,
                offline=True,
            )
            for file in sorted(directory.glob("*.html")):
                picture = file.with_name(f"{file.stem}-{look}.png")
                page.goto(file.as_uri())
                page.screenshot(path=picture, full_page=True)
                yield picture, _overflow(page, width)
            page.close()
        browser.close()


def _overflow(page: Page, width: int) -> int:
    box = page.locator("body > table").bounding_box()
    assert box is not None, "a mail without its table"
    return max(0, round(box["width"]) - width)
