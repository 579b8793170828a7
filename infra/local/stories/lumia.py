"""Best Buy, Nokia Lumia 920, pre-order of 21 October 2012: cancelled in silence, twice."""

from typing import Final

from infra.local.stories.story import Shortage, Story

LUMIA: Final = Story(
    name="lumia-920",
    title="Nokia Lumia 920, pre-order of 21 October 2012",
    sale="lumia-920",
    shoppers=40,
    units=50,
    registering=10,
    plan={
        "title": "Nokia Lumia 920 (pre-order)",
        "description": "Ordered before the launch, delivered when it is there.",
        "seller": "A chain like the one of 2012",
        "contact": "service@chain.example",
        "price": {"amount": 44_999, "currency": "USD"},
        "limit": 1,
        "hold_seconds": 8,
        "remaining": "exact",
    },
    then={
        "order": "Ordered before the launch, and not delivered",
        "again": "Ordered again, and got nothing either",
        "cancelled": "The chain had silently cancelled both orders",
        "truth": "No sensible answer to questions",
        "gift": "A mail to the maker's CEO brought a phone, the next day, with headphones on top",
    },
    chosen=(
        "the price, 50 units, and 40 shoppers who all order one",
        "each of them orders again, as the buyer of 2012 did",
        "the seller then cancels 10 for want of supply, whose units are not sold again",
    ),
    seed=2012,
    shortage=Shortage(
        cancelled=10,
        reason="The maker delivers fewer phones than it had promised us.",
        gift="A pair of headphones, for the trouble with your order.",
    ),
)
