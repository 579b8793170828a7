"""The draw's page says enough: whoever reads it alone computes what the product computes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.draw.vectors import KEPT, PAGE, as_json

HERE = Path(__file__).parent
STOREFRONT = HERE.parents[1] / "storefront" / "js" / "draw.js"
Vectors = dict[str, Any]

with_node = pytest.mark.skipif(
    not shutil.which("node"),
    reason="NOT TESTED: the draw's verifiers in JavaScript, for there is no node here. "
    "Install Node.js 20 or newer.",
)


@pytest.fixture
def kept() -> Vectors:
    read: Vectors = json.loads(KEPT.read_text(encoding="utf-8"))
    return read


def node(script: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    """Run a script beside this file."""
    return subprocess.run(
        ["node", HERE / script, *arguments], check=False, capture_output=True, text=True
    )


def test_the_product_draws_as_the_vectors_say() -> None:
    assert KEPT.read_text(encoding="utf-8") == as_json()


def test_the_example_of_the_page_is_the_first_of_the_vectors(kept: Vectors) -> None:
    page = PAGE.read_text(encoding="utf-8")
    place, digest = kept["places"][0], kept["digests"][1]

    assert all(f"`{told}`" in page for told in (*place.values(), digest["digest"]))
    assert digest["shoppers"] == [place["shopper"]]


def test_the_bytes_of_the_page_are_the_fields_behind_their_lengths(kept: Vectors) -> None:
    (listed,) = re.findall(r"```\n((?:[0-9a-f]{8} [0-9a-f]+\n)+)```", PAGE.read_text("utf-8"))
    fields = [
        (int(length, 16), bytes.fromhex(field))
        for length, field in (line.split() for line in listed.splitlines())
    ]

    place = kept["places"][0]
    beacon, told = bytes.fromhex(place["beacon"]), ("sale", "window", "shopper")
    assert all(length == len(field) for length, field in fields)
    assert [field for _, field in fields] == [
        kept["version"].encode(),
        b"place",
        beacon,
        *(str(place[name]).encode() for name in told),
    ]


def test_the_verifier_in_the_page_agrees_with_every_vector(kept: Vectors) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    its: dict[str, Callable[..., Any]] = {}
    exec(code, its)  # noqa: S102 - the page's own lines

    for each in kept["places"]:
        seed, beacon = bytes.fromhex(each["seed"]), bytes.fromhex(each["beacon"])
        place = its["place"](seed, beacon, each["sale"], each["window"], each["shopper"])
        assert f"{place:016x}" == each["place"]
    for each in kept["digests"]:
        assert its["digest"](each["sale"], each["window"], each["shoppers"]) == each["digest"]
    for each in kept["instants"]:
        names = ("opens_at", "delay_ms", "spread_ms", "joined_at")
        served = its["served_at"](*(each[name] for name in names), int(each["place"], 16))
        assert served == each["served_at"]


@with_node
def test_a_verifier_written_from_the_page_alone_agrees_with_every_vector(kept: Vectors) -> None:
    many = 1 + 2 * len(kept["places"]) + len(kept["digests"]) + len(kept["instants"])

    ran = node("verify.mjs", KEPT)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"{many} of {many} agree\n"


@with_node
@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("places", "place", "a650e8501101315c"),
        ("places", "commitment", "00" * 32),
        ("places", "window", 1),
        ("digests", "digest", "00" * 32),
        ("instants", "served_at", 1_790_848_810_001),
    ],
)
def test_the_verifier_finds_a_vector_that_is_wrong(
    kept: Vectors, tmp_path: Path, kind: str, name: str, value: object
) -> None:
    kept[kind][0][name] = value
    wrong = tmp_path / "vectors.json"
    wrong.write_text(json.dumps(kept), encoding="utf-8")

    ran = node("verify.mjs", wrong)

    assert ran.returncode == 1
    assert ran.stderr.count("told") == 1


@with_node
def test_the_storefront_computes_every_place_and_instant(kept: Vectors, tmp_path: Path) -> None:
    module = tmp_path / "draw.mjs"
    shutil.copy(STOREFRONT, module)
    many = 2 * len(kept["places"]) + len(kept["instants"])

    ran = node("page.mjs", KEPT, module)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"{many} of {many} agree\n"
