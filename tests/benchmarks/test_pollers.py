"""The browsers ask in their rhythm, only when they are to, and with the tag that they have."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.pollers import Pollers

TAG = 'W/"8f14e45fceea167a5a"'
BROWSERS = 8
PERIOD = 0.4


class Status(BaseHTTPRequestHandler):
    """Answers as the status does, and keeps who asked when, with which tag."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[float, int, str | None]]

    def do_GET(self) -> None:
        tag = self.headers["If-None-Match"]
        self.asked.append((time.monotonic(), self.client_address[1], tag))
        self.send_response(304 if tag == TAG else 200)
        self.send_header("ETag", TAG)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    Status.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Status) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_each_browser_asks_once_a_period_on_a_connection_of_its_own(
    server: ThreadingHTTPServer,
) -> None:
    url = f"http://127.0.0.1:{server.server_address[1]}"

    with Pollers(url, "phone", browsers=BROWSERS, period_seconds=PERIOD) as browsers:
        time.sleep(PERIOD)
        before = len(Status.asked)
        with browsers.asking():
            time.sleep(3 * PERIOD)
        polled = browsers.polled()

    asked = Status.asked
    connections = {connection for _, connection, _ in asked}
    assert before == 0
    assert len(connections) == BROWSERS
    assert 2 * BROWSERS <= len(asked) <= 4 * BROWSERS
    assert sum(tag is None for _, _, tag in asked) == BROWSERS
    assert (polled.fresh, polled.others) == (BROWSERS, 0)
    assert polled.unchanged == pytest.approx(len(asked) - BROWSERS, abs=1)
    assert polled.rate == pytest.approx(BROWSERS / PERIOD, rel=0.5)
