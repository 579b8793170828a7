"""What Lambda would run: the zip, unpacked, with nothing else to import from."""

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.aws.bundle import SERVICES, sizes, without_sdk
from infra.aws.package import report
from tests.house.sources import DEPLOYED, PROJECT, modules, within

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]

MEGABYTES = 1_000_000

HANDLERS = """
import json, sys
sys.path[:] = [path for path in sys.path if "-packages" not in path] + [sys.argv[1]]
import app, botocore, chalice, sale_api
handlers = {name: callable(getattr(app, name, None)) for name in sys.argv[2:]}
homes = [module.__file__ for module in (app, botocore, chalice, sale_api)]
print(json.dumps([handlers, homes]))
"""

LETTER = """
import json, sys
sys.path[:] = [path for path in sys.path if "-packages" not in path] + [sys.argv[1]]
import app
from chalicelib.workers import messages
heavy = {"jinja2", "segno"}
before = sorted(heavy & sys.modules.keys())
from chalicelib.transfer_code import png_of
from chalicelib.workers import letters
from sale_api.domain.contact import Contact
from sale_api.domain.money import Money
from sale_api.domain.payment import Instructions
contact = Contact("anna@example.org", "de", "Europe/Berlin")
mail = letters.sign_in(contact, "https://shop.example/sign-in.html#t", key="m1")
after = sorted(heavy & sys.modules.keys())
asked = Instructions(
    amount=Money(1, "EUR"), reference="FS90", pay_by=0, holder="shop", iban="DE89370400440532013000"
)
print(json.dumps([before, after, mail.text, mail.html, png_of(asked)[1:4].decode()]))
"""

WORK = """
import json, sys
sys.path[:] = [path for path in sys.path if "-packages" not in path] + [sys.argv[1]]
import app
from chalicelib.keyring import Keyring, Keys
from chalicelib.proof import Action, Asked, Proofs
from chalicelib.system import SystemChance
before = "altcha" in sys.modules
proofs = Proofs(Keys(Keyring({"k1": b"1" * 32}, b"s" * 32)), SystemChance())
asked = Asked(action=Action.JOIN, subject="anna", difficulty=5)
challenge = proofs.challenge(asked, 0)
import altcha
read = altcha.Challenge.from_dict(challenge)
proof = altcha.Payload(read, altcha.solve_challenge(read)).to_base64()
print(json.dumps([before, proofs.holds(proof, asked, 0)]))
"""


def run_isolated(unpacked: Path, script: str, *arguments: str) -> Any:
    """Run a script with the package alone: no site-packages, environment or current directory."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-c", script, str(unpacked), *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=unpacked.parent,
        env={},
    )
    return json.loads(done.stdout)


def test_every_handler_of_the_template_is_found_in_the_package_alone(
    unpacked: Path, resources: dict[str, Any]
) -> None:
    handlers = sorted(
        entry["Properties"]["Handler"].removeprefix("app.")
        for entry in resources.values()
        if entry["Type"] == "AWS::Serverless::Function"
    )

    found, homes = run_isolated(unpacked, HANDLERS, *handlers)

    assert handlers == [
        "app",
        "erase",
        "fulfil",
        "keep",
        "mail_events",
        "notify",
        "open_lines",
        "relay",
        "relay_again",
        "sign_in_mails",
    ]
    assert found == dict.fromkeys(handlers, True)
    assert all(Path(home).is_relative_to(unpacked) for home in homes)


def test_letters_are_written_in_the_package_alone_and_their_libraries_wait_for_that(
    unpacked: Path,
) -> None:
    before, after, text, html, picture = run_isolated(unpacked, LETTER)

    assert (before, after, picture) == ([], ["jinja2"], "PNG")
    assert "https://shop.example/sign-in.html#t" in text
    assert 'href="https://shop.example/sign-in.html#t"' in html


def test_work_is_asked_for_and_checked_in_the_package_alone_and_its_library_waits_for_that(
    unpacked: Path,
) -> None:
    before, holds = run_isolated(unpacked, WORK)

    assert (before, holds) == (False, True)


def test_without_the_sdk_the_package_is_small(bundle: Path) -> None:
    assert without_sdk(bundle) < 3 * MEGABYTES


def test_tests_and_the_local_system_stay_at_home(bundle: Path) -> None:
    names = {name for name, _, _ in sizes(bundle)}

    assert names.isdisjoint({"tests", "infra", "boto3", "moto", "yaml", "vendor"})


def test_what_the_code_reads_beside_itself_is_packed_too(unpacked: Path) -> None:
    files = [path for path in (PROJECT / "chalicelib").rglob("*.*") if ".py" not in path.suffix]
    names = [path.relative_to(PROJECT) for path in files if path.is_file()]

    assert [name for name in names if not (unpacked / name).is_file()] == []


def test_every_module_is_compiled_once_and_trusted_without_its_source(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        names = [name for name in archive.namelist() if name.endswith((".py", ".pyc"))]
        compiled = [name for name in names if name.endswith(".pyc")]
        flags = {int.from_bytes(archive.read(name)[4:8], "little") for name in compiled}

    assert len(compiled) * 2 == len(names)
    assert flags == {0b01}  # PEP 552: checked by hash, and not checked at import


def test_the_services_that_the_code_calls_are_described_in_the_package(unpacked: Path) -> None:
    described = {path.name for path in (unpacked / "botocore" / "data").iterdir() if path.is_dir()}

    called = {
        node.args[0].value
        for module in modules().values()
        if within(module.name, DEPLOYED)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"client", "session.client"}
        and isinstance(node.args[0], ast.Constant)
    }

    assert called
    assert called <= described == SERVICES


def test_the_report_says_what_is_in_the_package(bundle: Path) -> None:
    said = report(bundle)

    assert "botocore" in said
    assert "is not AWS's SDK" in said
