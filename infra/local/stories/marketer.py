"""The marketer of a play: plans, changes, publishes and closes a sale by the admin API, over HTTP.

Raises `PlanRefusedError` with the API's own words when an answer is no.
"""

import asyncio
import csv
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from infra.local.crowd.asking import Reply, please_repeat, read
from infra.local.crowd.connection import Pool
from infra.local.crowd.words import words
from infra.local.stories.hours import Hours
from infra.local.stories.story import Story

_TRIES: Final = 5
_AGAIN_SECONDS: Final = 0.5
_LARGEST_BATCH: Final = 500
"""The API makes up to 2,000 at once, while the marketer waits."""


class PlanRefusedError(Exception):
    """When the admin API refuses what the story needs."""


class Marketer:
    """Somebody with an admin token and one sale."""

    def __init__(self, pool: Pool, host: str, token: str, story: Story) -> None:
        """`token` is an admin token; `host` goes into the `Host` header."""
        self._pool = pool
        self._host = host
        self._token = token
        self._story = story

    async def plan(self, *hours: Hours) -> int:
        """Plan the sale as a draft, with a window for each of `hours`; returns the version."""
        body = {"sale": self._story.sale, **self._body(hours)}
        return int((await self._ask("POST", "", body))["version"])

    async def move(self, *hours: Hours, version: int) -> None:
        """Change the draft's hours; `version` is the one that was read."""
        headers = {"If-Match": f'"{version}"'}
        await self._ask("PUT", f"/{self._story.sale}", self._body(hours), headers)

    async def publish(self) -> int:
        """Make the sale public; returns its number of lots."""
        return int((await self._ask("POST", f"/{self._story.sale}/publication", {}))["lots"])

    async def live(self) -> dict[str, Any]:
        """Return where every unit is."""
        return await self._ask("GET", f"/{self._story.sale}/live", None)

    async def close(self) -> None:
        """End reserving for good."""
        body = {"reason": "Everybody has an answer."}
        await self._ask("POST", f"/{self._story.sale}/close", body)

    async def cancel(self, order: str, reason: str) -> None:
        """Cancel an order whose units are not to be sold again."""
        body = {"reason": reason, "resell": False}
        await self._ask("POST", f"/{order}/cancellation", body, below="orders")

    async def give(self, order: str, words_of_gift: str) -> None:
        """Add a gift to an order."""
        await self._ask(
            "POST", f"/{order}/gift", {"gift": "1", "text": words_of_gift}, below="orders"
        )

    async def book(self, bookings: str) -> list[str]:
        """Send a bank's bookings as CSV; returns what became of each."""
        answer = await self._ask("POST", "", {"csv": bookings}, below="bookings")
        return [row["result"] for row in answer["bookings"]]

    async def arrive(self, pool: str, arrival: str, units: int) -> dict[str, Any]:
        """Note that units of a pool have come; returns how many have, and how many were given."""
        body = {"arrival": arrival, "pool": pool, "units": units}
        return await self._ask("POST", f"/{self._story.sale}/arrivals", body)

    async def invite(self, count: int) -> list[str]:
        """Make invitations to the first window; returns their codes."""
        made: list[str] = []
        while len(made) < count:
            some = min(_LARGEST_BATCH, count - len(made))
            body = {"batch": f"made-{len(made)}", "count": some, "window": 0}
            answer = await self._ask("POST", f"/{self._story.sale}/invitations", body)
            made += [row["code"] for row in csv.DictReader(answer["csv"].splitlines())]
        return made

    def _body(self, hours: Sequence[Hours]) -> dict[str, Any]:
        pools = self._story.pools(datetime.fromisoformat(hours[0].opens).date())
        windows = [each.window for each in hours]
        plan = {**self._story.plan, "zone": hours[0].zone, "windows": windows, "pools": pools}
        line = self._story.line
        return {**plan, "line": line.plan} if line else plan

    async def _ask(
        self,
        method: str,
        path: str,
        body: object,
        headers: dict[str, str] | None = None,
        *,
        below: str = "sales",
    ) -> dict[str, Any]:
        path = f"/v1/admin/{below}{path}"
        request = words(
            method, path, host=self._host, token=self._token, body=body, headers=headers
        )
        reply: Reply | None = None
        for _ in range(_TRIES):
            reply = read(await self._pool.exchange(request, urgent=True))
            if not please_repeat(reply):
                break
            await asyncio.sleep(_AGAIN_SECONDS)
        if reply is None or not reply.accepted:
            raise PlanRefusedError(f"{method} {path} was refused: {reply}")
        return reply.body
