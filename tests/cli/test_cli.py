import base64
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from infra.cli.__main__ import main

PLAN = {"sale": "windows7-2009", "title": "Windows 7"}


class Shop(HTTPServer):
    """An API that keeps what it was asked and says what it was told to say."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.asked: list[tuple[str, str, Any]] = []
        self.tokens: list[str | None] = []
        self.status = 200
        self.answer: bytes = b'{"sale": "windows7-2009"}'
        self.pages: list[bytes] = []
        """What is said instead, one after the other, until there is no more of it."""
        self.elsewhere = ""
        self.statuses: list[int] = []
        """With which status, in the same way."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answering(BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = json.loads(self.rfile.read(length)) if length else None
        self.server.asked.append((self.command, self.path, body))
        self.server.tokens.append(self.headers.get("Authorization"))
        statuses = self.server.statuses
        self.send_response(statuses.pop(0) if statuses else self.server.status)
        if self.server.elsewhere:
            self.send_header("Location", self.server.elsewhere)
        self.end_headers()
        self.wfile.write(self.server.pages.pop(0) if self.server.pages else self.server.answer)

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_message(self, *_arguments: object) -> None: ...


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def run(shop: Shop, *arguments: str) -> int:
    return main(["--url", shop.url, "--token", "t", *arguments])


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["show", "a"], ("GET", "/v1/admin/sales/a", None)),
        (["publish", "a"], ("POST", "/v1/admin/sales/a/publication", {})),
        (["pause", "a", "--reason", "r"], ("POST", "/v1/admin/sales/a/pause", {"reason": "r"})),
        (
            ["dead", "--queue", "relay"],
            ("GET", "/v1/admin/dead-letters?queue=relay", None),
        ),
        (
            ["redrive", "--queue", "relay"],
            ("POST", "/v1/admin/dead-letters", {"queue": "relay", "most": None}),
        ),
        (
            ["redrive", "--queue", "notices", "--most", "5"],
            ("POST", "/v1/admin/dead-letters", {"queue": "notices", "most": 5}),
        ),
        (["resume", "a"], ("POST", "/v1/admin/sales/a/resume", {})),
        (
            ["add", "a", "--id", "delivery-2", "--units", "5", "--pool", "es"],
            (
                "POST",
                "/v1/admin/sales/a/stock",
                {"addition": "delivery-2", "pool": "es", "units": 5},
            ),
        ),
        (
            ["arrive", "a", "--id", "container-1", "--units", "300", "--pool", "later"],
            (
                "POST",
                "/v1/admin/sales/a/arrivals",
                {"arrival": "container-1", "pool": "later", "units": 300},
            ),
        ),
        (
            ["delay", "a", "--pool", "later", "--by", "2027-04-30", "--reason", "A storm."],
            (
                "POST",
                "/v1/admin/sales/a/delay",
                {"pool": "later", "delivers_by": "2027-04-30", "reason": "A storm."},
            ),
        ),
        (
            ["estimate", "a", "--shoppers", "9", "--rate", "3", "--concurrency", "10"],
            (
                "POST",
                "/v1/admin/sales/a/estimate",
                {
                    "expected_shoppers": 9,
                    "rate": 3,
                    "quantity": None,
                    "request_ms": None,
                    "quotas": {"concurrency": 10, "requests_per_second": None},
                },
            ),
        ),
        (["close", "a", "--reason", "r"], ("POST", "/v1/admin/sales/a/close", {"reason": "r"})),
        (
            ["ship", "o", "--carrier", "DHL", "--number", "0034"],
            (
                "POST",
                "/v1/admin/orders/o/shipment",
                {"carrier": "DHL", "number": "0034", "link": None},
            ),
        ),
        (
            ["cancel", "o/p", "--reason", "r", "--no-resell"],
            ("POST", "/v1/admin/orders/o%2Fp/cancellation", {"reason": "r", "resell": False}),
        ),
        (["deliver", "o"], ("POST", "/v1/admin/orders/o/delivery", {})),
        (
            ["return", "o", "--reason", "r", "--resell"],
            ("POST", "/v1/admin/orders/o/return", {"reason": "r", "resell": True}),
        ),
        (
            ["refund", "o", "--amount", "99.94"],
            (
                "POST",
                "/v1/admin/orders/o/refund",
                {"amount": {"amount": 9_994, "currency": "EUR"}},
            ),
        ),
        (
            ["gift", "o", "--id", "g", "--text", "t"],
            ("POST", "/v1/admin/orders/o/gift", {"gift": "g", "text": "t"}),
        ),
        (["order", "o/p"], ("GET", "/v1/admin/orders/o%2Fp", None)),
        (["live", "a/b"], ("GET", "/v1/admin/sales/a%2Fb/live", None)),
        (["orders", "--sale", "a"], ("GET", "/v1/admin/orders?sale=a", None)),
        (
            ["orders", "--email", "a@b.example", "--state", "placed"],
            ("GET", "/v1/admin/orders?state=placed&email=a%40b.example", None),
        ),
    ],
)
def test_each_command_is_one_call_of_the_api(
    shop: Shop, arguments: list[str], asked: tuple[str, str, Any]
) -> None:
    status = run(shop, *arguments)

    assert status == 0
    assert shop.asked == [asked]
    assert shop.tokens == ["Bearer t"]


@pytest.mark.parametrize("amount", ["99,94", "99", "-1.00", "99.9", "1e3"])
def test_an_amount_is_written_with_two_decimals(shop: Shop, amount: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(shop, "refund", "o", "--amount", amount)

    assert shop.asked == []


def test_a_packing_list_is_printed_whole_under_one_line_of_names(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.pages = [
        json.dumps({"csv": f"order,name\r\n{rows}", "cursor": cursor}).encode()
        for rows, cursor in (("1,Ada\r\n", "x"), ("", "y"), ("2,Bo\r\n", None))
    ]

    status = run(shop, "packing", "a")

    assert (status, capsys.readouterr().out) == (0, "order,name\n1,Ada\n2,Bo\n")
    assert [path for _, path, _ in shop.asked] == [
        f"/v1/admin/sales/a/packing{query}" for query in ("", "?cursor=x", "?cursor=y")
    ]


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_file_of_parcels_is_sent_fifty_at_a_time_and_refusals_are_told(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], mark: str
) -> None:
    file = tmp_path / "parcels.csv"
    lines = [f"{number}{mark}DHL{mark}00{number}" for number in range(51)]
    file.write_text("\n".join([f"order{mark}carrier{mark}number", *lines]), encoding="utf-8-sig")
    refused = {"order": "1", "code": "wrong_state", "detail": "It is placed."}
    shop.pages = [
        json.dumps({"rows": [{"order": "0", "state": "shipped"}]}).encode(),
        json.dumps({"rows": [refused]}).encode(),
    ]

    status = run(shop, "shipments", str(file))

    told = capsys.readouterr()
    assert (status, told.err) == (1, "Refused: 1.\n")
    assert told.out == "0  shipped\n1  wrong_state: It is placed.\n"
    assert [len(body["shipments"]) for _, _, body in shop.asked] == [50, 1]
    assert shop.asked[0][2]["shipments"][0] == {
        "order": "0",
        "carrier": "DHL",
        "number": "000",
        "link": None,
    }


@pytest.mark.parametrize("number", ["3,40434E+17", "3.40434e17", " 3.4E+19 "])
def test_no_parcel_is_noted_by_a_number_that_a_spreadsheet_has_rounded(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    file = tmp_path / "parcels.csv"
    file.write_text(f"order;carrier;number\n1;DHL;0034\n2;DHL;{number}\n", encoding="utf-8")

    status = run(shop, "shipments", str(file))

    assert (status, shop.asked) == (1, [])
    assert capsys.readouterr().err == f"{file}, line 3: a spreadsheet has rounded {number}.\n"


def test_a_line_that_cannot_be_read_is_named_and_what_went_before_it_told(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, fault = tmp_path / "parcels.csv", {"field": "deliveries[1].order", "problem": "No."}
    numbers = [*map(str, range(51)), "", "x"]  # an empty line is none
    file.write_text("\n".join(["order", *numbers]), encoding="utf-8")
    problem = {"title": "Not understood", "fields": [fault]}
    shop.pages = [b'{"rows": [{"order": "0", "state": "delivered"}]}', json.dumps(problem).encode()]
    shop.statuses = [200, 400]

    status = run(shop, "deliveries", str(file))

    told = capsys.readouterr()
    assert (status, told.out) == (1, "0  delivered\n")
    assert told.err == (
        "Not understood\n  line 54.order: No.\n"
        "Send the file again from line 52 on; nothing is done twice.\n"
    )


def test_long_links_are_sent_in_smaller_parts(shop: Shop, tmp_path: Path) -> None:
    file, link = tmp_path / "parcels.csv", f"https://parcels.example/{'x' * 470}"
    rows = [f"{number},DHL,1,{link}" for number in range(50)]
    file.write_text("\n".join(["order,carrier,number,link", *rows]), encoding="utf-8")
    shop.answer = b'{"rows": []}'

    status = run(shop, "shipments", str(file))

    assert status == 0
    assert sum(len(body["shipments"]) for _, _, body in shop.asked) == 50
    assert max(len(json.dumps(body)) for _, _, body in shop.asked) < 16 * 1024


def test_parcels_that_have_come_are_read_from_a_file(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "arrived.csv"
    file.write_text("order\n1\n", encoding="utf-8")
    shop.answer = b'{"rows": [{"order": "1", "state": "delivered"}]}'

    status = run(shop, "deliveries", str(file))

    assert (status, capsys.readouterr().out) == (0, "1  delivered\n")
    assert shop.asked == [("POST", "/v1/admin/deliveries", {"deliveries": [{"order": "1"}]})]


@pytest.mark.parametrize(("what", "row"), [("shipments", "'-4kX,DHL,1"), ("deliveries", "'-4kX,,")])
def test_a_number_is_taken_as_the_packing_list_writes_it(
    shop: Shop, tmp_path: Path, what: str, row: str
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"order,carrier,number\n{row}\n", encoding="utf-8")
    shop.answer = b'{"rows": []}'

    run(shop, what, str(file))

    assert [each["order"] for each in shop.asked[0][2][what]] == ["-4kX"]


@pytest.mark.parametrize("text", ["", "number\n1\n"])
def test_a_file_without_a_column_that_is_needed_is_one_sentence(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "parcels.csv"
    file.write_text(text, encoding="utf-8")

    statuses = [run(shop, "deliveries", each) for each in (str(file), str(tmp_path / "none"))]

    told = capsys.readouterr().err
    assert statuses == [1, 1]
    assert "no column order" in told
    assert "cannot be read" in told
    assert shop.asked == []


def test_a_warehouse_s_secrets_are_printed_the_newest_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keys"])
    file = tmp_path / "secret.json"
    secret = json.loads(capsys.readouterr().out)
    old = secret["keys"][0]
    secret["keys"] = [{"kid": "k2", "secret": old["secret"][::-1]}, old]
    file.write_text(json.dumps(secret), encoding="utf-8")

    status = main(["webhook-secret", "--secret-file", str(file)])

    keys = Keyring.from_json(json.dumps(secret)).derived("webhook")
    printed = [line.removeprefix("whsec_") for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert [base64.b64decode(line) for line in printed] == [keys["k2"], keys["k1"]]


def test_whether_units_are_sold_again_has_to_be_said(shop: Shop) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(shop, "cancel", "o", "--reason", "r")

    assert shop.asked == []


def test_a_plan_is_posted_as_it_stands_in_the_file_and_the_answer_shown(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(PLAN), encoding="utf-8")

    status = run(shop, "plan", str(file))

    assert status == 0
    assert shop.asked == [("POST", "/v1/admin/sales", PLAN)]
    assert json.loads(capsys.readouterr().out) == {"sale": "windows7-2009"}


def test_a_problem_is_told_with_every_field_and_status_1(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.status = 400
    fields = [{"field": "price.amount", "problem": "is negative"}]
    shop.answer = json.dumps({"title": "Mend it", "detail": "Two.", "fields": fields}).encode()

    status = run(shop, "publish", "a")

    assert status == 1
    assert capsys.readouterr().err == "Mend it: Two.\n  price.amount: is negative\n"


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"\xff"])
def test_an_answer_that_is_no_problem_is_still_told(
    shop: Shop, capsys: pytest.CaptureFixture[str], answer: bytes
) -> None:
    shop.status, shop.answer = 502, answer

    status = run(shop, "publish", "a")

    assert status == 1
    assert "502" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "file:///etc/hosts", "shop"])
def test_an_address_that_does_not_answer_is_one_sentence(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["--url", url, "live", "a"])

    error = capsys.readouterr().err
    assert status == 1
    assert error.startswith(url)
    assert error.count("\n") == 1


@pytest.mark.parametrize("content", ["{", "\x00\x00"])
def test_a_file_that_is_no_plan_is_one_sentence(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(content, encoding="utf-8")

    status = run(shop, "plan", str(file))

    assert status == 1
    assert "is no plan" in capsys.readouterr().err
    assert shop.asked == []


def test_a_file_that_is_not_there_is_one_sentence(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.json"

    status = run(shop, "plan", str(file))

    assert status == 1
    assert capsys.readouterr().err == f"{file} cannot be read: No such file or directory.\n"
    assert shop.asked == []


def test_a_token_issued_from_fresh_keys_is_a_marketer_s(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keys"])
    secret = capsys.readouterr().out
    file = tmp_path / "secret.json"
    file.write_text(secret, encoding="utf-8")

    status = main(["token", "--stage", "test", "--name", "anna", "--secret-file", str(file)])

    token = capsys.readouterr().out.strip()
    tokens = Tokens(Keyring.from_json(secret), "sale-test")
    issued_at = json.loads(_payload(token))["iat"] * 1000
    assert status == 0
    assert tokens.read_admin(token, issued_at) == "anna"


def _payload(token: str) -> bytes:
    part = token.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_secret_comes_from_standard_input_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keys"])
    monkeypatch.setattr("sys.stdin", io.StringIO(capsys.readouterr().out))

    status = main(["token", "--stage", "test", "--secret-file", "-"])

    assert status == 0
    assert capsys.readouterr().out.count(".") == 2


@pytest.mark.parametrize("secret", ["", "{}", '{"keys": []}'])
def test_a_secret_that_is_none_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], secret: str
) -> None:
    file = tmp_path / "secret.json"
    file.write_text(secret, encoding="utf-8")

    status = main(["token", "--stage", "test", "--secret-file", str(file)])

    assert status == 1
    assert "not a secret" in capsys.readouterr().err


def test_without_a_secret_or_an_address_the_command_says_what_to_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("SALE_SECRET_ID", "SALE_API_URL", "SALE_STAGE"):
        monkeypatch.delenv(variable, raising=False)

    status = main(["token", "--stage", "test"])

    assert status == 1
    assert "SALE_SECRET_ID" in capsys.readouterr().err
    for arguments in (["token"], ["live", "a"]):
        with pytest.raises(SystemExit, match="2"):
            main(arguments)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_token_is_sent_to_the_named_address_alone_and_what_is_done_there(
    shop: Shop, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    shop.status, shop.elsewhere = status, f"{shop.url}/elsewhere"

    assert run(shop, "publish", "a") == 1
    assert [path for _, path, _ in shop.asked] == ["/v1/admin/sales/a/publication"]
    assert capsys.readouterr().err == (
        f"{shop.url} sends on to {shop.elsewhere}; name the address that answers itself.\n"
    )
