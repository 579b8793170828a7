"""Invitations as marketers make them, count them, and take them back."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import partial
from io import StringIO
from urllib.parse import quote

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.fields import Fields
from chalicelib.http.parsing.kinds import FLAG, text, whole
from chalicelib.http.parsing.people import EMAIL
from chalicelib.http.parsing.plans import CHOSEN
from chalicelib.http.presenting.instants import instant, instant_or_none
from sale_api.domain.invitation import MOST_EMAILS, MOST_INVITATIONS
from sale_api.domain.planning import MOST_WINDOWS
from sale_api.usecases.invite import (
    Asked,
    Counted,
    InvitationKeys,
    count_invitations,
    invite,
    revoke_batch,
    revoke_code,
)

CODE = text(40)
ONE_OF_THEM = "Give either count or emails."
WHOSE = "Without emails codes are nobody's own; leave it out or send true."
WHICH = "Give either batch or code."
COLUMNS = ("code", "link", "email")


def list_batches(call: Call, sale: str) -> Answer:
    """All batches of a sale, and what became of them."""
    call.marketer()
    counted = count_invitations(
        sale_id=sale,
        sales=call.system.sales,
        invitations=call.system.invitations,
        keys=_keys(call),
    )
    return Answer(body={"batches": [_shown(each) for each in counted]})


def make_batch(call: Call, sale: str) -> Answer:
    """Make invitations in bulk; the same batch again, the same codes."""
    call.marketer()
    made = invite(
        sale_id=sale,
        asked=_asked(call.body()),
        now=call.now,
        sales=call.system.sales,
        invitations=call.system.invitations,
        keys=_keys(call),
    )
    rows = [(code, _link(call, sale, code), email) for code, email in made.codes]
    return Answer(body={**_shown(made.counted), "csv": _csv(rows)})


def take_back(call: Call, sale: str) -> Answer:
    """Take a batch back, or one code; again, the same answer."""
    call.marketer()
    fields = call.body()
    batch, code = fields.optional("batch", CHOSEN, ""), fields.optional("code", CODE, "")
    if bool(batch) == bool(code):
        fields.fault("batch", WHICH)
    fields.finish()
    revoke = partial(revoke_batch, batch_id=batch) if batch else partial(revoke_code, code=code)
    counted = revoke(
        sale_id=sale,
        now=call.now,
        sales=call.system.sales,
        invitations=call.system.invitations,
        keys=_keys(call),
    )
    return Answer(body=_shown(counted))


def _asked(fields: Fields) -> Asked:
    emails = fields.values("emails", EMAIL, MOST_EMAILS) if fields.has("emails") else []
    asked = Asked(
        batch=fields.read("batch", CHOSEN),
        window=fields.read("window", whole(0, MOST_WINDOWS - 1)),
        count=fields.optional("count", whole(1, MOST_INVITATIONS), 0),
        emails=tuple(emails),
        transferable=fields.optional("transferable", FLAG, absent=True),
    )
    if fields.has("count") == fields.has("emails"):
        fields.fault("count", ONE_OF_THEM)
    elif not asked.transferable and not fields.has("emails"):
        fields.fault("transferable", WHOSE)
    fields.finish()
    return asked


def _keys(call: Call) -> InvitationKeys:
    keyring = call.system.tokens.keys.keyring
    return InvitationKeys(keyring.invitation_key, keyring.shopper_key)


def _link(call: Call, sale: str, code: str) -> str:
    return call.system.settings.link(f"sale.html?sale={quote(sale)}", f"code={code}")


def _csv(rows: Sequence[tuple[str, str, str]]) -> str:
    written = StringIO()
    csv.writer(written).writerows([COLUMNS, *rows])
    return written.getvalue()


def _shown(counted: Counted) -> dict[str, object]:
    batch = counted.batch
    return {
        "batch": batch.batch,
        "window": batch.window,
        "transferable": batch.transferable,
        "made_at": instant(batch.made_at),
        "revoked_at": instant_or_none(batch.revoked_at),
        "made": counted.made,
        "used": counted.used,
        "revoked": counted.revoked,
    }
