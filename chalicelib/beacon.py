"""The sources of public randomness that a deployment may name: drand, or a stub that says so.

drand's `quicknet` gives 32 random bytes each 3 seconds, signed by most of its operators together.
We do not verify that signature, for which Python has no small library; that the randomness is the
signature's hash we do. Whoever doubts a round asks any of drand's operators for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from sale_api.domain.line import Rounds
from sale_api.ports import Beacon

HOSTS = (
    "https://api.drand.sh",
    "https://api2.drand.sh",
    "https://api3.drand.sh",
    "https://drand.cloudflare.com",
)
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
HOST_SECONDS = 1.0
MOST_BYTES = 4_096


def beacon_named(name: str) -> Beacon:
    """Return the source that the settings name."""
    return Stub() if name == "stub" else Drand()


class _Round(msgspec.Struct):
    round: int
    randomness: str
    signature: str


class Drand:
    """`sale_api.ports.Beacon`: the League of Entropy's network `quicknet`."""

    rounds = Rounds("drand quicknet", 1_692_803_367_000, 3_000)

    def __init__(self, hosts: Sequence[str] = HOSTS) -> None:
        """Take where to ask, one host after the other."""
        self._hosts = hosts

    def value(self, number: int) -> bytes | None:
        """Return a round's randomness from the first host that has it; a second each."""
        path = f"/{QUICKNET}/public/{number}"
        answers = (_asked(host + path, number) for host in self._hosts)
        return next((answer for answer in answers if answer is not None), None)


class Stub:
    """`sale_api.ports.Beacon` that anybody can foresee: for a machine without a network."""

    rounds = Rounds("stub, foreseeable by anybody", 1_692_803_367_000, 3_000, foreseeable=True)

    def value(self, number: int) -> bytes | None:
        """Return bytes that follow from the round's number."""
        return sha256(b"stub %d" % number).digest()


def _asked(url: str, number: int) -> bytes | None:
    # The API asks no beacon, and a cold start waits for no module that it does not need.
    from http.client import HTTPException  # noqa: PLC0415
    from urllib.request import urlopen  # noqa: PLC0415

    try:
        with urlopen(url, timeout=HOST_SECONDS) as answer:  # noqa: S310 - the hosts are ours
            said = msgspec.json.decode(answer.read(MOST_BYTES), type=_Round)
        value = bytes.fromhex(said.randomness)
        genuine = said.round == number and value == sha256(bytes.fromhex(said.signature)).digest()
    except (OSError, HTTPException, ValueError):
        return None
    return value if genuine else None
