"""OnePlus One, October and November 2014: an hour of free sale after months of invitations."""

from typing import Final

from infra.local.stories.story import Queue, Stock, Story

_PLAN: Final = {
    "description": "For an hour everybody can buy, without an invitation.",
    "seller": "A maker of phones like the one of 2014",
    "contact": "service@phones.example",
    "price": {"amount": 29_900, "currency": "EUR"},
    "limit": 1,
    "hold_seconds": 8,
    "remaining": "exact",
}
_CHOSEN: Final = (
    "the price, and how many units and shoppers there are, one unit each",
    "the draw takes 10 seconds, and the line moves no faster than two cores can sell",
    "in a small run the line takes 2 seconds at least",
    "a hold of 8 seconds instead of minutes; the refused ask again after 5 or 6 seconds",
    "2 in 100 come after the opening",
    (
        "20 in 100 are scripts: from the opening on they reload and try again and again, and at "
        "the very instant of their turn"
    ),
    (
        "one script in 300, and two at least, tries on 50 connections at the same moment, the "
        "others on 2; all together they have as many sockets as all people together"
    ),
)

OCTOBER: Final = Story(
    name="oneplus-october",
    title="OnePlus One, the free hour of 27 October 2014",
    sale="oneplus-october",
    shoppers=30_000,
    units=2_000,
    registering=200,
    plan={"title": "OnePlus One", **_PLAN},
    then={
        "signing_in": "A programming error in signing in was the bottleneck",
        "busy": "Servers were doubled beforehand, and still collapsed",
        "line": "Whoever got through",
        "invitations": "Invitations for months, then one hour for everybody",
        "order": "Orders could not be placed; tens of thousands had been",
        "truth": "Nobody could check whether an order had gone through",
        "mails": "Confirmation mails came late",
    },
    chosen=(
        *_CHOSEN,
        (
            "500 invitations to a window before the one for all, one in ten of them tried by two "
            "people at once"
        ),
        "time is compressed: five minutes for the invited, then five for everybody, 100 a second",
        "scripts try each 20 to 60 seconds: 6,000 at a time are what one machine carries",
        "half of the shoppers fill their basket beforehand",
        (
            "of the others served in the first 5 seconds, one in ten gives the unit back, and one "
            "in twelve walks away without a word"
        ),
        "no mail is delivered from the first opening until everybody has their answer",
    ),
    seed=2014,
    line=Queue(
        delay_seconds=10,
        spread_seconds=300,
        invited=500,
        prepared=0.5,
        late=0.02,
        scripts=0.2,
        calm_seconds=5.0,
        reload_seconds=(20.0, 60.0),
    ),
    mail_is_down=True,
)

NOVEMBER: Final = Story(
    name="oneplus-november",
    title="OnePlus One, the second window of 17 November 2014",
    sale="oneplus-november",
    shoppers=5_000,
    units=4_000,
    registering=50,
    plan={
        "title": "OnePlus One, second window",
        **_PLAN,
        "waitlist": {"offer_seconds": 10, "days": 1},
        "prepayment": {
            "holder": "A maker of phones",
            "iban": "DE89370400440532013000",
            "pay_seconds": 15,
            "remind_seconds": 7,
        },
    },
    stocks=(
        Stock("main", 3),
        Stock("later", 1, delivers_in=(21, 49), to_come=True, payment="prepayment"),
    ),
    then={
        "busy": "Baskets could be filled beforehand again",
        "line": "Everybody interested was promised to be able to order",
        "stock": "Not said",
    },
    chosen=(
        *_CHOSEN,
        "time is compressed: everybody is served within 200 seconds, 25 a second",
        "scripts try each 3 to 9 seconds",
        "8 in 10 shoppers fill their basket beforehand",
        "3,000 units are there, which the baskets are for; 1,000 are to come, against prepayment",
        (
            "of the refused three in four ask for goods to come; the others, and who is too late "
            "for those, too, join the waiting list at once; scripts want neither"
        ),
        (
            "one in ten of those who are to pay first never does; the others have 15 seconds, and "
            "the bank tells every 2 seconds what was paid"
        ),
        "one in 25 of those who ordered cancels, when four fifths of the line have had their turn",
        (
            "an offer stands for 10 seconds; of twenty who wait two decline, and of those who wait "
            "for what is there one sleeps"
        ),
    ),
    seed=2014,
    line=Queue(
        delay_seconds=10,
        spread_seconds=200,
        invited=0,
        prepared=0.8,
        late=0.02,
        scripts=0.2,
        calm_seconds=0.0,
        reload_seconds=(3.0, 9.0),
    ),
)
