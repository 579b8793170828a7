"""Installs engines beside the interpreter that runs this: each by its own packager, pinned.

    python -m infra.local.engines.install dynoxide ministack

ministack gets a virtual environment of its own, since it insists on another botocore than Lambda
gets. dynoxide is one binary in an npm package, held to the checksum in `package-lock.json`.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from infra.local.engines.kinds import INSTALLED, KINDS, refuse_platform
from infra.local.processes import ROOT, StackError

_LOCKED: Final = Path(__file__).parent / "dynoxide"
_FAILED: Final = 1


def _dynoxide(into: Path) -> None:
    refuse_platform()
    if shutil.which("npm") is None:
        raise StackError(
            "npm is missing, which brings the engine dynoxide: install Node.js, "
            "or do with the other engine (ENGINE=ministack)."
        )
    into.mkdir(parents=True, exist_ok=True)
    for file in ("package.json", "package-lock.json"):
        shutil.copy(_LOCKED / file, into)
    _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", at=into)


def _ministack(into: Path) -> None:
    _run(sys.executable, "-m", "venv", "--clear", "--without-pip", str(into))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(into))
    wanted = ("-r", str(ROOT / "requirements-engines.txt"), _pinned("PyYAML"))
    _run(*pip, "-qq", "install", "--no-compile", *wanted)


def _pinned(package: str) -> str:
    """Give the pin of a package that both the product and an engine need."""
    lines = (ROOT / "requirements-package.txt").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(f"{package}=="))


def _run(*command: str, at: Path = ROOT) -> None:
    try:
        subprocess.run(command, cwd=at, check=True)
    except subprocess.CalledProcessError as error:
        raise StackError(f"{Path(command[0]).name} ended with status {error.returncode}.") from None


_INSTALLERS: Final[Mapping[str, Callable[[Path], None]]] = {
    "dynoxide": _dynoxide,
    "ministack": _ministack,
}


def install(name: str) -> None:
    """Install one engine; StackError says in a sentence why it cannot be."""
    if name not in _INSTALLERS:
        raise StackError(f"There is no engine {name}; there are {' and '.join(KINDS)}.")
    _INSTALLERS[name](INSTALLED / name)


def main(names: Sequence[str]) -> int:
    """Install these engines, one after the other; the first that cannot be ends it."""
    try:
        for name in names:
            install(name)
    except StackError as error:
        print(error, file=sys.stderr)
        return _FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
