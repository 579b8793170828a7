"""Orders that are paid first: what is asked, what the bank books, and what is not paid in time."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.workers import schedule
from sale_api.domain.payment import reference_of
from tests.functional.api import Api, Reply
from tests.functional.stage import ANNA, BERTA, PREPAID, PREPAYMENT, Stage, sell_prepaid
from tests.systems import BEGIN

HEADER = "booked_on,amount,currency,reference"
BOOKINGS = "/v1/admin/bookings"
MINUTE = 60_000


class Till(Stage):
    """Anna has ordered two units that are paid first, for 99.94 euros."""

    def __init__(self, api: Api, **changes: object) -> None:
        self.api = api
        self.admin = api.marketer()
        self.anna = api.shopper(ANNA)
        sell_prepaid(self, **changes)
        self.order = self.buy(self.anna, PREPAID)
        self.reference = reference_of(self.order)

    def page(self) -> Any:
        return self.done("GET", "/v1/orders/{order}", None, self.anna, order=self.order).body

    def book(self, *rows: str, header: str = HEADER) -> list[tuple[int, str]]:
        """Send bookings; return what became of each line."""
        csv = "\n".join([header, *rows])
        told = self.done("POST", BOOKINGS, {"csv": csv}, self.admin).body["bookings"]
        return [(each["line"], each["result"]) for each in told]

    def row(self, amount: str = "99.94", currency: str = "EUR", day: str = "2027-01-15") -> str:
        return f"{day},{amount},{currency},{self.reference}"

    def refused(self, csv: object) -> Reply:
        return self.api.ask("POST", BOOKINGS, {"csv": csv}, token=self.admin)

    def keep(self, after: int) -> None:
        """Let the keeper come so many seconds after the order, and the lists know what it did."""
        self.api.world.clock = BEGIN + after * 1_000
        schedule.keep_all()
        self.list(self.order)


@pytest.fixture
def till(api: Api) -> Till:
    return Till(api)


def test_an_order_that_is_paid_first_says_how_and_is_paid_by_what_the_bank_books(
    everywhere: Api,
) -> None:
    till = Till(everywhere)
    asked = till.page()

    results = till.book(till.row())

    payment = asked["payment"]
    assert asked["state"] == "awaiting_payment"
    assert (payment["holder"], payment["iban"]) == (PREPAYMENT["holder"], PREPAYMENT["iban"])
    assert (payment["bic"], payment["reference"]) == (None, till.reference)
    assert payment["amount"] == {"amount": 9_994, "currency": "EUR"}
    assert payment["pay_by"] == "2027-01-15T08:10:00Z"
    assert results == [(2, "paid")]
    paid = till.page()
    assert (paid["state"], paid["payment"]) == ("paid", None)
    told = till.done("GET", "/v1/admin/orders/{order}", None, till.admin, order=till.order).body
    assert told["history"][-1]["detail"].startswith("sha256-")
    assert paid["history"][-1]["detail"] is None


def test_the_code_is_a_square_of_squares_and_there_is_none_for_other_currencies(api: Api) -> None:
    rows = Till(api).page()["payment"]["qr"]

    assert len(rows) >= 21
    assert {len(row) for row in rows} == {len(rows)}
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    assert [row[:7] for row in rows[:7]] == [row[-7:] for row in rows[:7]] == finder


def test_there_is_no_code_for_other_currencies(api: Api) -> None:
    price = {"amount": 4_997, "currency": "CHF"}

    till = Till(api, price=price, reference_price=None)

    assert till.page()["payment"]["qr"] is None


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"amount": "99.93"}, "wrong_amount"),
        ({"amount": "199.88"}, "wrong_amount"),
        ({"currency": "USD"}, "wrong_currency"),
        ({"amount": "99,94"}, "malformed"),
        ({"amount": "-99.94"}, "malformed"),
        ({"amount": ""}, "malformed"),
        ({"currency": "eur"}, "malformed"),
        ({"currency": "XXX"}, "malformed"),
        ({"day": "15.01.2027"}, "malformed"),
        ({"day": "20270115"}, "malformed"),
        ({"day": "2027-02-30"}, "malformed"),
    ],
)
def test_money_that_is_not_what_is_asked_pays_for_nothing(
    till: Till, changes: dict[str, str], result: str
) -> None:
    assert till.book(till.row(**changes)) == [(2, result)]
    assert till.page()["state"] == "awaiting_payment"


def test_a_line_that_cannot_be_read_leaves_the_others_alone(till: Till) -> None:
    lines = ['2027-01-15,"99.94,EUR', "one field", "", "a,b,c,d,e", "a,99.94,EUR,x", till.row()]

    results = till.book(*lines)

    malformed = [(line, "malformed") for line in (2, 3, 5, 6)]
    assert results == [*malformed, (7, "paid")]


def test_a_reference_of_nothing_is_told_so(till: Till) -> None:
    till.reference = f"{till.reference[:-1]}{'A' if till.reference[-1] != 'A' else 'B'}"

    assert till.book(till.row(), "2027-01-15,1.00,EUR,thanks") == [
        (2, "unknown_reference"),
        (3, "unknown_reference"),
    ]


def test_the_same_line_twice_is_one_booking_in_one_list_or_two(till: Till) -> None:
    first = till.book(till.row(), till.row())
    second = till.book(till.row())
    another = till.book(till.row(day="2027-01-16"))

    assert first == [(2, "paid"), (3, "known")]
    assert second == [(2, "known")]
    assert another == [(2, "wrong_state")]


def test_the_banks_own_id_tells_bookings_apart(till: Till) -> None:
    header = "id;Reference;Currency; amount ;booked_on;payer"
    row = f"{{}};Thanks {till.reference.lower()};EUR;99.94;2027-01-15;Anna"

    results = till.book(row.format("b1"), row.format("b1"), row.format("b2"), header=header)

    assert results == [(2, "paid"), (3, "known"), (4, "wrong_state")]
    assert till.page()["history"][-1]["detail"] == "b1"


@pytest.mark.parametrize("name", ["x" * 101, "a\tb", "a\u202eb"])
def test_an_id_that_is_none_is_malformed(till: Till, name: str) -> None:
    assert till.book(f"{till.row()},{name}", header=f"{HEADER},id") == [(2, "malformed")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lists_are_taken_as_programs_write_them(till: Till, mark: str, ending: str) -> None:
    csv = f"{mark}{HEADER}{ending}{till.row()}{ending}"

    reply = till.done("POST", BOOKINGS, {"csv": csv}, till.admin)

    (row,) = reply.body["bookings"]
    assert row == {
        "line": 2,
        "result": "paid",
        "order": till.order,
        "state": "paid",
        "problem": None,
    }


@pytest.mark.parametrize(
    "csv",
    [
        "",
        HEADER,
        f"{HEADER}\n\n",
        "amount,currency,reference\n1.00,EUR,x",
        f"{HEADER},amount\n2027-01-15,1.00,EUR,x,1.00",
        f'"{HEADER}\n2027-01-15,1.00,EUR,x',
        "\n".join([HEADER, *["2027-01-15,1.00,EUR,x"] * 101]),
        7,
        None,
    ],
)
def test_what_is_no_list_is_refused_whole(till: Till, csv: object) -> None:
    reply = till.refused(csv)

    assert (reply.status, [each["field"] for each in reply.body["fields"]]) == (400, ["csv"])


def test_a_marketer_says_that_the_money_has_come(till: Till) -> None:
    path = "/v1/admin/orders/{order}/payment"
    first = till.done("POST", path, {}, till.admin, order=till.order)
    again = till.done("POST", path, None, till.admin, order=till.order)

    assert (first.body["state"], first.body["history"][-1]["by"]) == ("paid", "marketer")
    assert again.body["history"] == first.body["history"]
    assert first.body["history"][-1]["detail"].startswith("by hand: ")
    assert till.page()["history"][-1]["detail"] is None
    assert till.book(till.row()) == [(2, "wrong_state")]


def test_an_order_by_invoice_awaits_no_money(api: Api) -> None:
    stage = Stage(api)

    path = "/v1/admin/orders/{order}/payment"
    reply = api.ask("POST", path, {}, token=stage.admin, order=stage.bertas)

    assert (reply.status, reply.body["state"]) == (409, "placed")
    shown = stage.done("GET", "/v1/orders/{order}", None, api.shopper(BERTA), order=stage.bertas)
    assert shown.body["payment"] is None


def test_what_is_not_paid_is_reminded_of_then_ends_and_can_be_had_by_others(
    everywhere: Api,
) -> None:
    till = Till(everywhere)

    till.keep(after=299)
    before = till.page()
    till.keep(after=300)
    till.keep(after=599)
    reminded = till.page()
    till.keep(after=600)
    ended = till.page()

    assert before["history"] == till.page()["history"][:1]
    assert [event["what"] for event in reminded["history"]] == ["awaiting_payment"] * 2
    assert reminded["history"][1]["note"]["kind"] == "reminded"
    assert reminded["payment"] is not None
    assert (ended["state"], ended["payment"]) == ("expired", None)
    assert ended["history"][-1]["reason"] == "Not paid in time."
    sale = everywhere.world.system.sales.find(PREPAID)
    assert sale is not None
    lots = everywhere.world.system.lots.look(PREPAID, range(sale.layout.lot_count))
    assert sum(lot.available for lot in lots) == 9
    assert till.book(till.row()) == [(2, "wrong_state")]
