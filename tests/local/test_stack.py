import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from infra.aws import template
from infra.cli.api import Api
from infra.local import processes
from infra.local.processes import ROOT, StackError
from infra.local.resources import VISIBILITY_SECONDS
from infra.local.serve import SALE, curl_lines, plan_of
from infra.local.sockets import HOST, listen, listen_shared
from infra.local.stack import STAGE, Stack
from sale_api.domain.contact import Contact
from sale_api.usecases.fulfil import LEASE_MS

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def eventually(holds: Callable[[], object], *, seconds: float = 10.0) -> bool:
    give_up = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def descendants_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [one for child in map(int, listed) for one in (child, *descendants_of(child))]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(logs=tmp_path, keep_seconds=1) as running:
        yield running


def mails_of(stack: Stack) -> list[dict[str, Any]]:
    url = f"{stack.engine_url}/_engine/mails"
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own engine
        mails: list[dict[str, Any]] = json.load(answer)["mails"]
        return mails


@linux_only
@pytest.mark.skipif(shutil.which("curl") is None, reason="plays the lines with curl")
def test_three_lines_buy_a_unit_and_a_dead_engine_is_one_sentence(stack: Stack) -> None:
    now = int(time.time() * 1000)
    tokens = Tokens(Keyring.from_json(json.dumps(stack.keys)), f"sale-{STAGE}")
    api = Api(stack.api_url, tokens.admin("anna", now))
    opens = datetime.now(tz=UTC).replace(microsecond=0) + timedelta(seconds=2)
    api.post("/sales", plan_of(opens))
    api.post(f"/sales/{SALE}/publication", {})
    assert eventually(lambda: datetime.now(tz=UTC) > opens)

    lines = curl_lines(stack.api_url, tokens.sign_in(Contact("a@b.example", "en", "UTC"), now))
    bought = subprocess.run(
        ["bash", "-c", "\n".join(lines)], capture_output=True, check=True, timeout=20
    )

    order = json.loads(bought.stdout)
    assert (order["state"], order["quantity"]) == ("placed", 1)
    assert eventually(lambda: api.get(f"/orders/{order['order']}")["state"] == "in_fulfilment")
    assert eventually(lambda: len(mails_of(stack)) == 2)
    assert [mail["to"] for mail in mails_of(stack)] == [["a@b.example"]] * 2
    stack.check()

    pids = [one for child in stack.processes for one in descendants_of(child.process.pid)]
    pids += [child.process.pid for child in stack.processes]
    os.kill(stack.processes[0].process.pid, signal.SIGKILL)
    assert eventually(lambda: stack.processes[0].process.poll() is not None)
    with pytest.raises(StackError, match=r"^The process engine ended by signal 9: .*\.$"):
        stack.check()
    stack.__exit__(None, None, None)
    # What the dead engine had started finds out by itself.
    assert eventually(lambda: not any(is_alive(pid) for pid in pids))


FORKS_THREE = """
import os, sys, time
from pathlib import Path
from infra.local import forks, lifeline

def work():
    lifeline.ready()
    print(os.environ["AWS_SDK_UA_APP_ID"], os.getpid(), flush=True)
    time.sleep(60)

forks.run({"a": work, "b": work, "c": work}, logs=Path(sys.argv[1]))
"""


@linux_only
def test_forks_end_together_with_a_sentence_when_one_of_them_dies(tmp_path: Path) -> None:
    (tmp_path / "forking.py").write_text(FORKS_THREE, encoding="utf-8")
    environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    child = processes.start("workers", ["forking", str(tmp_path)], environment, logs=tmp_path)
    processes.wait_until_ready(child, seconds=30)
    logs = [tmp_path / f"{name}.log" for name in "abc"]
    # A line may be read before its end is written.
    assert eventually(lambda: all(log.read_text(encoding="utf-8").endswith("\n") for log in logs))
    named = [log.read_text(encoding="utf-8").split() for log in logs]

    os.kill(int(named[1][1]), signal.SIGKILL)

    assert [name for name, _ in named] == ["a", "b", "c"]
    assert child.process.wait(10) == 1
    died = re.escape(f"the process b ended by itself (-9): b {named[1][1]} ")
    with pytest.raises(StackError, match=rf"^The process workers ended with status 1: {died}\("):
        processes.check([child])
    processes.end([child])
    assert not any(is_alive(int(pid)) for _, pid in named)


@linux_only
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_serving_ends_cleanly_on_both_signals(number: signal.Signals, status: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "infra.local", "serve", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as serving:
        assert serving.stdout is not None
        assert serving.stderr is not None
        said = ""
        while "order -d" not in said:
            line = serving.stdout.readline()
            assert line, serving.stderr.read()
            said += line
        pids = descendants_of(serving.pid)

        serving.send_signal(number)

        assert serving.wait(10) == status
        assert serving.stderr.read() == ""
    assert len(pids) == 14
    assert not any(is_alive(pid) for pid in pids)


STARTS_AN_ENGINE_AND_WAITS = """
import sys, time
from pathlib import Path
from infra.local import processes
from infra.local.sockets import listen
socket = listen(0, option="")
fd = socket.fileno()
arguments = ["infra.local.engine", "--fd", str(fd)]
child = processes.start("engine", arguments, {}, logs=Path(sys.argv[1]), descriptors=[fd])
processes.wait_until_ready(child, seconds=30)
print(child.process.pid, flush=True)
time.sleep(60)
"""


@linux_only
def test_a_process_ends_when_its_stack_is_killed(tmp_path: Path) -> None:
    starting = [sys.executable, "-c", STARTS_AN_ENGINE_AND_WAITS, str(tmp_path)]
    with subprocess.Popen(starting, cwd=ROOT, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        assert is_alive(pid)

        starter.kill()

    assert eventually(lambda: not is_alive(pid))


INTERRUPTED_WHILE_IMPORTING = """
import importlib, sys
from infra.local import __main__
def interrupted(name):
    raise KeyboardInterrupt
importlib.import_module = interrupted
sys.exit(__main__.main(["serve"]))
"""


def test_an_interrupt_before_anything_runs_is_no_stack_trace() -> None:
    starting = [sys.executable, "-c", INTERRUPTED_WHILE_IMPORTING]

    ended = subprocess.run(starting, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (130, "")


def test_a_place_for_logs_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    stack = Stack(logs=tmp_path / "taken" / "local")

    with pytest.raises(StackError, match=r"^There is no place for logs at .*: Not a directory\.$"):
        stack.__enter__()

    assert stack.processes == []


def test_a_failed_consumers_lease_ends_before_its_message_is_given_up() -> None:
    queues = [
        entry["Properties"]
        for entry in template.joined()["Resources"].values()
        if entry.get("Type") == "AWS::SQS::Queue" and "RedrivePolicy" in entry["Properties"]
    ]
    receives = min(queue["RedrivePolicy"]["maxReceiveCount"] for queue in queues)
    hidden = min(VISIBILITY_SECONDS, *(queue["VisibilityTimeout"] for queue in queues))

    assert (receives - 1) * hidden * 1_000 > LEASE_MS


@pytest.mark.parametrize("port", [-1, 65536])
@pytest.mark.parametrize("option", ["port", "engine_port"])
def test_a_port_that_cannot_be_is_one_sentence(option: str, port: int, tmp_path: Path) -> None:
    both = {"port": 0, "engine_port": 0, option: port}
    stack = Stack(logs=tmp_path, port=both["port"], engine_port=both["engine_port"])

    with pytest.raises(StackError, match=f"^There is no port {port}; .* with --{option[:4]}"):
        stack.__enter__()

    assert stack.processes == []


@pytest.mark.parametrize("option", ["port", "engine_port"])
def test_a_taken_port_is_one_sentence_and_starts_nothing(option: str, tmp_path: Path) -> None:
    with listen(0, option="") as taken:
        port = taken.getsockname()[1]
        stack = Stack(logs=tmp_path, **{option: port})

        named = f"--{option.replace('_', '-')}"
        with pytest.raises(StackError, match=f"^Port {port} on {HOST} is taken; .* {named}.*$"):
            stack.__enter__()

    assert stack.processes == []


def test_a_process_that_cannot_start_says_why_in_one_sentence(tmp_path: Path) -> None:
    child = processes.start("pump-x", ["infra.local.no_such"], {}, logs=tmp_path)

    with pytest.raises(
        StackError,
        match=r"^The process pump-x ended while starting: .*no_such.* \(its log: .*\)\.$",
    ):
        processes.wait_until_ready(child, seconds=10)

    processes.end([child])


def test_a_process_that_does_nothing_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    child = processes.start("slow", ["http.server", "--bind", HOST, "0"], {}, logs=tmp_path)

    with pytest.raises(StackError, match="not ready after 0 s"):
        processes.wait_until_ready(child, seconds=0.1)

    processes.end([child])
    assert child.process.returncode is not None


def test_a_missing_interpreter_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    with pytest.raises(StackError, match=r"^The process engine could not be started: .*\.$"):
        processes.start("engine", ["infra.local.engine"], {}, logs=tmp_path)


def test_processes_get_nothing_of_the_caller_s_aws_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "live")
    monkeypatch.setenv("SALE_STAGE", "prod")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    printing = tmp_path / "printing.py"
    printing.write_text("import os; print(sorted(os.environ))", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    child = processes.start("x", ["printing"], {"SALE_STAGE": "local"}, logs=tmp_path)

    child.process.wait(10)
    printed = child.log.read_text(encoding="utf-8")
    processes.end([child])
    assert "AWS_SDK_UA_APP_ID" in printed
    assert "SALE_STAGE" in printed
    assert "AWS_PROFILE" not in printed
    assert "HTTPS_PROXY" not in printed


@linux_only
def test_connections_are_spread_over_all_listeners() -> None:
    listeners = listen_shared(0, count=2, option="")
    address = listeners[0].getsockname()
    for listening in listeners:
        listening.setblocking(False)  # noqa: FBT003 - the library takes no keyword
    clients = [socket.create_connection(address) for _ in range(64)]

    taken = [_accepted(listening) for listening in listeners]

    for one in [*clients, *listeners, *taken[0], *taken[1]]:
        one.close()
    assert sum(map(len, taken)) == 64
    assert min(map(len, taken)) >= 8


def _accepted(listening: socket.socket) -> list[socket.socket]:
    connections = []
    while True:
        try:
            connections.append(listening.accept()[0])
        except BlockingIOError:
            return connections


@pytest.mark.parametrize("arguments", [[], ["nonsense"]])
def test_an_unknown_command_says_which_there_are(arguments: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "infra.local", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=20,
    )

    assert ran.returncode == 2
    assert b"{serve,demo}" in ran.stderr
