"""A proof of work is good for one action, subject and sale, and for ten minutes."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import altcha
import msgspec
import pytest

from chalicelib.keyring import Keyring, Keys
from chalicelib.proof import LIVES_MS, LONGEST_PROOF, Action, Asked, Proofs
from tests.fakes import FakeChance

NOW = 1_800_000_000_000
KEYS = Keyring({"k1": b"1" * 32}, b"s" * 32)
ROTATED = Keyring({"k2": b"2" * 32, "k1": b"1" * 32}, b"s" * 32)
ASKED = Asked(action=Action.JOIN, subject="shopper-0000001", sale="windows7", difficulty=3)


def proofs(keyring: Keyring = KEYS) -> Proofs:
    return Proofs(Keys(keyring), FakeChance())


def payload(asked: Asked = ASKED, by: Proofs | None = None) -> dict[str, Any]:
    """Return a challenge and what the library's own solver finds for it."""
    challenge = (by or proofs()).challenge(asked, NOW)
    assert challenge is not None
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert solution is not None
    return {"challenge": challenge, "solution": solution.to_dict()}


def written(said: object) -> str:
    return b64encode(json.dumps(said).encode()).decode()


def test_whoever_has_done_the_work_can_prove_it() -> None:
    proof = written(payload())

    assert proofs().holds(proof, ASKED, NOW)
    assert len(proof) < LONGEST_PROOF


def test_a_proof_is_as_good_when_it_is_sent_again() -> None:
    proof = written(payload())

    assert [proofs().holds(proof, ASKED, NOW) for _ in range(2)] == [True, True]


@pytest.mark.parametrize(
    "change",
    [
        {"action": Action.REGISTER},
        {"subject": "shopper-0000002"},
        {"sale": "windows8"},
        {"sale": "windows7shopper-0000001", "subject": ""},
        {"difficulty": 4},
    ],
)
def test_a_proof_is_good_for_nothing_else(change: dict[str, Any]) -> None:
    proof = written(payload())

    assert not proofs().holds(proof, msgspec.structs.replace(ASKED, **change), NOW)


def test_more_work_than_is_asked_for_is_enough() -> None:
    proof = written(payload())

    assert proofs().holds(proof, msgspec.structs.replace(ASKED, difficulty=2), NOW)


@pytest.mark.parametrize(("after_ms", "holds"), [(LIVES_MS - 1, True), (LIVES_MS, False)])
def test_a_proof_is_good_for_ten_minutes(after_ms: int, holds: bool) -> None:  # noqa: FBT001 - a case
    proof = written(payload())

    assert proofs().holds(proof, ASKED, NOW + after_ms) is holds


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("parameters", "keyPrefix", "00"),
        ("parameters", "keySignature", "00" * 32),
        ("parameters", "keySignature", None),
        ("parameters", "cost", 1),
        ("parameters", "algorithm", "SHA-256"),
        ("data", "difficulty", 1_000_000),
        ("data", "expires_at", NOW * 2),
        ("data", "kid", "k2"),
        ("data", "kid", ["k1"]),
        ("challenge", "signature", ""),
        ("challenge", "signature", 7),
        ("solution", "derivedKey", "00" * 32),
        ("solution", "derivedKey", 7),
    ],
)
def test_a_proof_that_was_altered_is_none(part: str, name: str, value: object) -> None:
    said = payload()
    parts = {
        "challenge": said["challenge"],
        "parameters": said["challenge"]["parameters"],
        "data": said["challenge"]["parameters"]["data"],
        "solution": said["solution"],
    }

    parts[part][name] = value

    assert not proofs().holds(written(said), ASKED, NOW)


def test_a_challenge_that_was_not_solved_proves_nothing() -> None:
    challenge = payload()["challenge"]
    half = challenge["parameters"]["keyPrefix"] + "00" * 16

    guess = {"challenge": challenge, "solution": {"counter": 1, "derivedKey": half}}

    assert not proofs().holds(written(guess), ASKED, NOW)


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "-",
        "ä",
        "e30=",
        b64encode(b"\xff").decode(),
        b64encode(b"[" * 1_500).decode(),
        *map(written, [None, 1, [], {}, {"challenge": 1, "solution": 1}, {"challenge": {}}]),
        written({"challenge": {"parameters": []}, "solution": {}}),
    ],
)
def test_nonsense_proves_nothing(proof: str) -> None:
    assert not proofs().holds(proof, ASKED, NOW)


@pytest.mark.parametrize("data", [None, 1, "kid", [], {}, {"kid": {}}])
def test_a_challenge_that_names_no_key_of_ours_proves_nothing(data: object) -> None:
    said = payload()

    said["challenge"]["parameters"]["data"] = data

    assert not proofs().holds(written(said), ASKED, NOW)


def test_where_no_work_is_asked_for_there_is_no_challenge_and_nothing_is_checked() -> None:
    nothing = msgspec.structs.replace(ASKED, difficulty=0)

    assert proofs().challenge(nothing, NOW) is None
    assert proofs().holds("", nothing, NOW)


def test_a_challenge_outlives_a_new_key_and_a_process_that_does_not_know_it_yet() -> None:
    old = written(payload())
    new = written(payload(by=proofs(ROTATED)))

    behind = Proofs(Keys(KEYS, lambda: ROTATED), FakeChance())

    assert proofs(ROTATED).holds(old, ASKED, NOW)
    assert behind.holds(new, ASKED, NOW)
    assert not proofs().holds(new, ASKED, NOW)


def test_a_challenge_tells_nothing_of_whom_it_is_for() -> None:
    challenge = proofs().challenge(ASKED, NOW)

    assert challenge is not None
    assert not {"windows7", "shopper-0000001", "join"} & set(json.dumps(challenge).split('"'))
    assert set(challenge["parameters"]["data"]) == {"kid", "difficulty", "expires_at"}


def test_the_number_to_be_found_is_below_the_difficulty() -> None:
    found = {
        payload(by=Proofs(Keys(KEYS), FakeChance(seed)))["solution"]["counter"]
        for seed in range(30)
    }

    assert found == {0, 1, 2}
