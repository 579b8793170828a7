"""Tags of mails: what they say is ours, or it is nothing."""

from __future__ import annotations

import re

import pytest

from chalicelib.keyring import Keyring, Keys
from chalicelib.seals import tags_of, told_by
from tests.systems import BEGIN, SECRET

OLD = Keyring.from_json(SECRET)
NEW = Keyring({"newest/key": b"n" * 32, **OLD.masters}, OLD.shopper_key)
ORDER = "order-of-20-letters-"


def test_tags_say_which_event_of_which_order_a_mail_told() -> None:
    tags = tags_of(ORDER, 12, Keys(OLD))

    assert told_by(tags, Keys(OLD), BEGIN) == (ORDER, 12)


def test_tags_are_made_of_what_the_mail_system_takes() -> None:
    tags = tags_of(ORDER, 12, Keys(NEW))

    for name, value in tags.items():
        assert re.fullmatch("[A-Za-z0-9_-]{1,256}", name + value)


@pytest.mark.parametrize(
    "forged",
    [
        {"order": "order-of-20-letters_"},
        {"event": "13"},
        {"event": "x"},
        {"seal": ""},
        {"seal": "A" * 16},
        {"seal": "ü" * 16 + "azE"},
        {"seal": "A" * 16 + "azE"},
        {"seal": "A" * 16 + "?"},
    ],
)
def test_forged_tags_are_of_no_mail_of_ours(forged: dict[str, str]) -> None:
    tags = {**tags_of(ORDER, 12, Keys(OLD)), **forged}

    assert told_by(tags, Keys(OLD), BEGIN) is None


@pytest.mark.parametrize("missing", ["order", "event", "seal"])
def test_tags_without_all_that_ours_have_are_of_no_mail_of_ours(missing: str) -> None:
    tags = {k: v for k, v in tags_of(ORDER, 12, Keys(OLD)).items() if k != missing}

    assert told_by(tags, Keys(OLD), BEGIN) is None


def test_a_seal_outlives_the_key_that_signs_and_a_newer_key_is_looked_for() -> None:
    before, after = tags_of(ORDER, 1, Keys(OLD)), tags_of(ORDER, 1, Keys(NEW))

    assert told_by(before, Keys(NEW), BEGIN) == (ORDER, 1)
    assert told_by(after, Keys(OLD, reload=lambda: NEW), BEGIN) == (ORDER, 1)
    assert told_by(after, Keys(OLD), BEGIN) is None
