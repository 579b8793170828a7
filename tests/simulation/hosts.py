"""The host of a presale: makes the codes, and takes some back, mostly while somebody uses them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from sale_api.domain.errors import Closed, Refusal, TryAgain, WrongState
from sale_api.domain.invitation import invitation_id
from sale_api.ports import Unknown
from sale_api.usecases.invite import (
    Asked,
    InvitationKeys,
    count_invitations,
    invite,
    revoke_batch,
    revoke_code,
)
from tests.sale_api.given import SALE, SECOND
from tests.simulation.books import broken, hold
from tests.simulation.invocations import Process, Work
from tests.simulation.plans import SHOPPER_KEY, Visitor
from tests.systems import TOKENS

if TYPE_CHECKING:
    from tests.simulation.world import World

KEYS = InvitationKeys(TOKENS.keys.keyring.invitation_key, SHOPPER_KEY)
PATIENCE_MS = 10 * SECOND
TRIES = 8
LATE_MS = (0, 20, 100, 200, 300, 500, 900, 10 * SECOND)

TAKES_CODE_BACK, TAKES_BATCH_BACK, MAKES_AGAIN = 0.25, 0.1, 0.1


def _ports(process: Process) -> dict[str, Any]:
    stores = process.stores
    return {"sales": stores.sales, "invitations": stores.invitations, "keys": KEYS}


class Letter(NamedTuple):
    """A code as it was sent to somebody; without an address it is anybody's."""

    code: str
    invitation: str
    batch: str
    window: int
    email: str

    def is_for(self, visitor: Visitor) -> bool:
        """Tell whether this visitor may use it."""
        return self.email in {"", visitor.email}


class Host:
    """Who invites, with dice of their own."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._random = Random(f"{seed} host")
        self._letters: dict[str, Sequence[Letter]] = {}

    def invite(self) -> None:
        """Make all batches, and send the codes; none for what is over before they are made."""
        for asked in self._world.setting.batches:
            try:
                while not self._made(asked):
                    self._world.sleep(SECOND)
            except Closed:
                self._world.sometimes["too late to invite"] += 1

    def all_letters(self) -> Sequence[Letter]:
        """Return all that were sent."""
        return [letter for letters in self._letters.values() for letter in letters]

    def letters_to(self, visitor: Visitor) -> Sequence[Letter]:
        """Return a visitor's own codes; every third has a code that two others have, too."""
        number = self._world.setting.visitors.index(visitor)
        theirs = [letter for letter in self.all_letters() if letter.email == visitor.email]
        if number % 3 == 1:
            for_anybody = (letters for letters in self._letters.values() if not letters[0].email)
            theirs += [letters[number // 3 % len(letters)] for letters in for_anybody]
        return theirs

    def hear_of(self, letter: Letter) -> None:
        """Hear that somebody is about to use a code, and perhaps do something at that instant."""
        whim, late = self._random.random(), self._random.choice(LATE_MS)
        if self._world.is_without("host"):
            return
        spawn = self._world.timeline.spawn
        if whim < TAKES_CODE_BACK:
            spawn(lambda: self._take_code_back(letter), after=late)
        elif whim < TAKES_CODE_BACK + TAKES_BATCH_BACK:
            spawn(lambda: self._take_batch_back(letter.batch), after=late)
        elif whim < TAKES_CODE_BACK + TAKES_BATCH_BACK + MAKES_AGAIN:
            spawn(lambda: self._make_again(letter.batch), after=late)

    def check_counts(self) -> None:
        """Hold that the counts are true, once nobody asks any more."""
        if not self._letters:
            return
        counted = self._answered(lambda process: count_invitations(sale_id=SALE, **_ports(process)))
        for each in counted:
            codes = self._world.books.guests.of_batch(each.batch.batch)
            unused = [code for code in codes if code.used_by is None]
            gone = [code for code in unused if each.batch.revoked_at or code.revoked_at]
            true = (len(codes), len(codes) - len(unused), len(gone))
            hold("I16", (each.made, each.used, each.revoked) == true, each, "of", codes)

    def _made(self, asked: Asked) -> bool:
        def make(process: Process) -> Any:
            return invite(sale_id=SALE, asked=asked, now=process.now(), **_ports(process))

        try:
            made = self._answered(make)
        except (Unknown, TryAgain):
            return False
        letters = [
            Letter(code, invitation_id(SALE, code, KEYS.codes), asked.batch, asked.window, email)
            for code, email in made.codes
        ]
        hold("I16", made.counted.made == len(letters) == made.counted.batch.size, made)
        before = self._letters.setdefault(asked.batch, letters)
        hold("P4", before == letters, "other codes of the same batch:", letters, before)
        return True

    def _make_again(self, batch: str) -> None:
        """Ask for the same codes once more, as whoever has lost them."""
        (asked,) = (each for each in self._world.setting.batches if each.batch == batch)
        try:
            self._world.sometimes["codes made again"] += self._made(asked)
        except (WrongState, Closed):
            self._world.sometimes["codes not made again"] += 1

    def _take_code_back(self, letter: Letter) -> None:
        guests = self._world.books.guests

        def take(process: Process) -> Any:
            return revoke_code(sale_id=SALE, code=letter.code, now=process.now(), **_ports(process))

        guests.note_asked_back(letter.invitation)
        try:
            done = self._until_done(take)
        except WrongState:
            self._world.sometimes["told that it is too late to take a code back"] += 1
            hold("I16", guests.user_of(letter.invitation), "told that it was used:", letter)
        except Refusal as refused:
            broken("I16", f"{refused!r}: {letter} is not taken back")
        else:
            fault = guests.fault_of_taking_back(letter.invitation) if done else ""
            hold("I16", not fault, fault)
            self._world.sometimes["code taken back"] += done

    def _take_batch_back(self, batch: str) -> None:
        guests = self._world.books.guests

        def take(process: Process) -> Any:
            return revoke_batch(sale_id=SALE, batch_id=batch, now=process.now(), **_ports(process))

        guests.note_asked_back(batch)
        if self._until_done(take):
            guests.note_taken_back(batch, self._world.now)
            self._world.sometimes["batch taken back"] += 1

    def _until_done(self, work: Work) -> bool:
        # Some give up at once, and do not know what has become of it.
        for _ in range(self._random.choice([1, TRIES, TRIES])):
            try:
                self._answered(work)
            except (Unknown, TryAgain):
                self._world.sleep(self._random.choice([100, 3 * SECOND]))
            else:
                return True
        return False

    def _answered(self, work: Work) -> Any:
        return self._world.answer_of(self._world.start("host", work), PATIENCE_MS)
