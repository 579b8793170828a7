"""The report of a demonstration, in words a marketer understands: then and now, and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.crowd.journal import Step
from infra.local.report_line import line_rows
from infra.local.report_parts import rows_of_parts
from infra.local.stories.play import CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.stories.play import Played
    from infra.local.stories.story import Story
    from infra.local.verdict.judge import Verdict

_WIDTH: Final = 100
_MS_SHOWN: Final = 100
_QUESTIONS: Final = {
    "opening": "Did it open on time?",
    "signing_in": "Could one sign in?",
    "price": "At which price?",
    "stock": "How many were there, and where did they go?",
    "busy": "What did the crowd see?",
    "invitations": "What was an invitation worth?",
    "line": "Who was served first?",
    "scripts": "Did scripts get more?",
    "basket": "Was it safe in the basket?",
    "order": "Did an order stay an order?",
    "pools": "What was one told whose shop had none?",
    "later": "Could one order what was to come?",
    "again": "What did it help to order again?",
    "cancelled": "What was one told who got nothing?",
    "gift": "Was it made good?",
    "waiting": "What was a place on the waiting list worth?",
    "kept_price": "Was the price kept?",
    "truth": "Could one find out the truth?",
    "mails": "Were people told by mail?",
}


def show(story: Story, played: Played, verdict: Verdict, console: Console | None = None) -> None:
    """Print the comparison, the numbers and the verdict on standard output unless told where."""
    console = console or Console(width=None if Console().is_terminal else _WIDTH)
    console.print()
    console.print(_comparison(story, _now(story, played, verdict)))
    console.print(_played_how(story, played, verdict), highlight=False)
    console.print()
    console.print(_numbers(verdict))
    console.print()
    console.print(_sentence(verdict), highlight=False)


def _comparison(story: Story, now: Mapping[str, str]) -> Table:
    table = Table(title=f"{story.title}: then and now", title_justify="left", show_lines=True)
    table.add_column("")
    table.add_column("Then, as reported", ratio=1)
    table.add_column("Now, in this run", ratio=1)
    for row, question in _QUESTIONS.items():
        if row in now:
            table.add_row(question, story.then.get(row, "not reported"), now[row])
    return table


def _now(story: Story, played: Played, verdict: Verdict) -> dict[str, str]:
    price, reference = story.plan["price"], story.plan.get("reference_price")
    journal = played.journal
    left = verdict.units - verdict.ordered
    given_up = sum(1 for fate in journal.fates.values() for hold in fate.holds if not hold.ordered)
    return {
        "opening": f"From its hour on half of the first answers came within "
        f"{_first_answers(verdict)}",
        "price": f"{_money(price)} instead of {_money(reference)}" if reference else _money(price),
        "stock": f"{verdict.units:,} units, said beforehand: {verdict.ordered:,} ordered by "
        f"{verdict.orders_count:,} shoppers, {left:,} left",
        "busy": f'A plain "sold out", {verdict.refusals:,} times; server errors: '
        f"{verdict.server_errors:,}; asked to try again: {verdict.asked_to_retry:,}, of whom "
        f"never answered: {verdict.unanswered:,}",
        "basket": f"Lost before their time was up: {verdict.broken_holds:,}. Too late at a busy "
        f"checkout: {verdict.overtaken_orders:,}. Baskets given up: {given_up:,}; their units were "
        "offered again",
        "order": f"Orders lost: {verdict.orders_lost:,} of {verdict.orders_count:,}. Units passed "
        f"on to be packed: {verdict.fulfilled:,} of {verdict.ordered:,}",
        "kept_price": f"Orders at another price than was announced: {verdict.mispriced:,}; other "
        f"than their shopper was told: {verdict.orders_lost:,}",
        "truth": f"The orders' own pages were looked at: {journal.count(Step.ORDER_PAGE):,}; other "
        f"than was told: {len(journal.wrong_pages):,}. Notices sent: {verdict.notices_sent:,}, "
        f"missing: {verdict.notices_missing:,}",
        **line_rows(story, played, verdict),
        **rows_of_parts(verdict),
    }


def _first_answers(verdict: Verdict) -> str:
    accepted, refused = verdict.latency_ms["accepted"], verdict.latency_ms["refused"]
    return f"{_seconds(accepted['p50'])} (yes) and {_seconds(refused['p50'])} (no)"


def _played_how(story: Story, played: Played, verdict: Verdict) -> str:
    registered = sum(1 for fate in played.journal.fates.values() if fate.registered)
    chosen = "; ".join(story.chosen)
    return (
        f"Chosen, since no report says it: {chosen}.\n"
        f"{registered:,} shoppers registered through a mailed link; the other "
        f"{verdict.shoppers - registered:,} came with sign-in tokens made beforehand. All else is "
        f"HTTP: {verdict.requests:,} requests, at most {CONNECTIONS} at a time."
    )


def _numbers(verdict: Verdict) -> Table:
    table = Table(title="How long people waited, and what it cost", title_justify="left")
    table.add_column("")
    table.add_column("half within", justify="right")
    table.add_column("99 in 100 within", justify="right")
    names = {
        "accepted": "Units reserved, asked at the opening",
        "refused": "Sold out, asked at the opening",
        "ordered": "Ordered",
        "accepted_later": "Units reserved, asked again later",
        "refused_later": "Sold out, asked again later",
    }
    for key, name in names.items():
        latency = verdict.latency_ms[key]
        table.add_row(name, _seconds(latency["p50"]), _seconds(latency["p99"]))
    if costs := verdict.costs:
        table.add_section()
        refusing, every = f"{costs.refusing_reads_mean:.2f}", f"{costs.reads_mean:.2f}"
        table.add_row("Database writes for each refusal", f"{costs.writes_per_refusal:.4f}", "")
        table.add_row("Reads of sale and levels, each process and second", refusing, "")
        table.add_row("Reads of every table, each process and second", every, "")
    return table


def _sentence(verdict: Verdict) -> Text:
    unsaid = verdict.not_judged
    if not verdict.broken:
        promises = "every promise that was judged held" if unsaid else "every promise held"
        kept = (
            f"Verdict: {promises}. {verdict.oversold} oversold, {verdict.undersold} undersold, "
            f"{verdict.duplicates} duplicates, {verdict.orders_lost} orders lost, "
            f"{verdict.unanswered} unanswered, {verdict.server_errors} server errors, "
            f"{verdict.notices_missing} notices missing; {verdict.shoppers:,} shoppers have their "
            "final answer."
        )
        return Text("\n".join([kept, *unsaid]), style="bold green")
    lines = ["Verdict: promises were broken.", *(f"  - {broken}" for broken in verdict.broken)]
    return Text("\n".join([*lines, *unsaid]), style="bold red")


def _seconds(milliseconds: int | None) -> str:
    if milliseconds is None:
        return "-"
    return f"{milliseconds} ms" if milliseconds < _MS_SHOWN else f"{milliseconds / 1000:.2f} s"


def _money(money: Mapping[str, Any]) -> str:
    return f"{money['amount'] / 100:.2f} {money['currency']}"
