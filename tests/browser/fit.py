"""Whether everybody can use a page as it stands: axe-core, and what axe-core does not look at."""

from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.browser.visit import DESKTOP, PHONE

LEAST_TARGET = 24
"""CSS pixels (WCAG 2.2, 2.5.8)."""

ZOOMED: ViewportSize = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}
"""What 200 % leaves of a desktop's window."""

_VIOLATIONS = """async (rules) => {
  const only = rules ? {runOnly: {type: 'rule', values: rules}} : {};
  const {violations} = await axe.run({iframes: false, resultTypes: ['violations'], ...only});
  return violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 160)}`));
}"""

_LOOKS: tuple[tuple[Literal["dark", "light"], list[str] | None], ...] = (
    ("dark", ["color-contrast"]),
    ("light", None),
)
"""Colours, and what to look for in them: all rules once."""

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
    """Look at a page as it stands, in both its colours, at each size; leave it light and large."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    faults = []
    for scheme, rules in _LOOKS:
        page.emulate_media(color_scheme=scheme)
        faults += [f"{scheme}, axe: {fault}" for fault in page.evaluate(_VIOLATIONS, rules)]
    for name, size in (("phone", PHONE), ("200 %", ZOOMED)):
        page.set_viewport_size(size)
        faults += [f"{name}: wider than the window: {one}" for one in too_wide(page)]
        if size == PHONE:
            faults += [f"{name}: small: {one}" for one in too_small(page)]
    page.set_viewport_size(DESKTOP)
    return faults


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    found: list[str] = page.evaluate(_WIDER_THAN_WINDOW)
    return found


def too_small(page: Page) -> list[str]:
    """Return what a thumb misses."""
    found: list[str] = page.evaluate(_SMALLER_THAN, LEAST_TARGET)
    return found
