"""Where a run ends, how, and who goes on: all that makes one crash differ from another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    """What befalls a run at one of its calls."""

    BEFORE = "dies before it"
    AFTER = "dies after it"
    UNSENT = "gets no answer, and it was not applied"
    UNHEARD = "gets no answer, and it was applied"
    RETRIED = "gets no answer, and the retry does"
    BEFORE_RETRY = "gets no answer, and dies before the retry"
    AFTER_RETRY = "gets no answer, and dies after the retry"


AT_CALLS = (When.BEFORE, When.AFTER, When.UNSENT, When.UNHEARD, When.RETRIED)
"""What befalls calls of ports."""

AT_EXCHANGES = (When.BEFORE, When.AFTER, When.RETRIED, When.BEFORE_RETRY, When.AFTER_RETRY)
"""What befalls exchanges with AWS, below botocore's retries."""

AT_RETRIES = (When.BEFORE_RETRY, When.AFTER_RETRY)

DEATHS = (When.BEFORE, When.AFTER)

SILENT = (When.UNSENT, When.UNHEARD, When.RETRIED)
"""The process lives, but does not know, or not at once, what has become of its call."""


@dataclass(frozen=True, slots=True)
class Doom:
    """What befalls the nth call of a run, counted from 1."""

    call: int
    when: When

    def __str__(self) -> str:
        return f"at call {self.call} it {self.when}"


class Recovery(StrEnum):
    """Who goes on after a crash."""

    AGAIN = "whoever asked asks again"
    NEVER = "whoever asked never comes back"
    INSTEAD = "whoever asked does something else"
    KEEPER = "the keeper comes first, after the hold has run out"


@dataclass(frozen=True, slots=True)
class Crash:
    """A point where a run ends, who goes on, and perhaps a point where their run ends, too."""

    doom: Doom | None
    recovery: Recovery = Recovery.AGAIN
    second: Doom | None = None

    def __str__(self) -> str:
        if self.doom is None:
            return "undisturbed"
        second = f", and {self.second}" if self.second else ""
        return f"{self.doom}; then {self.recovery}{second}"
