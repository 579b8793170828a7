"""The paths of invitations: to make them, to join with one, to count them, to take them back."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.invitation import Batch, code_of, invitation_id
from sale_api.domain.plan import Access, Line
from sale_api.usecases.invite import (
    Asked,
    InvitationKeys,
    count_invitations,
    invite,
    revoke_batch,
    revoke_code,
)
from sale_api.usecases.join_invited import join_invited
from tests.crashes.paths import TWO_LOTS, Path, Scene, asking, saying
from tests.crashes.runs import Work
from tests.crashes.scenes import anna, in_order, meanwhile, open_sale, somebody
from tests.crashes.stage import Stage
from tests.crashes.words import OF_A_FIRM
from tests.sale_api.given import CONTACT, OPENS, SALE
from tests.systems import TOKENS

PRESALE = replace(
    TWO_LOTS,
    line=Line(0, 0),
    windows=tuple(replace(window, access=Access.INVITED) for window in TWO_LOTS.windows),
)
ONE_OF_A_DOMAIN = replace(PRESALE, domain_limit=1)
KEYS = InvitationKeys(TOKENS.keys.keyring.invitation_key, TOKENS.shopper_key)
FRIENDS = Asked(batch="friends", window=0, count=2)
BATCH = Batch(sale=SALE, batch="friends", window=0, size=2, made_at=OPENS)
CODE, OTHER_CODE = (code_of(BATCH, number, KEYS.codes) for number in range(2))

USED_ONCE = frozenset({"TransactWriteItems"})


def inviting() -> Work:
    return lambda process: invite(
        sale_id=SALE,
        asked=FRIENDS,
        now=process.now(),
        sales=process.stores.sales,
        invitations=process.stores.invitations,
        keys=KEYS,
    )


def joining_with_code(stage: Stage, shopper: str, code: str = CODE) -> Work:
    stage.books.guests.note_sent(shopper, invitation_id(SALE, code, KEYS.codes))
    return lambda process: join_invited(
        sale_id=SALE,
        shopper=shopper,
        contact=CONTACT,
        code=code,
        key=KEYS.codes,
        origin=OF_A_FIRM,
        clock=process.now,
        watch=process.watch,
        entrants=process.stores.entrants,
        invitations=process.stores.invitations,
        circles=process.circles,
    )


def counting() -> Work:
    return lambda process: count_invitations(
        sale_id=SALE,
        sales=process.stores.sales,
        invitations=process.stores.invitations,
        keys=KEYS,
    )


def taking_back_all() -> Work:
    return lambda process: revoke_batch(
        sale_id=SALE,
        batch_id="friends",
        now=process.now(),
        sales=process.stores.sales,
        invitations=process.stores.invitations,
        keys=KEYS,
    )


def taking_back_one() -> Work:
    return lambda process: revoke_code(
        sale_id=SALE,
        code=CODE,
        now=process.now(),
        sales=process.stores.sales,
        invitations=process.stores.invitations,
        keys=KEYS,
    )


def joined(nth: int = 0, code: str = CODE) -> Scene:
    """Let Anna join with the code, or somebody else."""
    return lambda stage: stage.do(joining_with_code(stage, somebody(stage, 0, nth), code))


def invites(stage: Stage) -> None:
    stage.do(inviting())


def takes_back(stage: Stage) -> None:
    stage.do(taking_back_one())


def takes_all_back(stage: Stage) -> None:
    stage.do(taking_back_all())
    stage.books.guests.note_taken_back(BATCH.batch, stage.now)


INVITED = in_order(open_sale, invites)
JOINING = asking(lambda stage: joining_with_code(stage, anna(stage)))

PATHS = (
    Path(name="invite", arrange=open_sale, act=saying(inviting()), plan=PRESALE),
    Path(
        name="invite again, once somebody has joined",
        arrange=in_order(INVITED, joined(1)),
        act=saying(inviting()),
        plan=PRESALE,
    ),
    Path(name="join with a code", arrange=INVITED, act=JOINING, once=USED_ONCE, plan=PRESALE),
    Path(
        name="join with a code again",
        arrange=in_order(INVITED, joined()),
        act=JOINING,
        once=frozenset({"PutItem"}),
        plan=PRESALE,
    ),
    Path(
        name="join with a code that somebody else uses",
        arrange=in_order(INVITED, meanwhile("invitations.use", "TransactWriteItems", joined(1))),
        act=JOINING,
        once=USED_ONCE,
        plan=PRESALE,
    ),
    Path(
        name="join with a code that is taken back",
        arrange=in_order(INVITED, meanwhile("invitations.use", "TransactWriteItems", takes_back)),
        act=JOINING,
        once=USED_ONCE,
        plan=PRESALE,
    ),
    Path(
        name="join with a code whose batch is taken back",
        # On AWS after two other reads: the sale and the code.
        arrange=in_order(INVITED, meanwhile("invitations.batch", "GetItem", takes_all_back, nth=3)),
        act=JOINING,
        plan=PRESALE,
    ),
    Path(
        name="join with a code where domains count",
        arrange=INVITED,
        act=JOINING,
        once=USED_ONCE,
        plan=ONE_OF_A_DOMAIN,
    ),
    Path(
        name="join with a code from a domain that is full meanwhile",
        arrange=in_order(INVITED, meanwhile("domains.enter", "UpdateItem", joined(1, OTHER_CODE))),
        act=JOINING,
        plan=ONE_OF_A_DOMAIN,
    ),
    Path(
        name="count invitations",
        arrange=in_order(INVITED, joined()),
        act=saying(counting()),
        plan=PRESALE,
    ),
    Path(
        name="take a batch back",
        arrange=in_order(INVITED, joined()),
        act=saying(taking_back_all()),
        plan=PRESALE,
    ),
    Path(name="take a code back", arrange=INVITED, act=saying(taking_back_one()), plan=PRESALE),
    Path(
        name="take a code back that somebody uses",
        arrange=in_order(INVITED, meanwhile("invitations.revoke", "UpdateItem", joined())),
        act=saying(taking_back_one()),
        plan=PRESALE,
    ),
)
