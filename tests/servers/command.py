"""The real `datagen generate` against a real server, and what it left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonlines

from tests.cli.conftest import Result
from tests.servers.served import Served

LONGEST = 600  # seconds that one command may take: the servers run on whatever is free


class Command:
    """Runs `datagen generate` over the examples, or over `inputs` that take their place."""

    def __init__(
        self, folder: Path, examples: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.out = folder / "run"
        self._folder = folder
        self._examples = examples
        self._environment = environment

    def generate(
        self,
        server: Served,
        *flags: object,
        model: str | None = None,
        url: str | None = None,
        out: Path | None = None,
        inputs: Sequence[object] | None = None,
        code: int | None = 0,
    ) -> Result:
        words = self._words(server, flags, model, url, out, inputs)
        done = subprocess.run(
            words,
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            stdin=subprocess.DEVNULL,
        )
        return self._checked(Result(done), code)

    def interrupt(self, server: Served, *flags: object, rows: int) -> Result:
        """The same, and Ctrl-C as soon as the ledger has this many rows."""
        process = subprocess.Popen(
            self._words(server, flags),
            cwd=self._folder,
            env=self._environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        while process.poll() is None and len(ledger(self.out)) < rows:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LONGEST)
        done = subprocess.CompletedProcess(process.args, process.returncode, out, err)
        return self._checked(Result(done), 130)

    def _words(
        self,
        server: Served,
        flags: Sequence[object],
        model: str | None = None,
        url: str | None = None,
        out: Path | None = None,
        inputs: Sequence[object] | None = None,
    ) -> list[str]:
        words: list[object] = [sys.executable, "-m", "datagen", "generate"]
        words += self._examples if inputs is None else inputs
        words += ["--model", model or server.model, "--base-url", url or server.url]
        words += ["--out", out or self.out, "--concurrency", 6, *flags]
        return [str(word) for word in words]

    def _checked(self, result: Result, code: int | None) -> Result:
        assert "Traceback" not in result.err, result.err
        if code is not None:
            assert result.code == code, (result.code, result.out, result.err)
        return result


def rows(file: Path) -> list[dict[str, Any]]:
    with jsonlines.open(file) as reader:
        return list(reader)


def ledger(run: Path) -> list[dict[str, Any]]:
    """The whole rows of a ledger, also while it is being written."""
    file = run / "ledger.jsonl"
    whole = file.read_bytes().rpartition(b"\n")[0] if file.exists() else b""
    return list(jsonlines.Reader(whole.decode().splitlines()))


def said(run: Path) -> dict[str, str]:
    """What the teacher said to each sample, the last attempt counting."""
    return {
        row["sample"]: row["body"]["choices"][0]["message"]["content"]
        for row in ledger(run)
        if row["kind"] == "answer"
    }
