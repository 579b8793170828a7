"""A letter becomes a mail: its subject, text, HTML and picture.

The layouts are Jinja2's (well kept; escapes by itself): it is imported by the workers that mail,
never by the API. Words are sentences with names in braces, filled by `str.format`; for HTML by
MarkupSafe's, which escapes whatever is filled in. Nothing of an order is ever read as a template.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape
from msgspec import Struct

from chalicelib.transfer_code import png_of
from chalicelib.workers.mails.writing import clean, isolated, shortened
from sale_api.domain.contact import Contact
from sale_api.domain.payment import Instructions
from sale_api.ports import Mail

HERE: Final = Path(__file__).parent
LONGEST_IN_SUBJECT: Final = 100
"""So many letters of a title are in a subject; all of it stands in the mail."""

AUTO: Final = Markup('<span dir="auto">{}</span>')
"""Somebody's words find their own direction, and leave that of the sentence alone."""

Values = Mapping[str, str]
Show = Callable[[str], str]


class Fact(Struct, frozen=True):
    """One row: what it is (a name of `[facts]`), in one or more lines; `link` is where it leads."""

    name: str
    lines: tuple[str, ...]
    link: str = ""


class Letter(Struct, frozen=True, kw_only=True):
    """What one mail says, in no language yet. `kind` is a table of the words; `values` fill braces.

    `link` is where the button leads. `notes` and `why` name sentences of `[common]`: what stands
    below the button, and why the mail was sent. `transfer` is shown as a code under its reference:
    a picture in the HTML.
    """

    kind: str
    shop: str
    values: Values
    facts: Sequence[Fact] = ()
    link: str
    notes: Sequence[str] = ()
    why: str
    transfer: Instructions | None = None


@cache
def words_of(language: str) -> Mapping[str, Any]:
    """Return all words of a language."""
    return tomllib.loads((HERE / f"{language}.toml").read_text(encoding="utf-8"))


def mail_of(letter: Letter, contact: Contact, key: str, reply_to: str = "") -> Mail:
    """Return a letter as the mail that its reader gets; who answers it writes to `reply_to`."""
    language, transfer = contact.language, letter.transfer
    return Mail(
        to=contact.email,
        subject=subject_of(letter, language),
        text=text_of(letter, language),
        html=html_of(letter, language),
        key=key,
        pictures={picture_of(transfer): png_of(transfer)} if transfer else {},
        reply_to=reply_to,
    )


def subject_of(letter: Letter, language: str) -> str:
    """Return one line, whatever stands in the order."""
    values = {
        name: shortened(clean(raw), LONGEST_IN_SUBJECT) for name, raw in letter.values.items()
    }
    shown = {name: _in_text(value) for name, value in values.items()}
    subject: str = words_of(language)[letter.kind]["subject"].format(**shown)
    return subject


def text_of(letter: Letter, language: str) -> str:
    """Return the mail as plain text."""
    return _layout("letter.txt").render(_said(letter, language, _in_text, str))


def html_of(letter: Letter, language: str) -> str:
    """Return the mail as HTML."""
    subject = subject_of(letter, language)
    said = _said(letter, language, _in_html, escape)
    return _layout("letter.html").render(said, subject=subject, language=language)


def picture_of(transfer: Instructions) -> str:
    """Return the name of a transfer's picture in its mails; no other order's has the same."""
    return f"transfer-{transfer.reference}"


def _said(letter: Letter, language: str, shown: Show, marked: Show) -> dict[str, Any]:
    """Return all that a layout shows: the same for both.

    What came from outside is `shown` in one way, and our own words are `marked` in another.
    """
    words = words_of(language)
    common, own = words["common"], words[letter.kind]
    values = {name: shown(raw) for name, raw in letter.values.items()}

    def fill(sentence: str) -> str:
        return marked(sentence).format(**values)

    return {
        "shop": shown(letter.shop),
        **{name: fill(own[name]) for name in ("preheader", "heading", "greeting", "button")},
        "before": [fill(sentence) for sentence in own["before"]],
        "facts": [
            (
                fact.name,
                words["facts"][fact.name],
                [shown(line) for line in fact.lines],
                fact.link,
            )
            for fact in letter.facts
        ],
        "code": letter.transfer and picture_of(letter.transfer),
        "scan": common["scan"],
        "picture": common["picture"],
        "link": letter.link,
        "or_link": common["or_link"],
        "after": [
            fill(sentence) for sentence in (*own["after"], *(common[note] for note in letter.notes))
        ],
        "why": fill(common[letter.why]),
    }


def _in_text(raw: str) -> str:
    return isolated(clean(raw))


def _in_html(raw: str) -> str:
    return AUTO.format(clean(raw))


@cache
def _layout(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    return environment.get_template(name)
