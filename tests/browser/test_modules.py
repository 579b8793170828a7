"""The storefront's rules, one by one: its pure modules, run where they will run."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from infra.local.stack import Stack
from tests.browser.visit import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

Run = Callable[[str], Any]


@pytest.fixture(scope="module")
def run(browser: Browser, stack: Stack) -> Iterator[Run]:
    """Run statements that see all modules as `clock`, `backoff` and so on, and return something."""
    names = ("backoff", "clock", "dom", "format", "links", "texts", "withdrawal")
    imports = " ".join(f"const {name} = await import('/js/{name}.js');" for name in names)
    visitor = Visitor(browser, stack.api_url, "en")
    visitor.page.goto("/404.html")

    def in_page(statements: str) -> Any:
        return visitor.page.evaluate(f"async () => {{ {imports} {statements} }}")

    yield in_page
    assert visitor.leave() == []


@pytest.mark.parametrize(
    ("failures", "asked", "dice", "milliseconds"),
    [
        (0, 0, 0, 0),
        (0, 0, 0.5, 200),
        (1, 0, 0.5, 400),
        (4, 0, 0.5, 3_200),
        (5, 0, 0.5, 5_000),
        (60, 0, 0.5, 5_000),
        (0, 7, 0, 7_000),
        (0, 7, 0.5, 7_200),
    ],
)
def test_waits_double_up_to_ten_seconds_and_begin_after_what_was_asked_for(
    run: Run, failures: int, asked: int, dice: float, milliseconds: int
) -> None:
    assert run(f"return backoff.waitMs({failures}, {asked}, () => {dice})") == milliseconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, 0), ("0", 0), ("3", 3), ("86400", 120), ("-1", 0), ("Wed, 21 Oct 2026", 0)],
)
def test_a_server_may_ask_for_two_minutes_at_most(
    run: Run, header: str | None, seconds: int
) -> None:
    value = "null" if header is None else f"'{header}'"

    assert run(f"return backoff.retryAfterSeconds({value})") == seconds


@pytest.mark.parametrize(
    ("status", "failures", "again"),
    [
        (0, 99, True),
        (408, 99, True),
        (429, 99, True),
        (502, 99, True),
        (503, 99, True),
        (500, 2, True),
        (500, 3, False),
        (400, 1, False),
        (401, 1, False),
        (404, 1, False),
        (409, 1, False),
        (410, 1, False),
        (422, 1, False),
    ],
)
def test_only_what_may_pass_is_asked_again(
    run: Run, status: int, failures: int, *, again: bool
) -> None:
    assert run(f"return backoff.mayPass({status}, {failures})") is again


CLOCK = """
    let stopwatch = 1000, wall = 50_000_000;
    const ours = new clock.Clock(() => stopwatch, () => wall);
    const later = (ms) => { stopwatch += ms; wall += ms; };
    const server = 900_000_000_000;
"""


def test_until_an_answer_has_come_the_clock_is_the_machine_s(run: Run) -> None:
    known, now = run(f"{CLOCK} return [ours.isKnown, ours.now()]")

    assert (known, now) == (False, 50_000_000)


def test_the_clock_is_the_server_s_to_within_the_answer_s_way(run: Run) -> None:
    off = run(f"{CLOCK} ours.heard(server, 1000, 1200); later(5_000); return ours.now() - server")

    assert 4_800 <= off <= 6_200


def test_each_answer_makes_the_clock_more_exact(run: Run) -> None:
    off = run(
        f"""{CLOCK}
        later(200); ours.heard(server + 200, 1000, 1200);
        later(400); ours.heard(server + 400, 1590, 1600);
        return ours.now() - server - 600;"""
    )

    assert -200 <= off <= 1_000


def test_an_answer_from_a_cache_is_as_old_as_the_cache_says(run: Run) -> None:
    off = run(
        f"""{CLOCK}
        later(7_900); ours.heard(server, 8880, 8900, 7);
        return ours.now() - server - 7_900;"""
    )

    assert -1_000 <= off <= 1_000


def test_setting_the_machine_s_clock_makes_us_ask_anew(run: Run) -> None:
    known = run(
        f"{CLOCK} ours.heard(server, 1000, 1010); wall += 864_000_000; return ours.isKnown;"
    )

    assert known is False


def test_a_laptop_that_slept_makes_us_ask_anew(run: Run) -> None:
    known = run(f"{CLOCK} ours.heard(server, 1000, 1010); wall += 3_000; return ours.isKnown;")

    assert known is False


@pytest.mark.parametrize(
    ("cents", "currency", "locale", "text"),
    [
        (4997, "EUR", "de-DE", "49,97\xa0€"),
        (4997, "EUR", "en-GB", "€49.97"),
        (123_456_789, "PLN", "en-GB", "PLN\xa01,234,567.89"),
        (0, "GBP", "en-GB", "£0.00"),
    ],
)
def test_amounts_are_written_as_people_read_them(
    run: Run, cents: int, currency: str, locale: str, text: str
) -> None:
    money = f"{{amount: {cents}, currency: '{currency}'}}"

    assert run(f"return format.amount({money}, '{locale}')") == text


@pytest.mark.parametrize(
    ("zone", "day", "time"),
    [
        ("Europe/Berlin", "Sunday 25 October 2026", "02:30 CEST\u201302:30 CET"),
        ("UTC", "Sunday 25 October 2026", "00:30\u201301:30 UTC"),
        ("America/New_York", "Saturday 24 October 2026", "20:30\u201321:30 GMT-4"),
    ],
)
def test_a_window_over_a_change_of_the_clocks_names_both_hours(
    run: Run, zone: str, day: str, time: str
) -> None:
    instants = "Date.parse('2026-10-25T00:30:00Z'), Date.parse('2026-10-25T01:30:00Z')"

    shown = run(f"return format.span({instants}, 'en-GB', '{zone}')")

    assert (shown["day"].replace(",", ""), shown["time"]) == (day, time)


def test_a_window_over_midnight_keeps_its_two_days_apart(run: Run) -> None:
    instants = "Date.parse('2026-11-22T20:00:00Z'), Date.parse('2026-11-23T04:00:00Z')"

    shown = run(f"return format.span({instants}, 'de-DE', 'UTC')")

    assert shown["time"] == "20:00 \u2013 Montag, 23. November 2026, 04:00 UTC"


@pytest.mark.parametrize(
    ("pool", "name"),
    [("berlin", "Berlin"), ("new-york", "New York"), ("2-red-", "2 Red")],
)
def test_a_pool_s_id_is_shown_as_a_name(run: Run, pool: str, name: str) -> None:
    shown = run(f"return (await import('/js/sale-view.js')).poolName('{pool}')")

    assert shown == name


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (-1, "0:00"),
        (0, "0:00"),
        (1, "0:01"),
        (59_001, "1:00"),
        (600_000, "10:00"),
        (3_600_000, "1:00:00"),
        (90_061_000, "25:01:01"),
    ],
)
def test_nought_on_a_countdown_means_that_it_is_over(
    run: Run, milliseconds: int, text: str
) -> None:
    assert run(f"return format.stopwatch({milliseconds})") == text


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", "Monday, December 7, 2026"),
        ("Africa/Lagos", "Monday, December 7, 2026"),
        ("America/New_York", None),
        ("Asia/Tokyo", None),
    ],
)
def test_a_period_ends_with_a_day_only_where_it_is_midnight_then(
    run: Run, zone: str, day: str | None
) -> None:
    end = "Date.parse('2026-12-07T23:00:00Z')"

    assert run(f"return withdrawal.lastDay({end}, 'en-US', '{zone}')") == day


def test_both_languages_have_the_same_words_with_the_same_gaps(run: Run) -> None:
    pairs = run(
        """const gaps = (texts) => Object.fromEntries(Object.entries(texts).map(
               ([key, text]) => [key, (text.match(/\\{\\w+\\}/g) ?? []).sort().join()]));
           const read = async (name) => gaps((await import(`/texts/${name}.js`)).default);
           const parts = ['account', 'buy', 'draw', 'facts', 'line', 'list', 'order'];
           return await Promise.all(['', ...parts.map((part) => `${part}-`)].map(
             async (whose) => [await read(`${whose}de`), await read(`${whose}en`)]));"""
    )

    for german, english in pairs:
        assert german == english
        assert len(german) > 10


@pytest.mark.parametrize(
    ("wanted", "remembered", "language"),
    [
        (["de-AT", "en"], None, "de"),
        (["en-US", "de"], None, "en"),
        (["fr-FR", "de"], None, "de"),
        (["fr-FR"], None, "en"),
        ([], None, "en"),
        (["de"], "en", "en"),
        (["en"], "de", "de"),
        (["de"], "tlh", "de"),
    ],
)
def test_the_language_is_what_was_chosen_or_the_browser_s_first_that_we_speak(
    run: Run, wanted: list[str], remembered: str | None, language: str
) -> None:
    chosen = "null" if remembered is None else f"'{remembered}'"

    assert run(f"return texts.languageFor({wanted}, {chosen})") == language


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("buy.html?sale=phone", "buy.html?sale=phone"),
        ("orders.html", "orders.html"),
        ("https://third.example/", "index.html"),
        ("//third.example/buy.html", "index.html"),
        ("javascript:alert(1)", "index.html"),
        ("buy.html?sale=a#b", "index.html"),
        ("../buy.html", "index.html"),
    ],
)
def test_the_way_back_leads_to_our_own_pages_only(run: Run, asked: str, page: str) -> None:
    assert run(f"return links.ownPage('{asked}')") == page


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://dhl.example/1", "https://dhl.example/1"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("no address", None),
    ],
)
def test_a_link_from_outside_leads_to_the_web_or_nowhere(
    run: Run, address: str, kept: str | None
) -> None:
    assert run(f"return (await import('/js/order-view.js')).webAddress('{address}')") == kept
