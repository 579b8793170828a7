import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import Module, modules

MODULE_LINES = 200
FUNCTION_LINES = 40
REASON = "Over 200 lines because "


def long_functions(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{module.name}.{node.name} has {lines} lines"


def is_too_long(module: Module) -> bool:
    long = len(module.text.splitlines()) > MODULE_LINES
    return long and REASON not in (ast.get_docstring(module.tree) or "")


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_fits_on_a_few_screens_or_gives_its_reason(name: str) -> None:
    assert not is_too_long(modules()[name])


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_function_fits_on_one_screen(name: str) -> None:
    assert list(long_functions(modules()[name])) == []


def test_a_module_of_200_lines_is_not_too_long() -> None:
    assert not is_too_long(Module("a", "pass\n" * 200))


def test_a_module_of_201_lines_is_too_long() -> None:
    assert is_too_long(Module("a", "pass\n" * 201))


def test_a_reason_excuses_a_long_module() -> None:
    assert not is_too_long(Module("a", f'"""A. {REASON}it is a table."""\n' + "pass\n" * 201))


def test_a_function_of_41_lines_is_found() -> None:
    module = Module("a", "def f() -> None:\n" + "    pass\n" * 40)

    assert list(long_functions(module)) == ["a.f has 41 lines"]


def test_a_function_of_40_lines_passes() -> None:
    assert not list(long_functions(Module("a", "def f() -> None:\n" + "    pass\n" * 39)))
