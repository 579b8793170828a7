"""The verdict shares nothing with what it judges."""

import subprocess
import sys

JUDGED = {"app", "sale_api", "chalicelib", "pynamodb", "chalice"}
LOADED = "import sys; print(' '.join({name.partition('.')[0] for name in sys.modules}))"


def test_no_module_of_the_verdict_loads_the_product_or_its_edge() -> None:
    modules = (
        "judge",
        "reading",
        "rest",
        "costs",
        "findings",
        "items",
        "mails",
        "line",
        "turns",
        "waits",
        "pools",
        "shortage",
        "parts",
    )
    imports = "; ".join(f"import infra.local.verdict.{module}" for module in modules)

    loaded = subprocess.run(
        [sys.executable, "-c", f"{imports}; {LOADED}"], capture_output=True, text=True, check=True
    ).stdout.split()

    assert "boto3" in loaded
    assert not JUDGED & set(loaded)


def test_no_shopper_of_the_crowd_loads_the_product_or_its_edge() -> None:
    modules = ("script", "waiter", "seeker", "arrival")
    imports = "; ".join(f"import infra.local.crowd.{module}" for module in modules)

    loaded = subprocess.run(
        [sys.executable, "-c", f"{imports}; {LOADED}"], capture_output=True, text=True, check=True
    ).stdout.split()

    assert not JUDGED & set(loaded)
