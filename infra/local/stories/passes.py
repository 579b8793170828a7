"""Tokens made beforehand, with the deployment's own keys: they stand in for mails read long ago.

Only the sign-in tokens and the marketer's token come from here; whatever the crowd does with them
goes through the API.
"""

from __future__ import annotations

from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from infra.local.crowd.people import gather
from infra.local.stories.play import Crowd
from infra.local.stories.story import Story
from sale_api.domain.contact import Contact


def crowd_for(story: Story, *, secret: str, stage: str, now: int) -> Crowd:
    """Gather a story's crowd; `secret` is the deployment's secret, `now` milliseconds."""
    tokens = Tokens(Keyring.from_json(secret), f"sale-{stage}")
    people = gather(
        story.shoppers,
        limit=story.limit,
        registering=min(story.registering, story.shoppers),
        seed=story.seed,
    )
    sign_in = {
        person.number: tokens.sign_in(Contact(person.email, person.language, person.zone), now)
        for person in people
        if not person.registers
    }
    return Crowd(people, sign_in, tokens.admin("marketer", now))
