"""What every mode stands on: the environments, the cores, a folder, one run of one tool."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asking import workload
from asking.measure import Cores, Usage, measure
from asking.serving import Serving
from asking.tools import Commands, Environments, Job, Tool, rows


class UnpreparedError(Exception):
    """A tool that plans first could not."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One run: what it took, what the server saw, how many rows there are."""

    usage: Usage
    stats: dict[str, Any]
    rows: int


@dataclass
class Bench:
    """`requests` and `concurrency` hold for every tool; `folder` is emptied before each run."""

    environments: Environments
    folder: Path
    requests: int
    concurrency: int
    timeout: float
    cores: Cores = field(default_factory=Cores.of_this_machine)

    def __post_init__(self) -> None:
        self.commands = Commands(self.environments)

    def problem(self, tool: Tool) -> str | None:
        return self.commands.problem(tool)

    def say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def serving(self, *options: str) -> Serving:
        self.folder.mkdir(parents=True, exist_ok=True)
        return Serving(self.environments.python("bare"), self.cores, self.folder, *options)

    def prepared(self, tool: Tool, requests: int, url: str, *, fast: bool) -> Job:
        """A job with its files in place and an empty state, planned where the tool plans.

        Fast: long prompts, a tool set up for speed. Else: brief ones, a tool as it comes.
        """
        files = self.folder / f"workload-{requests}-{'full' if fast else 'brief'}"
        if not files.exists():
            workload.write(files, requests, brief=not fast)
        state = self.folder / tool.name
        shutil.rmtree(state, ignore_errors=True)
        state.mkdir()
        job = Job(files, state, url, self.concurrency, fast)
        before, _ = self.commands.of(tool, job)
        for command in before:
            environ = self.commands.environ(tool)
            done = subprocess.run(command, env=environ, cwd=state, capture_output=True, text=True)
            if done.returncode:
                raise UnpreparedError(_last_line(done.stdout + done.stderr))
        return job

    def measured(self, tool: Tool, job: Job, stop: Callable[[], bool] = lambda: False) -> Usage:
        _, command = self.commands.of(tool, job)
        return measure(
            command,
            cores=self.cores,
            environ=self.commands.environ(tool),
            log=job.folder / "log",
            timeout=self.timeout,
            stop=stop,
        )

    def run(self, tool: Tool, requests: int, options: tuple[str, ...], *, fast: bool) -> Ran | str:
        """One run from an empty state against a fresh server, or in words why there is none."""
        with self.serving(*options) as server:
            try:
                job = self.prepared(tool, requests, server.url, fast=fast)
            except UnpreparedError as problem:
                return f"cannot be prepared: {problem}"
            usage = self.measured(tool, job)
            stats = server.stats()
        if stats["last_answer"] is None:
            said = (job.folder / "log").read_text(errors="replace")
            return f"sent nothing, exit {usage.code}: {_last_line(said)}"
        return Ran(usage, stats, rows(tool, job))


def _last_line(said: str) -> str:
    """Fit for a cell of a table."""
    lines = [line.strip() for line in said.split("\n") if line.strip()]
    return lines[-1][:150].replace("|", "/") if lines else "no word"
