"""What refusing cost, from two reports of the engine."""

from typing import Any

from infra.local.verdict.costs import Opened, costs

ROW = ("client", "service", "operation", "table", "outcome", "count")


def report(*rows: tuple[str, str, str, str, str, int], **seconds: Any) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in seconds.items()}
    return {"requests": [dict(zip(ROW, row, strict=True)) for row in rows], "seconds": named}


def spent(*rows: tuple[str, str, str, str, str, int], **seconds: Any) -> Opened:
    before = report(("api-1", "dynamodb", "PutItem", "sale-local-lots", "refused", 5))
    return Opened(before, report(*rows, **seconds), from_second=100.0, to_second=110.0)


def test_writes_whose_condition_failed_and_published_levels_are_for_nothing() -> None:
    opened = spent(
        ("api-1", "dynamodb", "PutItem", "sale-local-lots", "refused", 6),
        ("api-1", "dynamodb", "UpdateItem", "sale-local-lots", "ok", 100),
        ("api-2", "dynamodb", "UpdateItem", "sale-local-levels", "ok", 2),
        ("api-2", "dynamodb", "TransactWriteItems", "sale-local-lots", "refused", 3),
    )

    found = costs(opened, refusals=100)

    assert found.writes_for_nothing == 1 + 2 + 3 * 2
    assert found.writes_per_refusal == 0.09


def test_what_workers_write_and_other_services_do_is_not_the_refusals() -> None:
    opened = spent(
        ("pump-keep", "dynamodb", "UpdateItem", "sale-local-levels", "ok", 9),
        ("api-1", "sqs", "PutItem", "", "error", 9),
    )

    assert costs(opened, refusals=1).writes_for_nothing == 0


def test_reads_to_refuse_are_those_of_the_sale_and_its_levels() -> None:
    opened = spent(
        ("api-1", "dynamodb", "GetItem", "sale-local-sales", "ok", 20),
        ("api-2", "dynamodb", "GetItem", "sale-local-levels", "ok", 10),
        ("api-2", "dynamodb", "GetItem", "sale-local-lots", "ok", 40),
        ("pump-keep", "dynamodb", "GetItem", "sale-local-levels", "ok", 99),
        api_1=[(99, 50, 0), (100, 7, 0)],
        api_2=[(105, 9, 0), (111, 60, 0)],
        pump_keep=[(105, 99, 0)],
    )

    found = costs(opened, refusals=1)

    assert found.api_processes == 2
    assert found.refusing_reads_mean == 1.5
    assert found.reads_mean == 3.5
    assert found.reads_most == 9
    assert found.reads_by_table == {"levels": 0.5, "lots": 2.0, "sales": 1.0}


def test_no_refusal_divides_by_nothing() -> None:
    assert costs(spent(), refusals=0).writes_per_refusal == 0.0
