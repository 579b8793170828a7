"""The mutants: what an implementer gets wrong, because modellers did, or because it looks simpler.

Over 200 lines because the list is one table, to be read from top to bottom.
"""

from __future__ import annotations

from tests.simulation.mutants.loader import Edit, Mutant

ADMISSION = "sale_api.domain.admission"
INVITED = "sale_api.usecases.join_invited"
ENTRY = "sale_api.domain.waiting"
LOT = "sale_api.domain.lot"
MOVES = "sale_api.domain.moves"
ORDER = "sale_api.domain.order"
PLAN = "sale_api.domain.plan"
SALE = "sale_api.domain.sale"
ORDERS_IN_MEMORY = "tests.fakes.orders"
PEOPLE_IN_MEMORY = "tests.fakes.people"
STOCK_IN_MEMORY = "tests.fakes.stock"
LIST_IN_MEMORY = "tests.fakes.waiting"
USE = "sale_api.usecases"

MUTANTS = (
    # Who gets a unit.
    Mutant(
        "unconditional decrement",
        "a claim takes units that are not there",
        (
            Edit(LOT, "        return self.available >= quantity", "        return True"),
            Edit(LOT, "assert min(counts) >= 0", "assert counts"),
        ),
    ),
    Mutant(
        "no claim check",
        "a second claim of a shopper replaces the first, and its units are gone",
        (Edit(LOT, "        return shopper not in self.claims", "        return True"),),
    ),
    Mutant(
        "a retry that mints a new claim id",
        "asked again, the same units are promised under a key that no claim has",
        (
            Edit(
                f"{USE}.reserve",
                "        hold = _standing(asked._replace(sale=sale), claim,",
                "        from msgspec.structs import replace\n"
                "        claim = replace(claim, claim=fresh.claim)\n"
                "        hold = _standing(asked._replace(sale=sale), claim,",
            ),
        ),
    ),
    Mutant(
        "a blind decrement that botocore repeats",
        "the write does not recognise itself: a lost answer takes the units twice",
        (
            Edit(
                STOCK_IN_MEMORY,
                "        if lot.stands(shopper, claim):\n            return lot.available\n"
                "        if not lot.can_claim(shopper, claim.quantity):",
                "        if not lot.can_lend(claim.quantity):",
            ),
        ),
    ),
    Mutant(
        "lent without asking the lender",
        "the lender's units are not checked in the transaction",
        (
            Edit(
                STOCK_IN_MEMORY,
                "can_lend = lender and lender.pool == pool and lender.can_lend(claim.quantity)",
                "can_lend = lender and lender.pool == pool",
            ),
            Edit(LOT, "assert min(counts) >= 0", "assert counts"),
        ),
    ),
    Mutant(
        "lent in two writes",
        "the claim is written at home and the lender's units stay where they are",
        (Edit(STOCK_IN_MEMORY, "        self._write(lender.lent(claim.quantity))\n", ""),),
    ),
    # Whether a claim became an order.
    Mutant(
        "order without condition",
        "an order is written over the bar, or over another order",
        (
            Edit(
                ORDERS_IN_MEMORY,
                "        return self.standing.setdefault(order.order, order)",
                "        self.standing[order.order] = order\n        return order",
            ),
        ),
    ),
    Mutant(
        "bar without condition",
        "an order that stands is replaced by the bar",
        (
            Edit(
                ORDERS_IN_MEMORY,
                "        return self.standing.setdefault(bar.order, bar)",
                "        self.standing[bar.order] = bar\n        return bar",
            ),
        ),
    ),
    Mutant(
        "a late repeat of a good order answered 410",
        "a page reloaded after the deadline says that the purchase failed",
        (
            Edit(
                f"{USE}.place_order",
                "            return _late(orders.find(reservation.order), delivery)",
                "            return _late(None, delivery)",
            ),
        ),
    ),
    Mutant(
        "late by a remembered plan",
        "a pause that this process has not seen yet does not prolong the hold",
        (
            Edit(
                f"{USE}.place_order",
                "        sale = sales.find(reservation.sale) or sale\n",
                "",
            ),
        ),
    ),
    Mutant(
        "a reserved answer for a key already barred",
        "a shopper is told to hold what can never be ordered",
        (
            Edit(
                f"{USE}.reserve",
                "    if standing is None and clock <= claim.deadline:\n        return hold",
                "    if not isinstance(standing, Order) and clock <= claim.deadline:\n"
                "        return hold",
            ),
        ),
    ),
    # Letting go.
    Mutant(
        "expiry without the bar",
        "whoever holds the signed reservation still orders units that others have by now",
        (
            Edit(
                f"{USE}.barring",
                "    standing = orders.bar(bar)",
                "    standing = orders.find(bar.order)",
            ),
        ),
    ),
    Mutant(
        "deleting a reservation without the bar",
        "the same, by the shopper's own hand",
        (
            Edit(
                f"{USE}.give_back",
                "        order = let_go(",
                "        order = None if orders.find(claim.claim) or "
                "lots.give_back(sale_id, home, shopper, claim, 'returned') else let_go(",
            ),
        ),
    ),
    Mutant(
        "starting again without the bar",
        "who asks again after the hold ran out gets new units beside an order of the old ones",
        (
            Edit(
                f"{USE}.reserve",
                "        order = let_go(",
                "        order = None if lots.give_back(sale.sale, asked.home, shopper, claim,"
                " 'returned') else let_go(",
            ),
        ),
    ),
    Mutant(
        "give-back without the claim id",
        "a late give-back takes away what the shopper holds by now",
        (
            Edit(
                LOT,
                "standing is not None and replace(standing, settled=claim.settled) == claim",
                "standing is not None",
            ),
        ),
    ),
    Mutant(
        "give-back to the wrong lot",
        "lent units come back to the home lot, and so to another pool",
        (
            Edit(
                STOCK_IN_MEMORY,
                "        source = self._lot(sale, claim.source(home))\n"
                "        self._write(source.restocked(claim.quantity, to))",
                "        source = self._lot(sale, home)\n"
                "        self._write(source.restocked(claim.quantity, to))",
            ),
        ),
    ),
    Mutant(
        "expiry before the deadline",
        "the keeper does not wait for the deadline",
        (
            Edit(
                LOT,
                "clock > self.deadline + grace_ms",
                "clock > self.deadline + grace_ms - 15_000",
            ),
        ),
    ),
    Mutant(
        "no grace",
        "clocks differ: the keeper's is past the deadline, the shopper's process is not",
        (Edit(LOT, "clock > self.deadline + grace_ms", "clock > self.deadline"),),
    ),
    Mutant(
        "a pause that does not halt the clock",
        "what is held runs out while nobody can order it",
        (Edit(SALE, "        return now - halted", "        return now"),),
    ),
    Mutant(
        "a keeper that judges by a new instant",
        "it reads the sale, is frozen, and does not know of the pause since",
        (
            Edit(
                "chalicelib.workers.schedule",
                "        sale=sale,\n        now=now,",
                "        sale=sale,\n        now=running.now(),",
            ),
        ),
    ),
    Mutant(
        "an ended order settled",
        "the keeper takes a cancelled order for one in force, and its units are gone for good",
        (
            Edit(
                f"{USE}.barring",
                "    if isinstance(standing, Order) and standing.is_in_force:",
                "    if isinstance(standing, Order):",
            ),
            Edit(f"{USE}.relay", "        give_back_ended(order=order, lots=lots)", "        pass"),
        ),
    ),
    Mutant(
        "settled without asking",
        "whatever has run out is taken for an order",
        (
            Edit(
                f"{USE}.expire",
                "        try:\n            order = let_go(",
                "        ordered[shopper] = claim\n        continue\n"
                "        try:\n            order = let_go(",
            ),
        ),
    ),
    # What is published.
    Mutant(
        "a sold-out flag set by a stale scan",
        "levels that were read before units came back hide them",
        (
            Edit(
                STOCK_IN_MEMORY,
                "        if standing is None or (standing.lease, standing.generation) != (\n"
                "            levels.lease,\n            levels.generation,\n        ):",
                "        if standing is None or standing.lease != levels.lease:",
            ),
        ),
    ),
    Mutant(
        "a level raised after the lot instead of with it",
        "between the two, units are on sale that every level denies",
        (
            Edit(
                STOCK_IN_MEMORY,
                "        self.published.levels[levels.sale] = replace(\n"
                "            published, levels=raised.levels, generation=raised.generation\n"
                "        )",
                "        assert raised",
            ),
        ),
    ),
    Mutant(
        "a level raised without a new generation",
        "whoever read before lowers it again",
        (
            Edit(
                "sale_api.domain.levels",
                "levels=tuple(levels), generation=self.generation + 1)",
                "levels=tuple(levels))",
            ),
        ),
    ),
    Mutant(
        "put on sale what was read as returned, twice",
        "two keepers at once sell the same returned units",
        (
            Edit(
                STOCK_IN_MEMORY,
                "        stale = standing.returned < lot.returned or "
                "standing.available > lot.available",
                "        stale = False",
            ),
            Edit(
                STOCK_IN_MEMORY,
                "        if published is None or published.generation != levels.generation:\n"
                "            raise Unmet\n        self._write",
                "        assert published\n        self._write",
            ),
            Edit(LOT, "assert min(counts) >= 0", "assert counts"),
        ),
    ),
    Mutant(
        "a memory that lasts",
        "levels are remembered for five seconds instead of one",
        (Edit(f"{USE}.watch", "FRESH_MS = 1_000\nLIST", "FRESH_MS = 5_000\nLIST"),),
    ),
    Mutant(
        "a memory stamped after its read",
        "a process that was frozen over the read takes old levels for new ones",
        (
            Edit(
                f"{USE}.watch",
                "            seen = self._levels[sale.sale] = _Seen("
                "self._refreshed(sale, now), now)",
                "            from chalicelib.wiring import system\n\n"
                "            read = self._refreshed(sale, now)\n"
                "            seen = self._levels[sale.sale] = _Seen(read, system().now())",
            ),
        ),
    ),
    Mutant(
        "sold out because of a failed try",
        "others were faster at one lot, and that is taken for the whole stock",
        (
            Edit(
                f"{USE}.lend",
                '    raise TryAgain("Others were faster just now; units may still be left. Ask '
                'again.")',
                "    from sale_api.domain.errors import SoldOut\n\n"
                '    raise SoldOut("gone", largest=0, may_return=True)',
            ),
        ),
    ),
    Mutant(
        "sold out by what this process saw",
        "who took the last unit and lost the answer is told that there is none",
        (
            Edit(
                f"{USE}.reserve",
                "    if stock.levels.holds(asked.shopper):",
                "    if False:",
            ),
        ),
    ),
    # Orders and their life.
    Mutant(
        "cancelled without a look at the history",
        "two moves at once: one of them is lost",
        (
            Edit(
                ORDERS_IN_MEMORY,
                "        if standing.version != order.version - 1:\n            raise Unmet\n"
                "        marks = {done: at} if done else {}\n",
                "        marks = {done: at} if done else {}\n",
            ),
            Edit(
                ORDERS_IN_MEMORY,
                "            history=(*standing.history, order.history[-1]),",
                "            history=order.history,",
            ),
        ),
    ),
    Mutant(
        "gives back before it cancels",
        "a crash in between leaves an order in force whose units others have",
        (
            Edit(
                f"{USE}.cancel",
                "    return end_order(",
                "    before = orders.find(order_id)\n"
                "    if before is not None and hasattr(before, 'claim'):\n"
                "        lots.give_back(before.sale, before.home, before.shopper, before.claim,"
                " 'returned')\n"
                "    return end_order(",
            ),
        ),
    ),
    Mutant(
        "nobody gives back what a crash left",
        "the relay trusts whoever cancelled to have given the units back",
        (Edit(f"{USE}.relay", "        give_back_ended(order=order, lots=lots)", "        pass"),),
    ),
    Mutant(
        "marked as fulfilled before it is",
        "a crash in between: the order stays placed for ever",
        (
            Edit(
                f"{USE}.fulfil",
                "        orders.move(taken_in, done=name, at=now)",
                "        orders.finish(order_id, name, now)\n"
                "        orders.move(taken_in, done=name, at=now)",
            ),
        ),
    ),
    Mutant(
        "marked as told before it is",
        "a mail that did not go is never sent again",
        (
            Edit(
                f"{USE}.notify",
                "    if name not in order.posted:\n"
                "        mailer.send(write(order, order.history[event - 1]))\n"
                "    mark(partial(orders.finish, order_id, name, now))",
                "    orders.finish(order_id, name, now)\n"
                "    mailer.send(write(order, order.history[event - 1]))",
            ),
        ),
    ),
    Mutant(
        "acts without a lease",
        "two consumers tell the same event at once",
        (
            Edit(
                f"{USE}.notify",
                "        order = orders.lease(order_id, name, now, now + LEASE_MS)",
                "        order = orders.find(order_id)\n"
                "        if name in order.done:\n            return",
            ),
        ),
    ),
    Mutant(
        "the relay swallows what it could not do",
        "a batch that failed in part is reported as done",
        (
            Edit(
                "chalicelib.workers.stream",
                "        return failures([first])",
                "        return failures([])",
            ),
        ),
    ),
    Mutant(
        "the relay feeds itself",
        "leases and marks count as news, and each of them makes messages",
        (
            Edit(
                f"{USE}.news",
                "        known = self.before.version if isinstance(self.before, Order) else 0",
                "        known = 0",
            ),
        ),
    ),
    # Stock that is added or laid out.
    Mutant(
        "an addition repeated over a lot with claims",
        "laying out again resets lots",
        (
            Edit(
                STOCK_IN_MEMORY,
                "            self.lots.setdefault((lot.sale, lot.number), lot)",
                "            self.lots[lot.sale, lot.number] = lot",
            ),
        ),
    ),
    Mutant(
        "added but never laid out",
        "whoever added it crashed, and nobody goes on",
        (
            Edit(
                f"{USE}.keep",
                "    lots.create(missing)\n    return {lot.number for lot in missing}",
                "    return set()",
            ),
        ),
    ),
    Mutant(
        "published before it is laid out",
        "shoppers find a sale whose lots are not there",
        (
            Edit(
                f"{USE}.publish",
                "    lots.create(laid_out)\n"
                "    published.create(Levels(sale_id, tuple(lot.available for lot in laid_out)))\n",
                "    published.create(Levels(sale_id, tuple(lot.available for lot in laid_out)))\n"
                "    steer(sale_id=sale_id, sales=sales, step=public)\n"
                "    lots.create(laid_out)\n",
            ),
        ),
    ),
    # Who is served when.
    Mutant(
        "a ticket of another shopper",
        "whoever has an early ticket lends it out",
        (
            Edit(
                ADMISSION, "(ticket.sale, ticket.shopper) != (sale, shopper)", "ticket.sale != sale"
            ),
        ),
    ),
    Mutant(
        "served in the order of joining",
        "whoever comes first is served first, so the quickest script wins",
        (
            Edit(
                ADMISSION,
                "place = drawn.place(ticket.shopper) if in_time else 0",
                "place = max(0, ticket.joined_at - opens_at + 60_000) << 47 if in_time else 0",
            ),
        ),
    ),
    Mutant(
        "late comers before those in time",
        "whoever comes after the opening need not wait for the spread",
        (
            Edit(
                "sale_api.domain.draw",
                "        return joined_at + self.delay_ms + self.spread_ms",
                "        return joined_at + self.delay_ms",
            ),
        ),
    ),
    Mutant(
        "served before the draw",
        "before the seed is out everybody has the first place",
        (
            Edit(
                ADMISSION,
                "            return None\n        place =",
                "            return 0\n        place =",
            ),
        ),
    ),
    Mutant(
        "the seed before the digest",
        "whoever knows the places can still choose who takes part",
        (
            Edit(
                f"{USE}.open_line",
                "    if draw.digest is None:\n"
                "        after = _digested(sale, window, now, entrants)",
                "    if draw.digest is None:\n"
                "        after = replace(draw, seed=(seeds.find(draw.commitment) or b'').hex())",
            ),
        ),
    ),
    Mutant(
        "the digest before the opening",
        "whoever joins after it and before the opening is in time and takes no part",
        (Edit("sale_api.domain.line", "SETTLED_MS = 5_000", "SETTLED_MS = -5_000"),),
    ),
    Mutant(
        "a draw that is shown anew",
        "two open the line, and the slower writes over what the quicker has shown",
        (
            Edit(
                f"{USE}.open_line",
                "if moved or standing.draws[window] != sale.draws[window]:",
                "if moved:",
            ),
        ),
    ),
    Mutant(
        "joining again begins anew",
        "whoever reloads the page loses the place",
        (
            Edit(
                PEOPLE_IN_MEMORY,
                "        return self.entrants.setdefault("
                "(ticket.sale, ticket.window, ticket.shopper), entrant)",
                "        self.entrants[ticket.sale, ticket.window, ticket.shopper] = entrant\n"
                "        return entrant",
            ),
        ),
    ),
    Mutant(
        "a ticket of another window",
        "whoever was in the presale is served at once when the sale opens for all",
        (
            Edit(
                ADMISSION,
                "    if ticket.window != sale.plan.window_at(now):",
                "    if sale.plan.window_at(now) is None:",
            ),
        ),
    ),
    # Who is invited.
    Mutant(
        "a code for as many as like",
        "the write that joins does not ask whether somebody has used the code",
        (
            Edit(
                PEOPLE_IN_MEMORY,
                "        if found is None or not found.can_be_used:\n",
                "        if found is None or found.revoked_at is not None:\n",
            ),
        ),
    ),
    Mutant(
        "a code that was taken back while it was used",
        "the write that joins does not ask whether somebody took the code back since it was read",
        (
            Edit(
                PEOPLE_IN_MEMORY,
                "        if found is None or not found.can_be_used:\n",
                "        if found is None or found.used_by is not None:\n",
            ),
        ),
    ),
    Mutant(
        "a batch that was taken back",
        "who joins looks at the code alone",
        (
            Edit(
                INVITED,
                "    if invitation.revoked_at is not None or batch.revoked_at is not None:",
                "    if invitation.revoked_at is not None:",
            ),
        ),
    ),
    Mutant(
        "a code that was used is taken back",
        "the marketer is told that nobody has joined with it",
        (
            Edit(
                PEOPLE_IN_MEMORY,
                "        if found is None or found.used_by is not None:\n            raise Unmet\n"
                "        if found.revoked_at",
                "        if found is None:\n            raise Unmet\n        if found.revoked_at",
            ),
        ),
    ),
    Mutant(
        "joins before the code is used",
        "whoever dies between the two writes, or comes second, stands in line all the same",
        (
            Edit(
                INVITED,
                "            standing = invitations.use(",
                "            entrants.join(entrant)\n            standing = invitations.use(",
            ),
        ),
    ),
    Mutant(
        "a code for the window that comes next",
        "a code joins a line that it does not invite to",
        (
            Edit(
                INVITED,
                "    window = invitation.window\n",
                "    window = sale.window_to_join(now) or 0\n",
            ),
        ),
    ),
    Mutant(
        "the line of the invited is open to all",
        "who sends no code is given the first window, whoever that is for",
        (
            Edit(
                "sale_api.domain.access",
                "    return window.access is Access.OPEN\n",
                "    return window.access is not Access.REGISTERED\n",
            ),
        ),
    ),
    Mutant(
        "a code that is another's",
        "what cannot be handed on can",
        (
            Edit(
                INVITED,
                "    if invitation.only not in {None, shopper}:\n        raise of_another()\n",
                "",
            ),
        ),
    ),
    Mutant(
        "one's own code is called used",
        "whoever lost the answer is refused with the code that let them in",
        (
            Edit(
                INVITED,
                "    if invitation.used_by == shopper:\n        return\n",
                "",
            ),
        ),
    ),
    Mutant(
        "codes that are made anew",
        "a batch asked for again writes over what became of its codes",
        (
            Edit(
                PEOPLE_IN_MEMORY,
                "            self.invitations.setdefault((each.sale, each.invitation), each)",
                "            self.invitations[each.sale, each.invitation] = each",
            ),
        ),
    ),
    # What is paid first.
    Mutant(
        "expired over paid",
        "an order whose money has come ends all the same, if the list did not know it yet",
        (
            Edit(
                f"{USE}.collect",
                "    if prepaid is None or order.state is not OrderState.AWAITING_PAYMENT:",
                "    if prepaid is None or not order.is_in_force:",
            ),
            Edit(
                MOVES,
                "    OrderState.PAID: {\n",
                "    OrderState.PAID: {\n"
                "        OrderState.EXPIRED: Move(_SYSTEM, Units.BACK, reason=True),\n",
            ),
        ),
    ),
    Mutant(
        "reminded each minute",
        "whoever has not paid is reminded by every keeper, and their order never ends",
        (
            Edit(
                f"{USE}.collect",
                "    if order.note(NoteKind.REMINDED, REMINDER.id) is None:",
                "    if prepaid.remind_at <= now:",
            ),
        ),
    ),
    Mutant(
        "expired as soon as reminded",
        "the time to pay counts for the reminder, and not for the end",
        (
            Edit(
                f"{USE}.collect",
                "    if prepaid.pay_by <= now:",
                "    if prepaid.remind_at <= now:",
            ),
        ),
    ),
    Mutant(
        "paid with whatever came",
        "a booking of another sum marks the order as paid",
        (
            Edit(
                f"{USE}.book",
                "    return Result.PAID if booking.amount == order.total else Result.WRONG_AMOUNT",
                "    return Result.PAID",
            ),
        ),
    ),
    Mutant(
        "a paid order that nobody packs",
        "the relay has only those packed that are paid by invoice",
        (
            Edit(
                ORDER,
                "        return paid or event.what is OrderState.PLACED",
                "        return event.what is OrderState.PLACED",
            ),
        ),
    ),
    # Several pools, and goods to come.
    Mutant(
        "no next pool with fewer units",
        "who asks for more than any pool has is told that there is nothing anywhere",
        (
            Edit(
                f"{USE}.stock",
                "next(chain(enough, (each for each in others if each.largest)), None)",
                "next(chain(enough, ()), None)",
            ),
        ),
    ),
    Mutant(
        "allotted more than arrived",
        "whoever waits has their part of goods that have not come",
        (
            Edit(
                "sale_api.domain.goods",
                "        return self.given + quantity <= self.arrived",
                "        return self.arrived > 0",
            ),
            Edit(
                STOCK_IN_MEMORY,
                "standing is None or standing.given > goods.arrived - quantity",
                "standing is None",
            ),
        ),
    ),
    Mutant(
        "goods for whoever wants few enough",
        "an order that wants more than is left is passed over",
        (
            Edit(
                f"{USE}.allot",
                "            return None\n        note =",
                "            return left\n        note =",
            ),
        ),
    ),
    Mutant(
        "allotted by the list alone",
        "an order has its part again, for the list still names it",
        (Edit(f"{USE}.allot", " or not _waits(order, left)", ""),),
    ),
    Mutant(
        "told twice of the same date",
        "an order notes each minute that its goods come later, however often it was told",
        (
            Edit(
                "sale_api.domain.delaying",
                "if promise.delivers_by >= delay.delivers_by:",
                "if promise.delivers_by > delay.delivers_by:",
            ),
            Edit(
                "sale_api.domain.delaying",
                "if each.told < sale.plan.lot_count",
                "if each.told >= 0",
            ),
        ),
    ),
    Mutant(
        "nobody is told of a later date",
        "who ordered before is neither told of it nor that they may leave",
        (
            Edit(
                f"{USE}.delay",
                "    if said is None or now - said.at < SEEN_MS:",
                "    if said is None or now - said.at > 0:",
            ),
        ),
    ),
    Mutant(
        "a later date for goods that lie ready",
        "whoever has had their part is told that it comes later",
        (
            Edit(
                "sale_api.domain.delaying",
                "    if promise is None or is_ready or not can_leave or",
                "    if promise is None or not can_leave or",
            ),
        ),
    ),
    # Who counts together.
    Mutant(
        "the invited count for no domain",
        "with codes any number of a mail domain join",
        (
            Edit(
                INVITED,
                "    circles.let_in_by_domain(sale, shopper, origin, now)\n",
                "",
            ),
        ),
    ),
    Mutant(
        "a domain with room for one more",
        "the condition compares wrongly by one",
        (
            Edit(
                f"{USE}.circles",
                "self._domains.enter(circle, shopper, limit, now)",
                "self._domains.enter(circle, shopper, limit + 1, now)",
            ),
        ),
    ),
    Mutant(
        "a domain that counts requests",
        "whoever asks again is counted again, and refused though the place in line stands",
        (
            Edit(
                f"{USE}.circles",
                "self._domains.enter(circle, shopper, limit, now)",
                'self._domains.enter(circle, f"{shopper} at {now}", limit, now)',
            ),
        ),
    ),
    Mutant(
        "a domain that is counted after joining",
        "who is one too many stands in line before it is noticed",
        (
            Edit(
                f"{USE}.join",
                "    circles.let_in_by_domain(sale, shopper, origin, now)\n",
                "",
            ),
            Edit(
                f"{USE}.join",
                "    return Joined(standing, new=standing == ticket)",
                "    circles.let_in_by_domain(sale, shopper, origin, now)\n"
                "    return Joined(standing, new=standing == ticket)",
            ),
        ),
    ),
    Mutant(
        "a household that nobody counts",
        "an order is placed without a look at who else ordered to the address",
        (
            Edit(
                f"{USE}.place_order",
                "    circles.let_in_by_household(sale, reservation.shopper, delivery, now)\n",
                "",
            ),
        ),
    ),
    Mutant(
        "a household with room for one more",
        "the condition compares wrongly by one",
        (
            Edit(
                PEOPLE_IN_MEMORY, "        if len(there) >= most:", "        if len(there) > most:"
            ),
        ),
    ),
    Mutant(
        "a household that forgets who is in",
        "whoever asks again is counted again, and refused though the order stands",
        (Edit(PEOPLE_IN_MEMORY, "        if shopper in there:\n            return True\n", ""),),
    ),
    # Who is offered what came back.
    Mutant(
        "offered past the first",
        "while the first cannot be offered anything just now, the second is",
        (
            Edit(
                f"{USE}.offer",
                "            if not self._serve_one(pool, first):\n                return False\n",
                "            if not self._serve_one(pool, first):\n"
                "                heads[turns[first]] = None\n                continue\n",
            ),
            Edit(f"{USE}.offer", "TRIES = 4", "TRIES = 1"),
        ),
    ),
    Mutant(
        "an offer that names another time at which the list was read",
        "nobody can show that it went past them",
        (Edit(f"{USE}.offer", "self._read_at = self._desk.clock()", "self._read_at = 0"),),
    ),
    Mutant(
        "offered without asking the entry",
        "who has left, or has an offer already, is offered units",
        (
            Edit(LIST_IN_MEMORY, "can_offer and self._follows(entry)):", "can_offer):"),
            Edit(
                LIST_IN_MEMORY,
                ".holding(entry.shopper, claim))\n        self._append(entry)",
                ".holding(entry.shopper, claim))\n"
                "        self.entries[entry.sale, entry.shopper] = entry",
            ),
        ),
    ),
    Mutant(
        "offered over a claim",
        "an offer replaces what its shopper holds, and those units are gone",
        (
            Edit(
                LIST_IN_MEMORY,
                "can_stand = at_home and at_home.can_stand(entry.shopper)",
                "can_stand = at_home",
            ),
            Edit(f"{USE}.offer", "if found is _Home.HOLDS:", "if found is None:"),
        ),
    ),
    Mutant(
        "home and source are one lot, written twice",
        "the second write of the lot undoes the first: units are offered and stay there",
        (
            Edit(
                LIST_IN_MEMORY,
                "self.lots.lots[entry.sale, home].holding(entry.shopper, claim)",
                "at_home.holding(entry.shopper, claim)",
            ),
        ),
    ),
    Mutant(
        "offers only what came back",
        "somebody waits beside units that are on sale",
        (
            Edit(
                f"{USE}.offer",
                "    return lot.returned + lot.available",
                "    return lot.returned",
            ),
        ),
    ),
    Mutant(
        "waits for all that was asked for",
        "whoever wants two units keeps everybody from the one that is left",
        (
            Edit(
                f"{USE}.offer",
                "        return max(having, key=_units, default=None)",
                "        return None",
            ),
        ),
    ),
    Mutant(
        "struck off for wanting more than there is",
        "whoever wants two units is taken off the list when one comes back, and the next has it",
        (
            Edit(
                f"{USE}.offer",
                "        return max(having, key=_units, default=None)",
                "        return None",
            ),
            Edit(
                f"{USE}.offer",
                "                if source is None:\n                    return False\n",
                "                if source is None:\n"
                "                    desk.waiting.serve(entry.served(desk.now))\n"
                "                    return True\n",
            ),
        ),
    ),
    Mutant(
        "moved to the next pool unasked",
        "who is refused by one pool is given units of another, which come later and elsewhere",
        (
            Edit(
                f"{USE}.reserve",
                "    if stock.largest(asked.pool) < asked.quantity:\n",
                "    other = stock.next_pool(asked.pool, asked.quantity)\n"
                "    if other and stock.largest(asked.pool) < asked.quantity <= other.largest:\n"
                "        asked = asked._replace(pool=other.pool.pool)\n"
                "    if stock.largest(asked.pool) < asked.quantity:\n",
            ),
        ),
    ),
    Mutant(
        "offered units of another pool",
        "who waits for one pool is offered what came back to another",
        (
            Edit(
                f"{USE}.offer",
                "if lot.pool == pool and _units(lot)]",
                "if pool and _units(lot)]",
            ),
            Edit(
                LIST_IN_MEMORY,
                "is_asked = source and source.pool == entry.pool",
                "is_asked = source",
            ),
        ),
    ),
    Mutant(
        "joins again for what was wished for before",
        "who waits for another pool now stands in its list for units of the one before",
        (Edit(ENTRY, "            pool=wish.pool,\n", "            pool=self.pool,\n"),),
    ),
    Mutant(
        "the list ends with the sale",
        "what comes back on the days after it is offered to nobody, though they wait for it",
        (Edit(PLAN, "+ self.waitlist.days * DAY_MS", ""),),
    ),
    Mutant(
        "offered once the list is over",
        "units are held for who waited, though closing the sale has ended that",
        (
            Edit(
                f"{USE}.keep",
                "    if now < (sale.list_until or 0):",
                "    if sale.plan.waitlist is not None:",
            ),
        ),
    ),
    Mutant(
        "put on sale past the list",
        "what came back is on sale although somebody waits for it",
        (
            Edit(
                f"{USE}.keep",
                "        if not offers.has_units(pool) or not offers.serve(pool):\n",
                "        if not offers.has_units(pool):\n",
            ),
        ),
    ),
    Mutant(
        "stock added past the list",
        "what is added goes on sale although somebody waits for it",
        (Edit(f"{USE}.add_stock", "if sale.plan.waitlist is not None:", "if sale is None:"),),
    ),
    Mutant(
        "joins again at the old place",
        "who let an offer run out is the next to be offered the same unit",
        (
            Edit(
                f"{USE}.join_list",
                "now=now, ended_at=ended_at)",
                "now=standing.history[0].at, ended_at=0)",
            ),
        ),
    ),
    Mutant(
        "a turn is kept by who leaves",
        "the list is headed for ever by somebody who does not wait",
        (
            Edit(ENTRY, "event), turn=turn)", "event), turn=turn or self.turn)"),
            Edit(ENTRY, "assert (self.turn is not None) == (", "assert self.turn is not None or ("),
        ),
    ),
    Mutant(
        "an offer's time on the wall clock",
        "after a pause an offer stands longer than was said, while others wait",
        (Edit(f"{USE}.offer", "desk.sale.clock(at) + stands_ms", "at + stands_ms"),),
    ),
    Mutant(
        "nobody notes that an offer ran out",
        "its shopper is shown an offer that is none",
        (
            Edit(
                f"{USE}.relay_waiting",
                "        if bar.offered_to:",
                "        if bar.offered_to and bar.by is Actor.SHOPPER:",
            ),
        ),
    ),
    Mutant(
        "let go without saying whose offer it was",
        "nobody can note what became of it",
        (Edit(f"{USE}.barring", "    if claim.offered:", "    if claim is None:"),),
    ),
    Mutant(
        "a new entry for who joins again",
        "what was before is forgotten, and so is how often they joined",
        (
            Edit(
                LIST_IN_MEMORY,
                "return self.entries.setdefault((entry.sale, entry.shopper), entry)",
                "self.entries[entry.sale, entry.shopper] = entry\n        return entry",
            ),
        ),
    ),
    Mutant(
        "nobody is told of an offer",
        "an offer runs out before its shopper hears of it",
        (
            Edit(
                f"{USE}.relay_waiting",
                "        if event.what in TOLD and number",
                "        if event.what is EntryState.LAPSED and number",
            ),
        ),
    ),
    Mutant(
        "an offer is marked as told before it is",
        "a mail that did not go is never sent again, and the offer runs out unheard of",
        (
            Edit(
                f"{USE}.notify_waiting",
                "        mailer.send(write(sale, entry, event))\n"
                "    mark(partial(waiting.finish, sale_id, shopper, name, now))",
                "        waiting.finish(sale_id, shopper, name, now)\n"
                "        mailer.send(write(sale, entry, event))",
            ),
        ),
    ),
    Mutant(
        "offers are told without a lease",
        "two consumers mail one offer at once",
        (
            Edit(
                LIST_IN_MEMORY,
                "        if self.leases.get((sale, shopper, task), now) > now:\n"
                "            raise Taken\n",
                "",
            ),
        ),
    ),
    Mutant(
        "a delivery told late stands over the bounce",
        "a page says that a mail arrived which did not",
        (
            Edit(
                ORDERS_IN_MEMORY,
                '        if standing.posted.get(task, "") < fate:\n',
                "        if standing.posted.get(task) != fate:\n",
            ),
        ),
    ),
)
