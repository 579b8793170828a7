"""Where a run ends, and how: at which of its calls, before or after it was applied."""

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
