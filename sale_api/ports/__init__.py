"""What the product needs from outside. Each verb that writes is one atomic write, and says so.

A verb returns the value or raises `Unmet` with what stood in its way. Any verb may raise
`Unknown`: the caller cannot tell whether the write happened, and repeats with the same words.
Implemented by `chalicelib.aws` on DynamoDB, SQS and SES, and by `tests.fakes` in memory.
"""

from sale_api.ports.changes import Changes, Gone, Position
from sale_api.ports.mails import CONTROLS, Mail, Mailer
from sale_api.ports.orders import (
    ENDED,
    READY,
    Dead,
    DeadLetter,
    Orders,
    OrderSummary,
    OrderViews,
    Page,
    Payments,
    Queue,
    Queues,
    Warehouse,
)
from sale_api.ports.outcomes import Done, Taken, Unknown, Unmet
from sale_api.ports.people import (
    Baskets,
    Beacon,
    Chance,
    Circle,
    Entrants,
    Invitations,
    Seeds,
    Shoppers,
)
from sale_api.ports.sales import Sales
from sale_api.ports.stock import Goods, Lots, Published
from sale_api.ports.waiting import Waited, Waiting

__all__ = [
    "CONTROLS",
    "ENDED",
    "READY",
    "Baskets",
    "Beacon",
    "Chance",
    "Changes",
    "Circle",
    "Dead",
    "DeadLetter",
    "Done",
    "Entrants",
    "Gone",
    "Goods",
    "Invitations",
    "Lots",
    "Mail",
    "Mailer",
    "OrderSummary",
    "OrderViews",
    "Orders",
    "Page",
    "Payments",
    "Position",
    "Published",
    "Queue",
    "Queues",
    "Sales",
    "Seeds",
    "Shoppers",
    "Taken",
    "Unknown",
    "Unmet",
    "Waited",
    "Waiting",
    "Warehouse",
]
