"""A whole play against a fake shop, and the sizes and the exit status of the demonstration."""

import asyncio
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import altcha
import pytest
from rich.console import Console

from infra.local import demo, report
from infra.local.crowd.people import gather
from infra.local.demo import main
from infra.local.demo_arguments import asked
from infra.local.demonstration import write
from infra.local.keeping import kept
from infra.local.processes import StackError
from infra.local.progress import watching
from infra.local.stories.marketer import PlanRefusedError
from infra.local.stories.play import Crowd, Played, play
from infra.local.stories.story import Story
from infra.local.stories.windows7 import WINDOWS7
from infra.local.verdict.costs import Opened
from infra.local.verdict.judge import Verdict, judge
from tests.demo.cases import CHEAP, good_books, good_journal
from tests.demo.fake_shop import HANG_UP, FakeShop, Said, open_shop, sold_out

SALE = WINDOWS7.sale
CHALLENGE = altcha.create_challenge("PBKDF2/SHA-256", 1, counter=2).to_dict()


def test_the_story_is_played_in_its_own_size_unless_told_otherwise() -> None:
    (story,), *_ = asked([])

    assert (story.shoppers, story.units, story.limit) == (20_000, 1_000, 3)


def test_scale_multiplies_shoppers_and_units() -> None:
    (story,), *_ = asked(["--shoppers", "300", "--units", "40", "--scale", "0.1"])

    assert (story.shoppers, story.units) == (30, 4)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--shoppers", "0"],
        ["--shoppers", "200001"],
        ["--units", "-1"],
        ["--units", "many"],
        ["--scale", "0"],
        ["--scale", "nan"],
        ["--scale", "11"],
        ["--unknown"],
    ],
)
def test_a_size_that_makes_no_sense_ends_with_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


class FakeStack:
    """A shop that sells nothing, and an engine that counts nothing, at one address."""

    def __init__(self, port: int) -> None:
        self.api_url = self.engine_url = f"http://127.0.0.1:{port}"
        self.dies_at = 10**9
        self.checks = 0

    def check(self) -> None:
        self.checks += 1
        if self.checks >= self.dies_at:
            raise StackError("The process engine ended by signal 9.")


class FakeDemonstration:
    """Says when it is played and judged, and that its story's promises broke or held."""

    said: list[str]

    def __init__(self, story: Story, _engine: str, _build: Path) -> None:
        self._name = story.name

    def close(self) -> None:
        self.said.append(f"{self._name} ends")

    def play(self) -> None:
        self.said.append(f"{self._name} is played")

    def conclude(self) -> int:
        self.said.append(f"{self._name} is judged")
        return int(self._name == WINDOWS7.name)


def all_of(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, list[str]]:
    monkeypatch.setattr(demo, "Demonstration", FakeDemonstration)
    FakeDemonstration.said = []
    status = main(["--story", "all", *arguments])
    return status, [word for word in FakeDemonstration.said if not word.endswith("ends")]


def test_while_mails_of_a_small_story_are_late_the_next_is_played(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    status, said = all_of(monkeypatch, "--scale", "0.1")

    assert status == 1
    assert said[:6] == [
        "windows7 is played",
        "windows7 is judged",
        "oneplus-october is played",
        "oneplus-november is played",
        "oneplus-october is judged",
        "oneplus-november is judged",
    ]
    assert len(said) == 10
    assert said[-1] == "lumia-920 is judged"


def test_large_stories_are_played_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    status, said = all_of(monkeypatch)

    assert status == 1
    assert [word.rpartition(" ")[2] for word in said] == ["played", "judged"] * 5


def prepare(shop: FakeShop) -> None:
    """Let the marketer plan and publish, ann and ben sign in, and everybody be refused."""
    shop.will_say("POST /v1/admin/sales", Said(201, {"version": 3}))
    shop.will_say(f"PUT /v1/admin/sales/{SALE}", Said(200, {"version": 4}))
    shop.will_say(f"POST /v1/admin/sales/{SALE}/publication", Said(200, {"lots": 1}))
    shop.will_say(f"POST /v1/admin/sales/{SALE}/close", Said(200, {}))
    shop.will_say("POST /v1/shoppers/challenge", Said(200, {"challenge": CHALLENGE}))
    shop.will_say("POST /v1/shoppers", Said(202, {}))
    session = {"token": "t", "shopper": "s"}
    shop.will_say("POST /v1/shoppers/session", Said(200, session))
    shop.will_say(f"POST /v1/sales/{SALE}/reservation", sold_out())
    shop.will_say("GET /_engine/requests", Said(200, {"requests": [], "seconds": {}}))
    mail = {"to": ["shopper-000000@example.com"], "text": "http://x/sign-in.html#e30.e30.c2ln"}
    shop.will_say("GET /_engine/mails?after=0&most=200", Said(200, {"mails": [mail]}))


def played(prepare: Callable[[FakeShop], None], dies_at: int = 10**9) -> tuple[FakeShop, Played]:
    async def run() -> tuple[FakeShop, Played]:
        async with open_shop() as shop:
            prepare(shop)
            story = replace(WINDOWS7.sized(2, 1, 1.0), registering=1)
            people = gather(2, limit=3, registering=1, seed=1)
            stack = FakeStack(shop.port)
            stack.dies_at = dies_at
            crowd = Crowd(people, {1: "beforehand"}, "admin")
            with watching(io.StringIO()) as watch:
                return shop, await play(stack, story, crowd, watch, lead_ms=1_000)

    return asyncio.run(run())


def test_a_play_goes_from_the_plan_to_the_close() -> None:
    shop, done = played(prepare)

    asked = [request for request, _ in shop.asked if "engine" not in request]
    planned = shop.asked[0][1]
    assert asked[0] == "POST /v1/admin/sales"
    assert asked[-1] == f"POST /v1/admin/sales/{SALE}/close"
    assert [(pool["pool"], pool["units"]) for pool in planned["pools"]] == [("main", 1)]
    assert shop.count("POST /v1/shoppers") == 1
    [proof] = [body["proof"] for asked, body in shop.asked if asked == "POST /v1/shoppers"]
    assert altcha.Payload.from_base64(proof).solution.counter == 2
    assert {body["token"] for asked, body in shop.asked if asked.endswith("session")} == {
        "beforehand",
        "e30.e30.c2ln",
    }
    assert shop.count(f"POST /v1/sales/{SALE}/reservation") >= 2
    assert done.turned_away == 0
    assert len(done.journal.fates) == 2


def test_nobody_asks_before_the_opening_and_latency_counts_from_it() -> None:
    _, done = played(prepare)

    firsts = [ask.latency_seconds for ask in done.journal.asks if ask.first]
    assert len(firsts) >= 2
    assert all(0 <= seconds < 1 for seconds in firsts)


def test_an_engine_that_dies_in_mid_sale_ends_the_play_with_its_sentence() -> None:
    def never_answer(shop: FakeShop) -> None:
        prepare(shop)
        shop.script[f"POST /v1/sales/{SALE}/reservation"].clear()
        shop.will_say(f"POST /v1/sales/{SALE}/reservation", Said(HANG_UP))

    with pytest.raises(StackError, match="The process engine ended"):
        played(never_answer, dies_at=2)


def test_a_plan_that_is_refused_ends_the_play() -> None:
    def refuse(shop: FakeShop) -> None:
        shop.will_say("POST /v1/admin/sales", Said(400, {"code": "invalid_request"}))

    with pytest.raises(PlanRefusedError, match="invalid_request"):
        played(refuse)


def test_people_who_cannot_sign_in_are_counted() -> None:
    def turn_away(shop: FakeShop) -> None:
        prepare(shop)
        shop.script["POST /v1/shoppers/session"].clear()
        shop.will_say("POST /v1/shoppers/session", Said(401, {"code": "unauthenticated"}))

    _, done = played(turn_away)

    assert done.turned_away == 2


def shown(verdict: Verdict) -> str:
    opened = Opened({"requests": [], "seconds": {}}, {"requests": [], "seconds": {}}, 0, 1)
    done = Played(good_journal(), opened, 0)
    out = io.StringIO()
    report.show(WINDOWS7, done, verdict, Console(file=out, width=100))
    return out.getvalue()


def test_the_report_compares_then_and_now_and_ends_with_the_verdict() -> None:
    text = shown(judge(good_books(), good_journal(), CHEAP))

    assert "Service Unavailable" in text
    assert "sign-in tokens made beforehand" in text
    assert "Verdict: every promise held." in text


def test_the_report_names_each_broken_promise() -> None:
    text = shown(judge(replace(good_books(), notices=()), good_journal(), CHEAP))

    assert "Notices that an order's history calls for were never sent: 4." in text
    assert "every promise held" not in text


def test_the_numbers_are_written_as_json(tmp_path: Path) -> None:
    verdict = judge(good_books(), good_journal(), CHEAP)

    path = write(WINDOWS7, verdict, 61.04, tmp_path / "demo")

    written: dict[str, Any] = json.loads(path.read_text())
    assert path.name == "windows7.json"
    assert (written["units"], written["seconds"], written["broken"]) == (4, 61.0, [])


def test_without_a_terminal_progress_is_plain_lines() -> None:
    out = io.StringIO()

    with watching(out) as watch:
        watch.stage("The crowd signs in", 2)
        watch.step(2)
        watch.say("nearly there")
        watch.stage("The sale is open", 0)

    first, second, third, fourth = out.getvalue().splitlines()
    assert (first, third) == ("The crowd signs in ...", "The sale is open ...")
    assert second.startswith("The crowd signs in: 2 of 2, ")
    assert fourth.startswith("The sale is open: ")


def test_what_a_run_that_went_wrong_wrote_is_kept_in_a_place_of_its_own(tmp_path: Path) -> None:
    logs, build = tmp_path / "logs", tmp_path / "build"
    logs.mkdir()
    (logs / "pump-notices.log").write_text("message_again")

    sentence = kept("windows7", build, logs)

    (place,) = (build / "broken").iterdir()
    assert str(place) in sentence
    assert [(log.name, log.read_text()) for log in place.iterdir()] == [
        ("pump-notices.log", "message_again")
    ]
