"""The zip that Lambda runs: what Chalice packed, without what is never read, compiled beforehand.

Takes Chalice's zip and writes it again in place. Three things change:

- Descriptions of AWS services that the system does not call are left out. They are most of it,
  and looking through them costs every cold start about 100 ms.
- Every module is compiled into `__pycache__`, and the result is trusted without a look at its
  source (`unchecked-hash`): a cold start without compiled modules takes more than twice as long.
  What a developer's machine left in `__pycache__` is dropped first.
- Entries are sorted and carry one date, so that the same sources give the same zip.
"""

import compileall
import shutil
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from py_compile import PycInvalidationMode

SERVICES = frozenset({"dynamodb", "dynamodbstreams", "secretsmanager", "ses", "sesv2", "sqs"})
"""What `chalicelib` makes clients of; a test compares. Anything else would fail in Lambda alone."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o644 << 16
_SDK = ("botocore", "dateutil", "jmespath", "python_dateutil", "six", "urllib3")


def rewrite(bundle: Path) -> None:
    """Trim, compile and rewrite the zip at `bundle`; needs the interpreter that Lambda will run."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with zipfile.ZipFile(bundle) as packed:
            packed.extractall(root)
        _trim(root)
        _compile(root)
        _write(root, bundle)


def sizes(bundle: Path) -> list[tuple[str, int, int]]:
    """Give name, compressed and plain bytes of each top-level entry, the largest first."""
    compressed: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    with zipfile.ZipFile(bundle) as packed:
        for entry in packed.infolist():
            top = entry.filename.split("/", 1)[0]
            compressed[top] += entry.compress_size
            plain[top] += entry.file_size
    return [(name, size, plain[name]) for name, size in compressed.most_common()]


def without_sdk(bundle: Path) -> int:
    """Give the compressed bytes of everything but AWS's SDK and what only the SDK brings along."""
    return sum(size for name, size, _ in sizes(bundle) if not name.startswith(_SDK))


def _trim(root: Path) -> None:
    for cache in list(root.rglob("__pycache__")):
        shutil.rmtree(cache)
    for service in (root / "botocore" / "data").iterdir():
        if service.is_dir() and service.name not in SERVICES:
            shutil.rmtree(service)


def _compile(root: Path) -> None:
    done = compileall.compile_dir(
        root,
        quiet=1,
        stripdir=str(root),  # tracebacks show the path inside the zip
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    if not done:
        raise ValueError("a module in the package cannot be compiled")


def _write(root: Path, bundle: Path) -> None:
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), _EPOCH)
            entry.external_attr = _FILE_MODE
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
