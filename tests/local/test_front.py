import asyncio
import os
import urllib.error
import urllib.request
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from infra.local.asgi import Receive, Scope, Send
from infra.local.front import Front
from infra.local.processes import ROOT
from infra.local.stack import Stack

PAGES = {
    "index.html": "<!doctype html><title>Sales</title>",
    "404.html": "<!doctype html><title>Not here</title>",
    "js/sale.js": "export const A = 1;\n" * 100,
    "style.css": "a {}",
    "icon.svg": "<svg/>",
}


@pytest.fixture
def storefront(tmp_path: Path) -> Path:
    directory = tmp_path / "storefront"
    for name, text in PAGES.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return directory


async def api(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-api", b"1")]})
    await send({"type": "http.response.body", "body": b"api"})


class Asked:
    """One request through the front, and everything that came of it."""

    def __init__(self, storefront: Path, path: str, method: str = "GET", **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "method": method,
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }
        self._sent: list[MutableMapping[str, Any]] = []
        asyncio.run(Front(api, storefront)(scope, self._receive, self._send))
        self.status = int(self._sent[0]["status"])
        self.headers = {name.decode(): value.decode() for name, value in self._sent[0]["headers"]}
        self.body = b"".join(part.get("body", b"") for part in self._sent[1:])

    async def _receive(self) -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self._sent.append(message)


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html", "index.html", "text/html; charset=utf-8"),
        ("/js/sale.js", "js/sale.js", "text/javascript; charset=utf-8"),
        ("/style.css", "style.css", "text/css; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ],
)
def test_a_file_is_served_with_its_type(storefront: Path, path: str, name: str, kind: str) -> None:
    asked = Asked(storefront, path)

    assert (asked.status, asked.headers["content-type"]) == (200, kind)
    assert asked.body.decode() == PAGES[name]


@pytest.mark.parametrize("path", ["/", "/nothing-here"])
def test_every_answer_of_the_storefront_has_the_headers_of_the_template(
    storefront: Path, path: str
) -> None:
    headers = Asked(storefront, path).headers

    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/v1/", "/v1/sales", "/v1/../index.html"])
def test_what_is_under_v1_is_the_api_s_alone(storefront: Path, path: str) -> None:
    asked = Asked(storefront, path)

    assert (asked.body, asked.headers) == (b"api", {"x-api": "1"})


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v10/sales",
        "/js",
        "/js/",
        "/sale.html",
        "/index.html/more",
        "/../secret.txt",
        "/js/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2Fetc/passwd",
        "//etc/passwd",
    ],
)
def test_what_does_not_exist_is_the_page_that_says_so(storefront: Path, path: str) -> None:
    asked = Asked(storefront, path)

    assert (asked.status, asked.body.decode()) == (404, PAGES["404.html"])
    assert asked.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/a%00b", "/" + "a" * 300])
def test_a_name_that_no_file_can_have_is_not_found(storefront: Path, path: str) -> None:
    assert Asked(storefront, path).status == 404


def test_a_link_out_of_the_directory_is_not_followed(storefront: Path) -> None:
    (storefront / "way-out.html").symlink_to(storefront.parent / "secret.txt")

    assert Asked(storefront, "/way-out.html").status == 404


def test_what_does_not_exist_is_said_without_a_page_for_it_too(storefront: Path) -> None:
    (storefront / "404.html").unlink()

    asked = Asked(storefront, "/nothing-here")

    assert (asked.status, asked.body) == (404, b"Not Found")


def test_a_browser_s_copy_is_confirmed_until_the_file_changes(storefront: Path) -> None:
    page = storefront / "index.html"
    tag = Asked(storefront, "/").headers["etag"]

    unchanged = Asked(storefront, "/", if_none_match=tag)
    page.write_text("<!doctype html><title>Changed</title>", encoding="utf-8")
    os.utime(page, (1, 1))
    changed = Asked(storefront, "/", if_none_match=tag)

    assert (unchanged.status, unchanged.body, unchanged.headers["etag"]) == (304, b"", tag)
    assert unchanged.headers["cache-control"] == "no-cache"
    assert (changed.status, b"Changed" in changed.body) == (200, True)


def test_head_has_the_headers_and_no_body(storefront: Path) -> None:
    asked = Asked(storefront, "/icon.svg", "HEAD")

    assert (asked.status, asked.body, asked.headers["content-length"]) == (200, b"", "6")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_file_can_only_be_read(storefront: Path, method: str) -> None:
    asked = Asked(storefront, "/index.html", method)

    assert (asked.status, asked.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("taken", "encoding"), [("gzip", "gzip"), ("gzip, deflate, br, zstd", "br")]
)
def test_long_text_is_compressed_for_who_takes_it(
    storefront: Path, taken: str, encoding: str
) -> None:
    plain = Asked(storefront, "/js/sale.js")
    packed = Asked(storefront, "/js/sale.js", accept_encoding=taken)

    assert packed.headers["content-encoding"] == encoding
    assert len(packed.body) < len(plain.body) / 10


def test_the_stack_serves_the_shop_and_the_api_under_one_address(tmp_path: Path) -> None:
    with Stack(logs=tmp_path, api_processes=1) as stack:
        module = read(f"{stack.api_url}/js/contract.js")
        sales = read(f"{stack.api_url}/v1/sales")

        assert stack.environment["SALE_STOREFRONT_URL"] == stack.api_url
        assert sales == b'{"sales":[]}'
        assert module == (ROOT / "storefront" / "js" / "contract.js").read_bytes()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            read(f"{stack.api_url}/no-such-page")


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own stack
        content: bytes = answer.read()
        return content
