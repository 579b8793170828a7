"""Amazon.de, Windows 7 pre-order of 15 July 2009: gone in five minutes, baskets emptied."""

from typing import Final

from infra.local.stories.story import Story

WINDOWS7: Final = Story(
    name="windows7",
    title="Windows 7 Home Premium, pre-order of 15 July 2009",
    sale="windows7-2009",
    shoppers=20_000,
    units=1_000,
    registering=200,
    plan={
        "title": "Windows 7 Home Premium (pre-order)",
        "description": "Pre-order at a price for early birds, until the stock is gone.",
        "seller": "A shop like the one of 2009",
        "contact": "service@shop.example",
        "price": {"amount": 4_997, "currency": "EUR"},
        "reference_price": {"amount": 11_999, "currency": "EUR"},
        "limit": 3,
        "hold_seconds": 8,
        "remaining": "exact",
        "waitlist": {"offer_seconds": 10, "days": 1},
    },
    then={
        "opening": "Punctual, 9:00 in Germany",
        "price": "49.97 EUR instead of 119.99 EUR",
        "stock": "Not said; gone within five minutes",
        "basket": "Items vanished from baskets at the checkout",
        "busy": '"Http/1.1 Service Unavailable" at the checkout',
        "order": "One buyer ordered; ten minutes later a mail: out of stock, put on a waiting list",
        "kept_price": "The price of 49.97 EUR could not be kept",
        "truth": "Buyers suspected bait; 134 one-star reviews at 9:35, 37 left at 10:45",
    },
    chosen=(
        "how many units and shoppers there are, one to three units each (households)",
        "a hold of 8 seconds instead of minutes",
        "one in ten of those served in the first 5 seconds gives the units back",
        "one in twelve of them walks away without a word, and later everybody orders",
        "one in 25 of those who order in the first 5 seconds cancels at once",
        "the refused ask again once, after 11 to 16 seconds; one in twenty joins the waiting list",
        "an offer stands for 10 seconds; of twenty who wait two decline, and one sleeps through it",
        "who waits looks once, and again when a mail tells of an offer",
    ),
)
