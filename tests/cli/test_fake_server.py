"""`datagen fake-server` as a user runs it: start, run against it, stop, read what it counted."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jsonlines
import pytest

from datagen.rehearsal.faults import FAULTS
from tests.cli.conftest import Datagen

Serve = Callable[..., Any]


@pytest.fixture
def serve(environment: dict[str, str], tmp_path: Path) -> Serve:
    """Run the server on a free port; gives its process and its address."""

    @contextmanager
    def run(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
        command = [sys.executable, "-m", "datagen", "fake-server", "--port", "0"]
        process = subprocess.Popen(
            [*command, *map(str, arguments)],
            env=environment, cwd=tmp_path, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            assert process.stderr is not None
            first = process.stderr.readline()
            found = re.match(r"export OPENAI_BASE_URL=(http://127\.0\.0\.1:\d+/v1) ", first)
            assert found, first
            assert process.stderr.readline().startswith("datagen generate ")
            yield process, found[1]
        finally:
            process.kill()
            process.communicate()

    return run


def stopped(process: subprocess.Popen[str], by: signal.Signals = signal.SIGINT) -> str:
    process.send_signal(by)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    return out


def counts_at(url: str, name: str = "counts") -> Any:
    with urllib.request.urlopen(f"{url.removesuffix('/v1')}/rehearsal/{name}", timeout=10) as reply:
        return json.load(reply)


def test_a_run_can_be_rehearsed_and_the_server_says_what_it_saw(
    serve: Serve, datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    with serve("--latency", 0, "--log", "log.jsonl", "--json") as (process, url):
        result = datagen(
            "generate", "--captions", example_files["captions"], "--instances",
            example_files["instances"], "--recipes", "detail", "--model", "m",
            "--base-url", url, "--out", "run", "--json", code=None, OPENAI_API_KEY="k",
        )  # fmt: skip
        live = counts_at(url)
        totals = counts_at(url, "totals")
        final = json.loads(stopped(process))
    report = result.json
    assert report["examples"] == report["planned"] > 0, "the answers are as good as asked for"
    assert final == totals == {k: v for k, v in live.items() if k != "by_content"}
    assert final["came"] == final["answered"] == final["good"] > 0
    assert sum(tally["came"] for tally in live["by_content"].values()) == final["came"]
    with jsonlines.open(tmp_path / "log.jsonl") as rows:
        logged = list(rows)
    assert {row["content"] for row in logged} == live["by_content"].keys()
    assert [row["status"] for row in logged] == [200] * final["came"]


def test_the_log_is_appended_to(serve: Serve, tmp_path: Path) -> None:
    for _ in range(2):
        with serve("--latency", 0, "--log", "log.jsonl", "--faults", "reset-before=1") as (_, url):
            body = {"messages": [{"role": "user", "content": "x"}]}
            data = json.dumps(body).encode()
            with pytest.raises(OSError, match=r"."):
                urllib.request.urlopen(f"{url}/chat/completions", data, timeout=10)
    with jsonlines.open(tmp_path / "log.jsonl") as rows:
        faults = [(row["fault"], row["status"], row["good"]) for row in rows]
    assert faults == [("reset-before", None, False)] * 2


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_it_well_also_while_a_request_hangs(serve: Serve, by: signal.Signals) -> None:
    with serve("--faults", "hang=1", "--latency", 0) as (process, url):
        host, port = url.removeprefix("http://").removesuffix("/v1").split(":")
        data = b'{"messages": [{"role": "user", "content": "x"}]}'
        head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(head % len(data) + data)
            while not counts_at(url)["faults"]:
                time.sleep(0.01)
            out = stopped(process, by)
    assert re.search(r"^requests +1$", out, re.MULTILINE)
    assert re.search(r"^fault hang +1$", out, re.MULTILINE)


def test_a_port_in_use_is_one_clear_error(datagen: Datagen) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = datagen("fake-server", "--port", port, code=1)
    error, hint = result.lines
    assert f"127.0.0.1:{port}" in error
    assert "in use" in error
    assert "--port" in hint


def test_a_log_that_cannot_be_written_is_one_clear_error(datagen: Datagen) -> None:
    result = datagen("fake-server", "--port", 0, "--log", "no/such/folder.jsonl", code=1)
    assert "no/such/folder.jsonl" in result.lines[0]


def test_a_fault_that_does_not_exist_is_one_clear_error(datagen: Datagen) -> None:
    result = datagen("fake-server", "--faults", "stom", code=2)
    assert result.lines == [
        "error: --faults: there is no fault 'stom'",
        "hint:  Did you mean 'storm'?",
    ]


def test_all_faults_can_be_listed(datagen: Datagen) -> None:
    listed = datagen("fake-server", "--list-faults", COLUMNS="80").out.splitlines()
    lines = {line.split()[0]: line.split(maxsplit=1)[1] for line in listed if line}
    assert lines["reset-middle"].strip() == "the connection is reset in the middle of the reply"
    assert lines["storm:"].startswith("429=0.08,500=0.03,")
    for name in FAULTS:
        assert lines[name].strip(), f"{name} is explained on its own line"
