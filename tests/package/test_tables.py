"""The template's tables are those that the code reads and writes."""

from typing import Any

import pytest

from chalicelib.aws.tables import TABLES
from infra.aws.template import joined

RESOURCES: dict[str, Any] = joined()["Resources"]
DEPLOYED = {
    entry["Properties"]["TableName"]["Fn::Sub"].removeprefix("sale-${Stage}-"): entry["Properties"]
    for entry in RESOURCES.values()
    if entry.get("Type") == "AWS::DynamoDB::Table"
}


def keys(table: dict[str, Any]) -> dict[str, str]:
    return {key["KeyType"]: key["AttributeName"] for key in table["KeySchema"]}


def types(table: dict[str, Any]) -> dict[str, str]:
    return {key["AttributeName"]: key["AttributeType"] for key in table["AttributeDefinitions"]}


def test_the_template_has_the_tables_of_the_code() -> None:
    assert DEPLOYED.keys() == TABLES.keys()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_keys_of_its_items(name: str) -> None:
    schema = TABLES[name]._get_schema()

    expected = {key["KeyType"]: key["AttributeName"] for key in schema["key_schema"]}

    assert keys(DEPLOYED[name]) == expected
    assert types(DEPLOYED[name]) == {
        key["AttributeName"]: key["AttributeType"] for key in schema["attribute_definitions"]
    }


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_indexes_of_its_items(name: str) -> None:
    schema: Any = TABLES[name]._get_schema()

    for deployed, described in (
        ("GlobalSecondaryIndexes", "global_secondary_indexes"),
        ("LocalSecondaryIndexes", "local_secondary_indexes"),
    ):
        found = {
            index["IndexName"]: (keys(index), index["Projection"]["ProjectionType"])
            for index in DEPLOYED[name].get(deployed, [])
        }
        assert found == {
            index["index_name"]: (
                {key["KeyType"]: key["AttributeName"] for key in index["key_schema"]},
                index["projection"]["ProjectionType"],
            )
            for index in schema[described]
        }


@pytest.mark.parametrize("name", TABLES)
def test_a_table_forgets_when_its_items_say(name: str) -> None:
    told = DEPLOYED[name].get("TimeToLiveSpecification", {})

    forget_at = getattr(TABLES[name].Meta, "time_to_live", None)

    assert told.get("AttributeName") == forget_at
    assert bool(forget_at) is told.get("Enabled", False)
    assert forget_at is None or forget_at in TABLES[name].get_attributes()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_streams_what_its_items_say(name: str) -> None:
    stream = DEPLOYED[name].get("StreamSpecification", {}).get("StreamViewType")

    assert stream == getattr(TABLES[name].Meta, "stream_view_type", None)
