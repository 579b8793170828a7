"""What is wrong with one exchange, held against the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.functional import openapi
from tests.fuzz.explained import RULES, STATES
from tests.fuzz.known import Known
from tests.fuzz.wire import Answered, Sent

PROBLEM = "/components/responses/Problem"
NO_FAULT_OF_THE_REQUEST = {"try_again", "too_many_requests"}
NO_CONTENT = 204
NOWHERE = {NO_CONTENT, 404}
"""What the gateway answers to a method or path that is not described: a preflight, or nothing."""


@dataclass
class Judge:
    """Judges exchanges; counts how often each refusal was explained by which rule."""

    known: Known
    explained: Counter[str] = field(default_factory=Counter)

    def faults(self, sent: Sent, answered: Answered) -> list[str]:
        """Say all that is wrong with an exchange."""
        if answered.status >= 500 and answered.code != "try_again":
            return [f"a fault of ours, {answered.status} {answered.code}", *_form(sent, answered)]
        return [*_form(sent, answered), *self._meaning(sent, answered)]

    def _meaning(self, sent: Sent, answered: Answered) -> Iterator[str]:
        if sent.route is None:
            if answered.status not in NOWHERE:
                yield f"{answered.status} where nothing is described"
            return
        code = answered.code
        if answered.status >= 400 and openapi.codes().get(code) != answered.status:
            yield f"{code or 'no code'} with status {answered.status}"
        if code in NO_FAULT_OF_THE_REQUEST:
            return
        if code == "" and sent.operation == "auditSale" and '"passed":false' in answered.text:
            yield "nonsense has spoiled a sale"
        wrong, refused = sent.faults(), answered.status >= 400
        admitted = self._admitted(sent)
        if wrong and not refused:
            yield f"accepted with {answered.status} what is wrong: {'; '.join(wrong)[:300]}"
        elif not admitted and not refused:
            yield f"accepted with {answered.status} a token that is not admitted"
        elif refused and not wrong and admitted:
            yield from self._unexplained(sent, answered)
        elif refused and not wrong and code not in {"unauthenticated", "not_found"}:
            yield f"{code} to somebody who is not signed in"

    def _admitted(self, sent: Sent) -> bool:
        assert sent.route, "only what is described admits anybody"
        needed = openapi.operation(*sent.route)["security"]
        return not needed or self.known.people.admits(sent.route, sent.token)

    def _unexplained(self, sent: Sent, answered: Answered) -> Iterator[str]:
        """Say which part of a refusal of a right request no rule explains."""
        name, code = sent.operation, answered.code
        names_something = bool(sent.path)
        if code == "invalid_request" and answered.fields:
            for where, problem in answered.fields.items():
                rule = next((each for each in RULES if each.explains(name, where, problem)), None)
                if rule is None:
                    yield f"refused what is right: {where}: {problem}"
                else:
                    self.explained[f"{code}: {rule.reason}"] += 1
        elif code == "not_found" and names_something and not self.known.has(sent):
            self.explained["not_found: no answer has told of it"] += 1
        elif code in STATES.get(name, ()):
            self.explained[f"{code}: a state of {name}"] += 1
        else:
            yield f"refused what is right: {answered.status} {code}"


def _form(sent: Sent, answered: Answered) -> list[str]:
    """Say what is wrong with an answer's status, headers and body, whatever was asked."""
    if answered.text and answered.body is None:
        return [f"a body that is no JSON: {answered.text[:100]}"]
    if sent.method == "HEAD":
        return []
    if sent.route:
        return openapi.faults_of_answer(
            *sent.route, answered.status, answered.headers, answered.text
        )
    if answered.status == NO_CONTENT:
        return []
    # The gateway's own answers name the request in their body alone, as the contract says.
    headers = {"X-Request-Id": "-", **answered.headers}
    return openapi.faults_of_response(PROBLEM, headers, answered.text)
