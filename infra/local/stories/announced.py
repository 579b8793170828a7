"""A sale with a line as it was announced: its hours, its page, and who stands in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from infra.local.crowd.hopeful import Hopeful
from infra.local.crowd.roles import roles
from infra.local.crowd.script import Script
from infra.local.crowd.standing import InLine
from infra.local.stories.hours import hours_from
from infra.local.stories.play import OPEN_SECONDS

if TYPE_CHECKING:
    from infra.local.crowd.arrival import Session
    from infra.local.crowd.asking import Asker
    from infra.local.crowd.page import Page
    from infra.local.crowd.waiter import Letterbox
    from infra.local.stories.hours import Hours
    from infra.local.stories.story import Queue, Story

_PRESALE_CLOSES_SECONDS: Final = 6
"""So long after the last turn of the invited: who is late may still click."""
_CANCELLED_AT: Final = 0.8
_MS: Final = 1000


@dataclass(frozen=True, slots=True)
class Announced:
    """A published sale with its line: where everybody stands."""

    story: Story
    hours: tuple[Hours, ...]
    page: Page

    @property
    def line(self) -> Queue:
        """How its crowd stands in line."""
        return line_of(self.story)

    @property
    def last(self) -> Hours:
        """The window for all."""
        return self.hours[-1]

    @property
    def last_turn_at(self) -> int:
        """When the last of those who were in time are served."""
        return self.last.opens_at + (self.line.delay_seconds + self.line.spread_seconds) * _MS


def line_of(story: Story) -> Queue:
    """Return how a story's crowd stands in line; it must have one."""
    assert story.line is not None, f"{story.name} has no line"
    return story.line


def hours_of(story: Story, earliest_at: int) -> tuple[Hours, ...]:
    """Return the windows: a presale, if somebody is invited, and right after it the one for all."""
    line = line_of(story)
    if not line.invited:
        return (hours_from(earliest_at, open_seconds=OPEN_SECONDS),)
    seconds = line.delay_seconds + line.spread_seconds + _PRESALE_CLOSES_SECONDS
    presale = replace(hours_from(earliest_at, open_seconds=seconds), access="invited")
    follows = presale.opens_at + seconds * _MS
    last = hours_from(follows, open_seconds=OPEN_SECONDS, zone=presale.zone)
    if last.zone == presale.zone:
        return presale, last
    presale = hours_from(earliest_at, open_seconds=seconds, zone=last.zone)
    return replace(presale, access="invited"), last


def shoppers_of(
    sessions: list[Session], story: Story, asker: Asker, pushy: Asker, letterbox: Letterbox
) -> list[InLine]:
    """Give everybody who has signed in their role; scripts wait for nothing, whatever there is."""
    line = line_of(story)
    cast = roles(
        story.shoppers,
        invited=line.invited,
        prepared=line.prepared,
        late=line.late,
        scripts=line.scripts,
        seed=story.seed,
    )
    found: list[InLine] = []
    for session in sessions:
        role = cast[session.person.number]
        if role.is_script:
            found.append(Script(session, role, pushy, line.reload_seconds))
        elif story.has_list:
            after = cancelled_after_seconds(line)
            found.append(Hopeful(session, role, asker, letterbox, cancels_after_seconds=after))
        else:
            found.append(InLine(session, role, asker, line.calm_seconds))
    return found


def cancelled_after_seconds(line: Queue) -> float:
    """Return how long after the first are served some cancel: when many wait already."""
    return _CANCELLED_AT * line.spread_seconds
