"""The marketer's way to a sale: `plan_sale`, `publish`, `steer`, `live`; and `register`."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from sale_api.domain.draw import commitment
from sale_api.domain.errors import (
    InvalidRequest,
    NotFound,
    RequestReused,
    StaleVersion,
    TryAgain,
    WrongState,
)
from sale_api.domain.goods import Arrivals
from sale_api.domain.line import WindowDraw
from sale_api.domain.moves import OrderState
from sale_api.domain.payment import Payment
from sale_api.domain.plan import Line, Pool
from sale_api.domain.planning import Draft
from sale_api.domain.sale import Sale, State
from sale_api.ports import Queue, Unknown
from sale_api.usecases.find_orders import summary_of
from sale_api.usecases.live import live
from sale_api.usecases.plan_sale import Planned, change_plan, plan_sale
from sale_api.usecases.publish import publish
from sale_api.usecases.steer import TRIES, close, pause, read_sale, resume
from tests.fakes import (
    FakeChance,
    FakeGoods,
    FakeLots,
    FakeOrders,
    FakePublished,
    FakeSales,
    FakeSeeds,
)
from tests.sale_api.given import GRACE, HOLD, PREPAYMENT, SALE, SECOND, a_draft
from tests.sale_api.hindered import hindered, lose, refuse
from tests.sale_api.shop import Shop

NOW = 1_796_000_000_000


class Office:
    """A marketer's desk: plans in memory, lots and levels to lay out."""

    def __init__(self) -> None:
        self.sales = FakeSales()
        self.published = FakePublished()
        self.lots = FakeLots(self.published)
        self.goods = FakeGoods(FakeOrders())
        self.now = NOW
        self.seeds = FakeSeeds()
        self.chance = FakeChance()

    def plan(self, draft: Draft | None = None, sale: str = SALE) -> Planned:
        return plan_sale(
            sale_id=sale, draft=draft or a_draft(), by="eva", now=self.now, sales=self.sales
        )

    def change(self, version: int, draft: Draft) -> Sale:
        return change_plan(
            sale_id=SALE,
            version=version,
            draft=draft,
            by="eva",
            now=self.now,
            sales=self.sales,
            seeds=self.seeds,
            chance=self.chance,
        )

    def publish(self) -> Sale:
        return publish(
            sale_id=SALE,
            by="eva",
            now=self.now,
            sales=self.sales,
            lots=self.lots,
            published=self.published,
            goods=self.goods,
            seeds=self.seeds,
            chance=self.chance,
        )


@pytest.fixture
def office() -> Office:
    return Office()


OTHER = replace(a_draft(), title="Windows 8")


def test_a_sale_is_planned_under_the_id_that_the_marketer_chose(office: Office) -> None:
    planned = office.plan()

    assert planned.new
    assert office.sales.sales == {SALE: planned.sale}
    assert (planned.sale.version, planned.sale.state) == (1, State.DRAFT)
    change = planned.sale.history[0]
    assert (change.at, change.by, change.what) == (NOW, "eva", "planned")


def test_the_same_plan_again_is_the_same_sale(office: Office) -> None:
    first = office.plan()
    office.now += SECOND

    again = office.plan()

    assert again == Planned(first.sale, new=False)


def test_another_plan_under_a_taken_id_is_refused_with_the_sale_that_has_it(
    office: Office,
) -> None:
    first = office.plan()

    with pytest.raises(RequestReused) as refused:
        office.plan(OTHER)

    assert refused.value.data == {"standing": first.sale}


@pytest.mark.parametrize("name", ["ab", "A", "-abc", "a" * 41])
def test_an_id_that_cannot_be_one_is_refused(office: Office, name: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        office.plan(sale=name)

    assert list(refused.value.fields) == ["sale"]
    assert office.sales.sales == {}


def test_a_plan_is_changed_as_the_next_version(office: Office) -> None:
    office.plan()
    office.now += SECOND

    changed = office.change(1, OTHER)

    assert (changed.version, changed.plan.title) == (2, "Windows 8")
    assert changed.history[-1].what == "changed"
    assert office.sales.sales[SALE] == changed


@pytest.mark.parametrize("version", [0, 2])
def test_who_changes_another_version_is_told_the_current_one(office: Office, version: int) -> None:
    office.plan()

    with pytest.raises(StaleVersion) as refused:
        office.change(version, OTHER)

    assert refused.value.data == {"version": 1}


def test_a_change_asked_again_after_a_lost_answer_is_the_same_answer(office: Office) -> None:
    office.plan()
    changed = office.change(1, OTHER)
    office.now += SECOND

    assert office.change(1, OTHER) == changed


def test_a_change_to_the_same_plan_changes_nothing(office: Office) -> None:
    planned = office.plan().sale

    assert office.change(1, a_draft()) == planned
    assert office.sales.sales[SALE] == planned


def test_who_is_overtaken_between_read_and_write_is_told_the_version_then(office: Office) -> None:
    office.plan()
    sales = office.sales

    def overtake(*_: object) -> None:
        office.sales = sales
        office.change(1, replace(a_draft(), title="Windows 9"))

    office.sales = hindered(sales, "replace", before=[overtake])

    with pytest.raises(StaleVersion) as refused:
        office.change(1, OTHER)

    assert refused.value.data == {"version": 2}
    assert sales.sales[SALE].plan.title == "Windows 9"


def test_a_published_plan_keeps_what_people_came_for(office: Office) -> None:
    office.plan()
    published = office.publish()

    with pytest.raises(WrongState):
        office.change(published.version, replace(a_draft(), limit=1))
    assert office.change(published.version, OTHER).plan.title == "Windows 8"


def test_publishing_lays_out_lots_and_levels_and_lets_the_sale_be_seen(office: Office) -> None:
    office.plan()

    published = office.publish()

    assert published.state is State.PUBLISHED
    assert [change.what for change in published.history] == [
        "planned",
        "frozen for publication",
        "published",
    ]
    assert [lot.available for lot in office.lots.lots.values()] == [20]
    assert office.published.levels[SALE].levels == (20,)


def test_publishing_again_changes_nothing(office: Office) -> None:
    office.plan()
    published = office.publish()
    office.now += SECOND

    assert office.publish() == published


def test_publishing_goes_on_where_it_stopped_with_the_plan_as_it_was_frozen(
    office: Office,
) -> None:
    office.plan()
    lots, published = office.lots, office.published
    office.published = hindered(published, "create", before=[lose])
    with pytest.raises(Unknown):
        office.publish()
    with pytest.raises(WrongState):
        office.change(2, replace(a_draft(), pools=[Pool("main", 30)]))
    laid_out = dict(lots.lots)
    office.published = published

    office.publish()

    assert lots.lots == laid_out
    assert office.sales.sales[SALE].is_public


def test_two_who_publish_at_once_publish_once(office: Office) -> None:
    office.plan()
    sales, published = office.sales, office.published

    def overtake(*_: object) -> None:
        office.published = published
        office.publish()

    office.published = hindered(published, "create", before=[overtake])

    office.publish()

    assert sales.sales[SALE].version == 3


def test_a_sale_whose_windows_are_over_is_not_published(office: Office) -> None:
    sale = office.plan().sale
    office.now = sale.ends_at

    with pytest.raises(WrongState):
        office.publish()

    office.now -= 1
    assert office.publish().is_public


TO_COME = Pool("main", 32, delivers_by="2027-01-31", to_come=True, payment=Payment.PREPAYMENT)


def test_goods_to_come_are_counted_from_nought_on(office: Office) -> None:
    office.plan(replace(a_draft(), pools=[TO_COME], prepayment=PREPAYMENT))

    office.publish()
    office.goods.arrive(SALE, "main", "monday", 3)
    office.publish()

    assert office.goods.find(SALE, "main") == Arrivals(SALE, "main", {"monday": 3})


def test_a_sale_that_there_is_not_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        read_sale(sale_id=SALE, sales=office.sales)
    with pytest.raises(NotFound):
        office.publish()
    with pytest.raises(NotFound):
        office.change(1, a_draft())


Steer = Callable[..., Sale]


@pytest.mark.parametrize("steer", [pause, close])
def test_halting_and_closing_again_are_the_same_answer(office: Office, steer: Steer) -> None:
    office.plan()
    office.publish()
    first = steer(sale_id=SALE, by="eva", reason="why", now=NOW, sales=office.sales)

    again = steer(sale_id=SALE, by="eva", reason="why", now=NOW + 9, sales=office.sales)

    assert again == first == office.sales.sales[SALE]
    assert first.history[-1].reason == "why"


def test_a_halted_sale_goes_on_and_its_history_says_so(office: Office) -> None:
    office.plan()
    office.publish()
    pause(sale_id=SALE, by="eva", reason="a wrong price", now=NOW, sales=office.sales)

    running = resume(sale_id=SALE, by="eva", reason="", now=NOW + 5, sales=office.sales)

    assert not running.is_paused
    assert [change.what for change in running.history[-2:]] == ["paused", "resumed"]
    assert office.sales.sales[SALE] == running


def test_a_halted_sale_can_be_closed(office: Office) -> None:
    office.plan()
    office.publish()
    pause(sale_id=SALE, by="eva", reason="a wrong price", now=NOW, sales=office.sales)

    closed = close(sale_id=SALE, by="eva", reason="", now=NOW + 5, sales=office.sales)

    assert office.sales.sales[SALE] == closed
    assert (closed.is_paused, closed.closed_at) == (False, NOW + 5)


def test_who_is_overtaken_while_steering_reads_again_four_times_at_most(office: Office) -> None:
    office.plan()
    office.publish()
    sales = office.sales

    def pause_with(refusals: int) -> Sale:
        busy = hindered(sales, "replace", before=[refuse] * refusals)
        return pause(sale_id=SALE, by="eva", reason="why", now=NOW, sales=busy)

    with pytest.raises(TryAgain):
        pause_with(TRIES)
    assert pause_with(TRIES - 1).is_paused


def test_live_counts_say_where_every_unit_is() -> None:
    shop = Shop()
    orders = [
        shop.order(shop.reserve(shop.shopper(nth=nth), nth + 1).reservation).order
        for nth in range(3)
    ]
    for order in orders:
        shop.views.record(summary_of(order))
    shop.now += HOLD + GRACE + SECOND
    shop.keep()
    shop.cancel(orders[0], resell=False)
    shop.cancel(orders[1])
    shop.reserve(shop.shopper(nth=3), 2)
    shop.queues.send(Queue.NOTICES, [{}])

    counts = live(
        sale_id=SALE, sales=shop.sales, lots=shop.lots, views=shop.views, queues=shop.queues
    )

    assert (counts.units, counts.available, counts.returned) == (20, 12, 2)
    assert (counts.written_off, counts.held, counts.ordered) == (1, 2, 3)
    assert counts.orders == {OrderState.PLACED: 3}
    assert counts.queues[Queue.NOTICES] == (1, 0)


def test_a_sale_that_is_not_published_has_no_units_yet(office: Office) -> None:
    office.plan()
    shop = Shop()

    counts = live(
        sale_id=SALE, sales=office.sales, lots=shop.lots, views=shop.views, queues=shop.queues
    )

    assert (counts.units, counts.available, counts.held) == (0, 0, 0)
    assert counts.sale.state is State.DRAFT


LINED = replace(a_draft(), line=Line(10, 60))
TWICE = replace(LINED, windows=[*LINED.windows, ("2026-12-02T09:00:00", "2026-12-02T10:00:00")])


def test_publishing_commits_to_a_seed_for_each_window(office: Office) -> None:
    office.plan(TWICE)

    sale = office.publish()

    first, second = (draw.commitment for draw in sale.draws)
    assert first != second
    assert [commitment(office.seeds.seeds[each]) for each in (first, second)] == [first, second]
    assert sale.draws == tuple(WindowDraw(commitment=each) for each in (first, second))


def test_publishing_again_leaves_the_commitments(office: Office) -> None:
    office.plan(LINED)
    sale = office.publish()

    assert office.publish().draws == sale.draws
    assert len(office.seeds.seeds) == 1


@pytest.mark.parametrize("line", [None, Line(5, 0)])
def test_where_nothing_is_drawn_there_is_no_seed(office: Office, line: Line | None) -> None:
    office.plan(replace(a_draft(), line=line))

    assert office.publish().draws == ()
    assert office.seeds.seeds == {}


class Deaf(FakeSeeds):
    """A table of seeds that does not answer."""

    def keep(self, _: bytes) -> None:
        raise Unknown


def test_seeds_are_kept_before_the_sale_names_their_commitments(office: Office) -> None:
    office.plan(LINED)
    seeds, office.seeds = office.seeds, Deaf()

    with pytest.raises(Unknown):
        office.publish()
    assert not office.sales.sales[SALE].is_public

    office.seeds = seeds
    (draw,) = office.publish().draws
    assert draw.commitment in seeds.seeds


def test_a_window_that_is_added_later_has_a_draw_of_its_own(office: Office) -> None:
    office.plan(LINED)
    published = office.publish()

    changed = office.change(published.version, TWICE)

    assert changed.draws[:1] == published.draws
    assert len(changed.draws) == 2
    assert changed.draws[1].commitment in office.seeds.seeds


def test_a_draft_with_another_window_has_no_draw_yet(office: Office) -> None:
    office.plan(LINED)

    assert office.change(1, TWICE).draws == ()
    assert office.seeds.seeds == {}
