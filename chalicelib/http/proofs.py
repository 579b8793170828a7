"""Challenges as requests ask for them, and the proofs that requests carry."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.fields import Fields
from chalicelib.http.parsing.kinds import text
from chalicelib.proof import LONGEST_PROOF, REFUSAL, Asked, Proofs
from sale_api.domain.errors import InvalidRequest


def read_proof(fields: Fields) -> str:
    """Return the proof of some work; empty if there is none. The caller finishes the fields."""
    return fields.optional("proof", text(LONGEST_PROOF), "")


def challenge(call: Call, asked: Asked) -> Answer:
    """Give a challenge, or null where no work is asked for."""
    return Answer(body={"challenge": _proofs(call).challenge(asked, call.now)})


def check_proof(call: Call, proof: str, asked: Asked) -> None:
    """Refuse whoever has not done the work that is asked for. Reads nothing."""
    if not _proofs(call).holds(proof, asked, call.now):
        raise InvalidRequest({"proof": REFUSAL})


def _proofs(call: Call) -> Proofs:
    return Proofs(call.system.tokens.keys, call.system.chance)
