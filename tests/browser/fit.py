"""Whether everybody can use a page as it stands: axe-core, and what axe-core does not look at."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.visit import DESKTOP, PHONE

LEAST_TARGET = 24
"""CSS pixels (WCAG 2.2, 2.5.8)."""

ZOOMED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}
"""What 200 % leaves of a desktop's window."""

_AXE = Axe()
_COLOURS: dict[str, object] = {"runOnly": ["color-contrast", "link-in-text-block"]}
_ALL: dict[str, object] = {"resultTypes": ["violations"]}

_WIDER_THAN_WINDOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > width + 0.5)
    .map((one) => one.outerHTML.slice(0, 120));
}"""

_SMALLER_THAN = """(least) => {
  const targets = 'a[href], button, input, select, textarea, summary, [role=button]';
  const hit = (one) => {
    const label = one.type === 'checkbox' || one.type === 'radio' ? one.closest('label') : null;
    return (label ?? one).getBoundingClientRect();
  };
  // A link within a sentence is as high as its line; WCAG leaves it out.
  const inSentence = (one) => one.tagName === 'A' && getComputedStyle(one).display === 'inline'
    && one.parentElement.textContent.trim().length > one.textContent.trim().length + 1;
  return [...document.querySelectorAll(targets)]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && !inSentence(one))
    .map((one) => [one, hit(one)])
    .filter(([, box]) => box.width > 1 && (box.width < least || box.height < least))
    .map(([one, {width, height}]) => `${width} x ${height}: ${one.outerHTML.slice(0, 120)}`);
}"""


def faults_of(page: Page) -> list[str]:
    """Look at a page as it stands, light and dark, at each size; leave it as it was."""
    faults = [f"axe: {fault}" for fault in _axe(page, _ALL)]
    page.emulate_media(color_scheme="dark")
    faults += [f"axe, dark: {fault}" for fault in _axe(page, _COLOURS)]
    page.emulate_media(color_scheme="light")
    for name, size in (("phone", PHONE), ("200 %", ZOOMED)):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        faults += [f"{name}: wider than the window: {one}" for one in too_wide(page)]
    faults += [f"phone: small: {one}" for one in too_small(page)]
    page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    return faults


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    found: list[str] = page.evaluate(_WIDER_THAN_WINDOW)
    return found


def too_small(page: Page) -> list[str]:
    """Return what a thumb misses."""
    found: list[str] = page.evaluate(_SMALLER_THAN, LEAST_TARGET)
    return found


def _axe(page: Page, options: dict[str, object]) -> list[str]:
    found = _AXE.run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
