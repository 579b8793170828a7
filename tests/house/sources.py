"""The project's own modules, read from their files: names, lines, imports. Nothing is imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
DEPLOYED = ("app", "sale_api", "chalicelib")


@dataclass(frozen=True)
class Module:
    name: str
    text: str
    is_package: bool = False

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imports(self, known: frozenset[str]) -> Iterator[str]:
        """Give every imported module by its full name; `known` are the project's own modules."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(node)
                members = {f"{origin}.{alias.name}" for alias in node.names}
                yield from members & known
                if members - known:
                    yield origin

    def strings(self) -> Iterator[str]:
        """Give every string constant."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        up = node.level - 1 if self.is_package else node.level
        parents = self.name.split(".")[: len(self.name.split(".")) - up]
        return ".".join([*parents, *filter(None, [node.module])])


@cache
def modules() -> dict[str, Module]:
    """Give the modules that are deployed, and those of `infra`, by name."""
    files = list(PROJECT.glob("app.py"))
    for package in ("sale_api", "chalicelib", "infra"):
        files += (PROJECT / package).rglob("*.py")
    found = {}
    for file in files:
        parts = file.relative_to(PROJECT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found[name] = Module(name, file.read_text(encoding="utf-8"), is_package)
    return found


def within(name: str, packages: tuple[str, ...]) -> bool:
    """Say whether the module is one of these packages, or inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)
