import pytest

from tests.house.rules import RULES, Rule, rule_of
from tests.house.sources import DEPLOYED, Module, modules, within

STARTED = ("app", "infra.local.demo", "infra.local.serve")
"""Started by name: by Lambda, and by infra.local's __main__ with the command that it was given."""


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_imports_only_what_its_rule_allows(name: str) -> None:
    rule = rule_of(name)

    faults = list(rule.broken_by(modules()[name], frozenset(modules()))) if rule else []

    assert faults == []


def test_every_deployed_module_has_a_rule() -> None:
    deployed = [name for name in modules() if within(name, DEPLOYED)]

    assert [name for name in deployed if rule_of(name) is None] == []


def test_every_rule_has_a_module_to_obey_it() -> None:
    obeyed = {rule_of(name) for name in modules()}

    assert [rule.of for rule in RULES if rule not in obeyed] == []


def test_no_module_is_dead() -> None:
    known = frozenset(modules())
    used = {
        name
        for module in modules().values()
        for name in (*module.imports(known), *module.strings())  # python -m names a module too
    }
    commands = {name for name, module in modules().items() if "__main__" in module.strings()}
    alive = {*used, *commands, *STARTED}

    dead = [
        name for name, module in modules().items() if not module.is_package and name not in alive
    ]

    assert dead == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("import botocore", "botocore"),
        ("import os.path", "os.path"),
        ("from chalicelib import aws", "chalicelib.aws"),
        ("def late():\n    from chalicelib.aws.lots import Lots", "chalicelib.aws.lots"),
        ("from ..usecases import reserve", "sale_api.usecases.reserve"),
        ("from time import time as instant", "time"),
    ],
)
def test_an_import_that_is_not_allowed_is_found(text: str, fault: str) -> None:
    known = frozenset({"chalicelib.aws", "chalicelib.aws.lots", "sale_api.usecases.reserve"})
    module = Module("sale_api.domain.lot", text)
    rule = Rule("sale_api.domain", ("sale_api.domain",), ("os", "time"))

    faults = list(rule.broken_by(module, known))

    assert faults == [f"sale_api.domain.lot may not import {fault}"]


def test_an_import_that_is_allowed_passes() -> None:
    module = Module("sale_api.domain.lot", "import math\nfrom . import money\nfrom .money import M")
    rule = Rule("sale_api.domain", ("sale_api.domain",), ("os",))

    faults = list(rule.broken_by(module, frozenset({"sale_api.domain.money"})))

    assert faults == []
