"""The control page and the mailbox, on one engine without a stack; `test_switches.py` has one."""

import json
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from markupsafe import Markup

from infra.local.control.mailbox import linked
from infra.local.mails import V2_PATH, Mailbox
from infra.local.resources import ACCOUNT, REGION, client

ATTACK = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def ask(url: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    """Ask as whoever the headers say; redirections are not followed."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    method = "GET" if body is None else "POST"
    connection.request(method, f"{parts.path}?{parts.query}", body, named)
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    text = answer.read().decode()
    connection.close()
    return answer.status, told, text


@pytest.fixture
def sent(engine_url: str) -> dict[str, Any]:
    """A mail with markup wherever a stranger can put some."""
    mailer = client("sesv2", engine_url)
    sender = f"{uuid4().hex}@shop.example"
    mailer.create_email_identity(EmailIdentity=sender)
    mailer.send_email(
        FromEmailAddress=sender,
        Destination={"ToAddresses": [f"{uuid4().hex}@shopper.example"]},
        Content={
            "Simple": {
                "Subject": {"Data": f"Hello {ATTACK}"},
                "Body": {
                    "Text": {"Data": f"{ATTACK} http://127.0.0.1:1/sign-in.html#abc.def-g_h."},
                    "Html": {
                        "Data": f"<html><head lang=de></head><body>{ATTACK}"
                        '<a href="http://127.0.0.1:1/sign-in.html#abc">go</a></body></html>'
                    },
                },
            }
        },
    )
    return mails_of(engine_url)[-1]


def mails_of(engine_url: str) -> list[dict[str, Any]]:
    mails: list[dict[str, Any]] = json.loads(ask(f"{engine_url}/_engine/mails")[2])["mails"]
    return mails


@pytest.mark.parametrize("path", ["/_mailbox", "/_control"])
def test_a_page_runs_no_script_but_its_own(
    engine_url: str, sent: dict[str, Any], path: str
) -> None:
    status, headers, page = ask(engine_url + path)

    assert status == 200
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
    assert "<img" not in page
    assert " style=" not in page
    assert sent["to"][0] in page


def test_a_mail_s_text_has_its_links_and_their_fragments(
    engine_url: str, sent: dict[str, Any]
) -> None:
    _, _, page = ask(f"{engine_url}/_mailbox?mail={sent['number']}")

    assert '<a href="http://127.0.0.1:1/sign-in.html#abc.def-g_h" target="_blank"' in page


def test_a_mail_s_html_is_in_a_frame_that_may_do_nothing(
    engine_url: str, sent: dict[str, Any]
) -> None:
    address = f"/_mailbox/html?mail={sent['number']}"
    _, _, page = ask(f"{engine_url}/_mailbox?mail={sent['number']}")

    status, headers, html = ask(engine_url + address)

    sandbox = "allow-popups allow-popups-to-escape-sandbox"
    assert f'src="{address}" sandbox="{sandbox}"' in page
    assert status == 200
    policy = headers["content-security-policy"].split("; ")
    assert f"sandbox {sandbox}" in policy
    assert "default-src 'none'" in policy
    assert html.startswith('<html><head lang=de><base target="_blank">')


def test_a_mail_s_html_has_the_pictures_that_came_beside_it(engine_url: str) -> None:
    mailer = client("sesv2", engine_url)
    sender = f"{uuid4().hex}@shop.example"
    mailer.create_email_identity(EmailIdentity=sender)
    png = b"\x89PNG"
    picture = {
        "ContentId": "code-1",
        "ContentDisposition": "INLINE",
        "ContentType": "image/png",
        "FileName": "code-1.png",
        "RawContent": png,
    }
    simple = {
        "Subject": {"Data": "Please pay"},
        "Body": {"Html": {"Data": '<p><img src="cid:code-1" alt="A code"> cid:code-1</p>'}},
        "Attachments": [picture],
    }

    mailer.send_email(
        FromEmailAddress=sender,
        Destination={"ToAddresses": [sender]},
        Content={"Simple": simple},
    )

    number = mails_of(engine_url)[-1]["number"]
    _, headers, html = ask(f"{engine_url}/_mailbox/html?mail={number}")
    shown = f"data:image/png;base64,{b64encode(png).decode()}"
    assert f'<p><img src="{shown}" alt="A code"> cid:code-1</p>' in html
    assert "img-src data:" in headers["content-security-policy"].split("; ")


def test_the_mailbox_shows_where_an_answer_to_a_mail_goes() -> None:
    simple = {
        "Subject": {"Data": "Your order"},
        "Body": {},
        "Headers": [{"Name": "A", "Value": "b"}],
    }
    request = {"Content": {"Simple": simple}, "ReplyToAddresses": ["service@shop.example"]}
    mailbox = Mailbox()

    mailbox.keep(path=V2_PATH, body=json.dumps(request).encode(), sent_at=0)

    assert mailbox.newest_first(1)[0].headers == {"Reply-To": "service@shop.example", "A": "b"}


def test_an_attachment_that_the_mailbox_would_not_show_is_refused_loudly() -> None:
    simple = {
        "Subject": {"Data": "Your invoice"},
        "Body": {"Text": {"Data": "See beside."}},
        "Attachments": [{"FileName": "invoice.pdf", "RawContent": "JVBERg=="}],
    }
    body = json.dumps({"Content": {"Simple": simple}}).encode()

    with pytest.raises(ValueError, match=r"invoice\.pdf"):
        Mailbox().keep(path=V2_PATH, body=body, sent_at=0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a & b", "a &amp; b"),
        ("(http://a.example/x?y=1&z=2).", "y=1&amp;z=2</a>)."),
        ("http://a.example/#t.o-k_n, then", "#t.o-k_n</a>, then"),
        ('javascript:alert(1) "http://a.example/"', '&#34;<a href="http://a.example/"'),
    ],
)
def test_only_addresses_of_pages_become_links(text: str, shown: str) -> None:
    made = linked(text)

    assert isinstance(made, Markup)
    assert shown in made
    assert 'href="javascript' not in made


def test_mails_can_be_filtered_by_address(engine_url: str, sent: dict[str, Any]) -> None:
    part = sent["to"][0][:20].upper()

    _, _, found = ask(f"{engine_url}/_mailbox?to={part}")
    _, _, none = ask(f"{engine_url}/_mailbox?to=nobody-at-all")

    assert found.count('<li id="mail-') == 1
    assert '<li id="mail-' not in none
    assert "No mail to such an address yet." in none


def test_a_mail_that_there_is_not_is_not_found(engine_url: str) -> None:
    assert [
        ask(f"{engine_url}/_mailbox/html?mail={number}")[0]
        for number in ("0", "999999", "x", "-1", "9" * 5000)
    ] == [404] * 5


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8080"},
    ],
)
def test_another_site_s_page_cannot_press_a_button(
    engine_url: str, headers: dict[str, str]
) -> None:
    status, _, _ = ask(f"{engine_url}/_control", "do=twice&value=on", **headers)

    assert status == 403


@pytest.mark.parametrize("path", ["/_control", "/_mailbox", "/_engine/mails"])
def test_a_name_that_somebody_points_here_reads_nothing(engine_url: str, path: str) -> None:
    port = urlsplit(engine_url).port

    status, _, said = ask(engine_url + path, Host=f"evil.example:{port}", Sec_Fetch_Site="none")

    assert (status, json.loads(said).keys()) == (421, {"message"})


def test_the_page_s_own_button_is_pressed(engine_url: str) -> None:
    own = {"Sec_Fetch_Site": "same-origin", "Origin": engine_url}

    status, headers, _ = ask(f"{engine_url}/_control", "do=twice&value=off", **own)

    assert (status, headers["location"].partition("?")[0]) == (303, "/_control")


@pytest.mark.parametrize(
    "form",
    ["", "do=format-disk", "do=mail&value=nonsense", "do=redrive&value=no-queue", "do=rest"],
)
def test_nonsense_is_answered_with_a_sentence(engine_url: str, form: str) -> None:
    status, headers, _ = ask(f"{engine_url}/_control", form)

    assert (status, "That+did+not+work" in headers["location"]) == (303, True)


@pytest.mark.parametrize("path", ["/_desk.js", "/_desk.css"])
def test_script_and_style_are_files(engine_url: str, path: str) -> None:
    status, headers, text = ask(engine_url + path)

    assert status == 200
    assert headers["content-type"].startswith("text/")
    assert "innerHTML" not in text


def test_what_is_not_there_is_not_found_and_nothing_can_be_put(engine_url: str) -> None:
    assert ask(f"{engine_url}/_nothing")[0] == 404
    assert ask(f"{engine_url}/_mailbox", "x=1")[0] == 405


@pytest.fixture
def queue(engine_url: str) -> Iterator[str]:
    """A queue with one message that failed twice of its three tries, and one that was not tried."""
    queues = client("sqs", engine_url)
    name = f"q-{uuid4().hex}"
    queues.create_queue(QueueName=f"{name}-dead")
    policy = {
        "deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}-dead",
        "maxReceiveCount": 3,
    }
    settings = {"RedrivePolicy": json.dumps(policy), "VisibilityTimeout": "0"}
    url = queues.create_queue(QueueName=name, Attributes=settings)["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody=f'{{"order": "{ATTACK[:8]}"}}')
    for _ in range(2):
        queues.receive_message(QueueUrl=url, VisibilityTimeout=600)
        ask(f"{engine_url}/_control", urlencode({"do": "try", "value": name}))
    queues.receive_message(QueueUrl=url, VisibilityTimeout=600)
    queues.send_message(QueueUrl=url, MessageBody="untried")
    yield name
    queues.delete_queue(QueueUrl=url)


def bodies(engine_url: str, queue: str) -> list[str]:
    queues = client("sqs", engine_url)
    url = queues.get_queue_url(QueueName=queue)["QueueUrl"]
    got = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600)
    return [message["Body"] for message in got.get("Messages", [])]


def test_what_failed_is_given_up_shown_and_redriven(engine_url: str, queue: str) -> None:
    control = f"{engine_url}/_control"

    ask(control, urlencode({"do": "bury", "value": queue}))
    alive = bodies(engine_url, queue)
    _, _, page = ask(control)
    _, told, _ = ask(control, urlencode({"do": "redrive", "value": queue}))
    again = bodies(engine_url, queue)

    assert alive == ["untried"]
    assert "&lt;script" in page[page.index(f"letters-{queue}") :]
    assert "1+dead+letters" in told["location"]
    assert again == ['{"order": "<script>"}']


def test_what_failed_comes_again_at_once(engine_url: str, queue: str) -> None:
    hidden = bodies(engine_url, queue)

    ask(f"{engine_url}/_control", urlencode({"do": "try", "value": queue}))

    assert hidden == ["untried"]
    assert "untried" in bodies(engine_url, queue)
