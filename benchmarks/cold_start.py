"""Cold start: import and the first request, in a fresh interpreter, from the built package.

Ours is the zip that `make package` makes, unzipped: the first request is a sale's status, which
reads the secret, the sale and its levels. The reference is the same zip without our code and
without the libraries that only our code needs; in it stands a Chalice application with PynamoDB
that makes the same clients and the same three requests, and shows a few fields.

Both run on the same interpreter under `-I -S`, with the same botocore, the same trimmed data, and
all modules compiled the same way; AWS answers at once. CPU seconds of the whole process after the
interpreter's own start.
"""

from __future__ import annotations

import compileall
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any, Final

from msgspec.structs import asdict
from pynamodb.models import Model

from benchmarks import BUILD
from benchmarks.results import Result
from benchmarks.rounds import CALM, summed
from benchmarks.shop import SALE, Shop, looking
from chalicelib.aws.tables import LevelsItem, SaleItem
from infra.aws.package import package
from sale_api.domain.levels import Levels
from sale_api.domain.sale import Sale
from tests.systems import SECRET

BAR: Final = 1.15
LEAST_ROUNDS: Final = 15
MOST_ROUNDS: Final = 40
COLD: Final = Path(__file__).with_name("cold")
OURS_ALONE: Final = (
    "app.py",
    "chalicelib",
    "sale_api",
    "altcha",
    "jinja2",
    "markupsafe",
    "msgspec",
    "tzdata",
)
ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "SALE_STAGE": "bench",
    "SALE_TABLE_PREFIX": "sale-bench-",
    "SALE_SECRET_ID": "sale-bench-keys",
    "SALE_SIGN_IN_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/sign-in",
    "SALE_FULFILMENT_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/fulfilment",
    "SALE_NOTICES_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/notices",
    "SALE_MAIL_FROM": "shop@example.org",
    "SALE_STOREFRONT_URL": "https://shop.example.org",
}


def run() -> Iterator[Result]:
    """Pack, unzip, and start both again and again."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        ours, reference = directory / "ours", directory / "reference"
        _unpack(ours)
        _strip(ours, reference)
        cassette = directory / "cassette.json"
        cassette.write_text(json.dumps(_cassette()), encoding="utf-8")
        for each in (ours, reference):
            _boot(each, cassette)  # from disk into memory
        pairs: list[tuple[float, float]] = []
        while len(pairs) < LEAST_ROUNDS or (
            len(pairs) < MOST_ROUNDS and summed(pairs).spread > CALM
        ):
            order = (ours, reference) if len(pairs) % 2 else (reference, ours)
            taken = {each: _boot(each, cassette) for each in order}
            pairs.append((taken[ours], taken[reference]))
    yield summed(pairs).result(
        "cold start to the first answer", bar=BAR, unit="ms of CPU", scale=1e3
    )


def _unpack(into: Path) -> None:
    packed = BUILD / "bench-package"
    package(packed)
    with zipfile.ZipFile(packed / "deployment.zip") as archive:
        archive.extractall(into)


def _strip(ours: Path, reference: Path) -> None:
    """Make the reference of what was unzipped."""
    shutil.copytree(ours, reference)
    for name in OURS_ALONE:
        entry = reference / name
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    shutil.copy(COLD / "app.py", reference)
    compiled = compileall.compile_file(
        reference / "app.py",
        quiet=1,
        force=True,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    assert compiled, "the reference cannot be compiled"


def _cassette() -> dict[str, Any]:
    """Return the first request, and what AWS answers to those that it makes."""
    shop = Shop()
    sale = shop.world.sales.find(SALE)
    levels = shop.world.published.find(SALE)
    assert sale is not None
    assert levels is not None
    return {
        "event": looking(),
        "answers": {
            "secretsmanager.GetSecretValue/": {"Name": "keys", "SecretString": SECRET},
            "DynamoDB_20120810.GetItem/sale-bench-sales": _item(SaleItem, sale),
            "DynamoDB_20120810.GetItem/sale-bench-levels": _item(LevelsItem, levels),
        },
    }


def _item(model: type[Model], value: Sale | Levels) -> dict[str, Any]:
    """Return what DynamoDB answers who reads this value: bytes go over the wire in base 64."""
    item = model(**asdict(value)).serialize()
    text = json.dumps(item, default=lambda content: b64encode(content).decode())
    return {"Item": json.loads(text)}


def _boot(package_directory: Path, cassette: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-I", "-S", COLD / "boot.py", package_directory, cassette],
        env=ENVIRONMENT,
        cwd="/",
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    # Ours has logged the request before.
    return float(done.stdout.splitlines()[-1])
