"""BQ Aquaris E4.5 Ubuntu Edition, February 2015: gone at 9:04, and left in Spain."""

from typing import Final

from infra.local.stories.story import Stock, Story

UBUNTU: Final = Story(
    name="ubuntu-phone",
    title="The first phone with Ubuntu, flash sale of February 2015",
    sale="ubuntu-phone",
    shoppers=20_000,
    units=900,
    registering=50,
    plan={
        "title": "Aquaris E4.5 Ubuntu Edition",
        "description": "The first phone with Ubuntu.",
        "seller": "A maker of phones like the one of 2015",
        "contact": "service@phones.example",
        "price": {"amount": 16_990, "currency": "EUR"},
        "limit": 1,
        "hold_seconds": 12,
        "remaining": "exact",
        "prepayment": {
            "holder": "A maker of phones",
            "iban": "DE89370400440532013000",
            "pay_seconds": 20,
            "remind_seconds": 10,
        },
    },
    stocks=(
        Stock("de", 3, "Hamburg"),
        Stock("es", 2, "Madrid"),
        Stock("later", 4, "Madrid", delivers_in=(21, 49), to_come=True, payment="prepayment"),
    ),
    then={
        "opening": "A button at 8:59 that led to a 404; with the address mended by hand, the page "
        "took minutes",
        "stock": "Not said; out of stock at 9:04",
        "pools": "Support chat answered after ten minutes: the Spanish shop had units left",
        "later": "Asked for: a pre-order against prepayment, happily waiting some weeks",
        "order": "Order confirmation and invoice came; delivery in March",
    },
    chosen=(
        "the price, and how many shoppers and units there are, one each",
        "300 units are in Germany, 200 in Spain, and 400 are to come, against prepayment",
        "a hold of 12 seconds instead of minutes, and 20 seconds to pay instead of days",
        (
            "of those served in the first 5 seconds, one in ten gives the unit back, and one in "
            "twelve walks away without a word"
        ),
        "who is told of another pool asks for it after one to four seconds",
        "who finds no pool with units asks again once, after 11 to 16 seconds",
        "one in ten of those who are to pay first never does",
        (
            "one in fifty of those who got nothing looks every few seconds whether something has "
            "come back, and pays what it gets"
        ),
        "the bank tells every 2 seconds what was paid",
        "once the sale is closed, three quarters of what was to come arrive, and then the rest",
    ),
    seed=2015,
)
