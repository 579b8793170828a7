"""The beacon is asked host by host, and believed only what hangs together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from chalicelib.beacon import QUICKNET, Drand, Stub, beacon_named

ROUND = 27_946_612
SIGNATURE = bytes(range(48))
RANDOMNESS = sha256(SIGNATURE).hexdigest()
GOOD = {"round": ROUND, "randomness": RANDOMNESS, "signature": SIGNATURE.hex()}


class Host(ThreadingHTTPServer):
    """A host of drand that says the same to everybody."""

    daemon_threads = True

    def __init__(self, said: object, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.said = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.status = status
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.said)))
        self.end_headers()
        self.wfile.write(self.server.said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def hosts(*said: Host) -> Iterator[Drand]:
    threads = [Thread(target=host.serve_forever, args=(0.01,)) for host in said]
    for thread in threads:
        thread.start()
    try:
        yield Drand([host.url for host in said])
    finally:
        for host, thread in zip(said, threads, strict=True):
            host.shutdown()
            thread.join()
            host.server_close()


def test_the_randomness_of_a_round_is_what_the_first_host_says() -> None:
    first, second = Host(GOOD), Host(GOOD)

    with hosts(first, second) as drand:
        value = drand.value(ROUND)

    assert value == bytes.fromhex(RANDOMNESS)
    assert first.asked == [f"/{QUICKNET}/public/{ROUND}"]
    assert second.asked == []


@pytest.mark.parametrize(
    "wrong",
    [
        {**GOOD, "round": ROUND + 1},
        {**GOOD, "randomness": "00" * 32},
        {**GOOD, "signature": "00" * 48},
        {**GOOD, "randomness": "no hex"},
        {"round": ROUND},
        b"no JSON",
        b"",
    ],
)
def test_a_host_that_says_anything_else_is_passed_over(wrong: object) -> None:
    with hosts(Host(wrong), Host(GOOD)) as drand:
        assert drand.value(ROUND) == bytes.fromhex(RANDOMNESS)


def test_a_round_that_no_host_has_is_none() -> None:
    gone = Host(GOOD)
    gone.server_close()

    with hosts(Host({}, status=404), Host({}, status=500)) as drand:
        assert drand.value(ROUND) is None
    assert Drand([gone.url]).value(ROUND) is None


def test_the_stub_says_that_it_is_one_and_the_same_each_time() -> None:
    assert "stub" in Stub.rounds.source
    assert Stub().value(1) == Stub().value(1) != Stub().value(2)


def test_the_settings_name_the_source() -> None:
    assert beacon_named("stub").rounds is Stub.rounds
    assert beacon_named("drand").rounds.source == "drand quicknet"
