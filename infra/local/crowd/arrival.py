"""How the crowd gets in before the opening: most with a token in hand, some by a mailed link.

Both end in `POST /v1/shoppers/session` over HTTP. Who registers does all of it: proves some work,
asks for the mail, waits until it is in the mailbox, and posts the token from the link's fragment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from infra.local.crowd.asking import Asker
from infra.local.crowd.clock import monotonic_seconds
from infra.local.crowd.journal import Fate, Step
from infra.local.crowd.people import Person
from infra.local.crowd.proof import solved

_MAIL_SECONDS: Final = 60.0
_LOOK_AGAIN_SECONDS: Final = 0.5


class Mailbox(Protocol):
    """Where registration mails arrive."""

    async def sign_in_tokens(self) -> Mapping[str, str]:
        """The newest sign-in token by address, of all mails so far."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in: their shopper token, and where it is written what they get."""

    person: Person
    fate: Fate
    token: str


async def arrive(
    people: list[Person],
    tokens: Mapping[int, str],
    asker: Asker,
    mailbox: Mailbox,
    *,
    done: Callable[[], None],
) -> list[Session]:
    """Sign everybody in and return those who have a session, in the order of `people`.

    `tokens` are the sign-in tokens made beforehand, by a person's number; `done` is called for each
    person.
    """
    registering = [person for person in people if person.number not in tokens]
    regular = [person for person in people if person.number in tokens]
    mailed, sessions = await asyncio.gather(
        _register(registering, asker, mailbox, done),
        asyncio.gather(
            *(_sign_in(person, tokens[person.number], asker, done) for person in regular)
        ),
    )
    found = {number: session for number, session in [*mailed, *sessions] if session is not None}
    return [found[person.number] for person in people if person.number in found]


async def _register(
    people: list[Person], asker: Asker, mailbox: Mailbox, done: Callable[[], None]
) -> list[tuple[int, Session | None]]:
    async def ask_for_mail(person: Person) -> None:
        body = {"email": person.email, "language": person.language, "zone": person.zone}
        asked = asker.words("POST", "/v1/shoppers/challenge", body={"email": person.email})
        reply = await asker.ask(person.number, Step.CHALLENGE, asked)
        if challenge := reply.body.get("challenge"):
            body["proof"] = solved(challenge)
        await asker.ask(
            person.number, Step.REGISTER, asker.words("POST", "/v1/shoppers", body=body)
        )

    await asyncio.gather(*(ask_for_mail(person) for person in people))
    sessions: list[tuple[int, Session | None]] = []
    waiting, give_up = (
        {person.email: person for person in people},
        monotonic_seconds() + _MAIL_SECONDS,
    )
    while waiting and monotonic_seconds() < give_up:
        tokens = await mailbox.sign_in_tokens()
        came = [waiting.pop(email) for email in list(waiting) if email in tokens]
        sessions += await asyncio.gather(
            *(_sign_in(person, tokens[person.email], asker, done) for person in came)
        )
        if waiting:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    return sessions


async def _sign_in(
    person: Person, token: str, asker: Asker, done: Callable[[], None]
) -> tuple[int, Session | None]:
    words = asker.words("POST", "/v1/shoppers/session", body={"token": token})
    reply = await asker.ask(person.number, Step.SIGN_IN, words)
    done()
    if not reply.accepted:
        return person.number, None
    fate = Fate(
        person.number, person.email, registered=person.registers, shopper=reply.body["shopper"]
    )
    asker.journal.fates[person.number] = fate
    return person.number, Session(person, fate, reply.body["token"])
