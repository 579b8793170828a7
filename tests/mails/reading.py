"""HTML mails read as a shopper's eyes read them: the words that are shown, and where links lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "img"})
UNSEEN = frozenset({"head", "style", "script", "title", "div"})
"""A `div` is the preheader alone: what lists of mails show beside the subject."""


@dataclass
class Page:
    """What is shown, tag by tag: `open_at_end` is empty if every element was closed in turn."""

    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    open_at_end: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append(tag)
        self.page.attributes += [(name, value or "") for name, value in attrs]
        if tag == "a":
            self.page.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.page.open_at_end.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.page.open_at_end or self.page.open_at_end.pop() != tag:
            self.page.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        if not UNSEEN.intersection(self.page.open_at_end):
            self.page.words.append(data)


def read(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page
