"""Pack the system for Lambda: `python -m infra.aws.package [--quiet] DIRECTORY`.

Before anything else every mail is proofread: what cannot be written is not packed.
Writes `deployment.zip` and `sam.json` there. The interpreter that runs this is the Lambda runtime.
Nothing is asked of AWS and nothing sent there; Chalice fetches the requirements with pip.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra.aws import bundle, template

PROJECT = Path(__file__).parents[2]
STAGE = "aws"
REGION = "eu-central-1"
"""Chalice must know some region to write the names of AWS's services; the template keeps none."""

MISSING = "Could not install dependencies"


PROOFREAD = """
import sys
from chalicelib.bank import Bank
from chalicelib.workers import proofreading
try:
    proofreading.check(Bank())
except proofreading.IncompleteError as error:
    sys.exit(f"Not every mail can be written: {error}.")
"""


class IncompleteError(Exception):
    """When a package that the system needs has no build for the runtime, or a mail lacks words."""


def package(directory: Path, project: Path = PROJECT) -> None:
    """Pack `project` into `directory`; CalledProcessError after Chalice has said why it failed."""
    proofread(project)
    directory.mkdir(parents=True, exist_ok=True)
    # Chalice's cache goes by contents, not by names: a module that was only moved would be missed.
    shutil.rmtree(project / ".chalice" / "deployments", ignore_errors=True)
    merge = directory / "merge.json"
    merge.write_text(json.dumps(template.joined(), indent=2), encoding="utf-8")
    chalice = [sys.executable, "-c", "import sys, chalice.cli as c; sys.exit(c.main())", "package"]
    done = subprocess.run(
        [*chalice, "--stage", STAGE, "--merge-template", merge.resolve(), directory.resolve()],
        cwd=project,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={"AWS_DEFAULT_REGION": REGION, **os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    if MISSING in done.stdout:  # Chalice says so, and goes on without them
        raise IncompleteError(done.stdout[done.stdout.index(MISSING) :])
    merge.unlink()
    bundle.rewrite(directory / "deployment.zip")


def proofread(project: Path) -> None:
    """Raise IncompleteError with every fault of a project's mails, as its workers find them."""
    looked = subprocess.run(
        [sys.executable, "-B", "-c", PROOFREAD],
        cwd=project,
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )
    if looked.returncode:
        raise IncompleteError(looked.stderr.strip())


def report(packed: Path) -> str:
    """Say what is in the zip at `packed`, by compressed size."""
    entries = bundle.sizes(packed)
    lines = [f"{size / 1000:>9,.0f} KB  {name}" for name, size, _ in entries]
    total = packed.stat().st_size
    unzipped = sum(plain for _, _, plain in entries)
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return "\n".join(
        [
            *lines,
            f"{total / 1000:>9,.0f} KB  in all, {unzipped / 1e6:.1f} MB unzipped, for {runtime}",
            f"{bundle.without_sdk(packed) / 1000:>9,.0f} KB  of it is not AWS's SDK",
        ]
    )


def main() -> None:
    """Read the command line, pack, and report."""
    parser = argparse.ArgumentParser(prog="infra.aws.package", description="Pack for Lambda.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--quiet", action="store_true", help="do not list what is in the zip")
    wanted = parser.parse_args()
    try:
        package(wanted.directory)
    except subprocess.CalledProcessError:
        sys.exit("Chalice could not pack the system; its words stand above.")
    except IncompleteError as fault:
        sys.exit(f"{fault}")
    if not wanted.quiet:
        print(report(wanted.directory / "deployment.zip"))


if __name__ == "__main__":
    main()
