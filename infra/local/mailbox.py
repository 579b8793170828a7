"""The page that shows which mails were sent. Everything in a mail is text here, never markup."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final

from infra.local.mails import Mail

SHOWN: Final = 200

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Mailbox of the local stack</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto;
        padding: 0 1rem; max-width: 46rem; }}
article {{ border-top: 1px solid #ccc; padding: 1rem 0; }}
h2 {{ font-size: 1.1rem; margin: 0; }} p {{ margin: 0; color: #555; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f6; padding: .75rem; }}
</style></head><body>
<h1>Mailbox of the local stack</h1>
<p>What the system sent, newest first; nothing leaves this machine. The page reloads itself.</p>
{mails}
</body></html>
"""
_MAIL: Final = """<article><h2>{subject}</h2>
<p>to {to} · from {sender} · {sent_at}</p><pre>{text}</pre></article>"""
_NONE: Final = "<article><p>No mail was sent yet.</p></article>"


def page(mails: Sequence[Mail]) -> str:
    """Give the page for these mails, in this order."""
    return _PAGE.format(mails="\n".join(map(_shown, mails)) or _NONE)


def _shown(mail: Mail) -> str:
    sent_at = datetime.fromtimestamp(mail.sent_at / 1000, tz=UTC)
    return _MAIL.format(
        subject=escape(mail.subject),
        to=escape(", ".join(mail.to)),
        sender=escape(mail.sender),
        sent_at=sent_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        text=escape(mail.text or mail.html),
    )
