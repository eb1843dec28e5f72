"""The tools that are compared: their versions, environments and command lines."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PEERS = REPOSITORY / "benchmarks" / "peers"


@dataclass(frozen=True, slots=True)
class Tool:
    """`environment` names its venv and requirements; `script` is run in it, None: datagen."""

    name: str
    environment: str
    package: str
    script: str | None = None

    @property
    def title(self) -> str:
        """The name with the version, as the table shows it."""
        if self.script is None:
            return self.name
        for row in (PEERS / f"{self.environment}.txt").read_text().splitlines():
            package, _, version = row.partition("==")
            if package == self.package:
                if self.name == "bare":
                    return "no tool: bare sockets"
                if self.name == "openai-create":
                    return f"openai {version}, `create`"
                return f"{self.name} {version}"
        raise ValueError(f"{self.environment}.txt does not pin {self.package}")


TOOLS = {
    tool.name: tool
    for tool in (
        Tool("datagen", "datagen", "datagen"),
        Tool("datagen-generate", "datagen", "datagen"),
        Tool("bare", "bare", "uvloop", "ask_bare.py"),
        Tool("curator", "curator", "bespokelabs-curator", "ask_curator.py"),
        Tool("distilabel", "distilabel", "distilabel", "ask_distilabel.py"),
        Tool("data-designer", "data-designer", "data-designer", "ask_data_designer.py"),
        Tool("openai-create", "openai-create", "openai", "ask_openai_create.py"),
    )
}


class Environments:
    """One virtual environment a tool, below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def python(self, name: str) -> Path:
        return self.folder / name / "bin" / "python"

    def problem(self, name: str) -> str | None:
        """Why an environment cannot be used, or None."""
        if not self.python(name).exists():
            return "not installed (--install)"
        stamp = self.folder / name / "stamp"
        if not stamp.exists() or stamp.read_text() != _stamp(name):
            return "installed with other versions (--install)"
        return None

    def install(self, name: str) -> str | None:
        """Make it anew. Everything is pinned, so pip has nothing to resolve: where a package
        asks for a version that a mirror lacks, the one that was measured is taken all the same."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        install = [str(self.python(name)), "-m", "pip", "install", "-q"]
        wanted = _dependencies() if name == "datagen" else ["--no-deps", "-r", _pins(name)]
        for command in ([sys.executable, "-m", "venv", str(target)], [*install, *wanted]):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
                return f"cannot be installed: {(said or [done.stderr.strip()[-200:]])[0]}"
        (target / "stamp").write_text(_stamp(name))
        return None


def _pins(name: str) -> str:
    return str(PEERS / f"{name}.txt")


def _dependencies() -> list[str]:
    """What datagen needs; datagen itself is run from the working tree."""
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        return list(tomllib.load(file)["project"]["dependencies"])


def _stamp(name: str) -> str:
    wanted = "\n".join(_dependencies()) if name == "datagen" else Path(_pins(name)).read_text()
    return hashlib.sha256(wanted.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Job:
    """One run of one tool: what it reads, whom it asks, where it keeps its state."""

    workload: Path
    folder: Path
    base_url: str
    concurrency: int
    fast: bool


class Commands:
    """The command lines of a job: `before` is not measured, `measured` is."""

    def __init__(self, environments: Environments) -> None:
        self._environments = environments

    def of(self, tool: Tool, job: Job) -> tuple[list[list[str]], list[str]]:
        python = str(self._environments.python(tool.environment))
        if tool.script is not None:
            script = [python, str(PEERS / tool.script), "--base-url", job.base_url]
            script += ["--workload", str(job.workload), "--folder", str(job.folder)]
            script += ["--concurrency", str(job.concurrency)]
            return [], [*script, "--fast"] if job.fast else script
        run = str(job.folder / "run")
        planned = ["--scenes", str(job.workload / "scenes.jsonl"), "--recipes", "passage"]
        planned += ["--prompts", str(job.workload), "--model", "measured", "--yes"]
        planned += ["--policy", "lenient"]  # the answers are about no image: judged, not rejected
        sent = ["--base-url", job.base_url, "--concurrency", str(job.concurrency)]
        if tool.name == "datagen-generate":
            return [], [python, "-m", "datagen", "generate", *planned, "--out", run, *sent]
        plan = [python, "-m", "datagen", "plan", *planned, "--out", run]
        return [plan], [python, "-m", "datagen", "ask", run, *sent, "--no-build"]

    def problem(self, tool: Tool) -> str | None:
        """Why the tool cannot be measured, or None."""
        problem = self._environments.problem(tool.environment)
        if problem is None and tool.name == "datagen":
            known = _datagen_commands(str(self._environments.python("datagen")))
            if not {"plan", "ask"} <= known:
                return "this version has no `datagen ask`: see datagen-generate"
        return problem

    def environ(self, tool: Tool) -> dict[str, str]:
        """Nothing may leave this machine, and nothing may try to: that takes time as well.

        A home of their own, so that nobody's settings for a tool are measured.
        """
        home = self._environments.folder / "home"
        home.mkdir(exist_ok=True)
        tokenizers = "lib/python*/site-packages/litellm/litellm_core_utils/tokenizers"
        vocabularies = list((self._environments.folder / "curator").glob(tokenizers))
        told = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "OPENAI_API_KEY": "none",
            "NO_PROXY": "*",
            "HF_HUB_OFFLINE": "1",
            "HF_DATASETS_OFFLINE": "1",
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "TELEMETRY_ENABLED": "false",
            "CURATOR_DISABLE_RICH_DISPLAY": "1",
        }
        if vocabularies:  # litellm ships the files that tiktoken would download
            told["TIKTOKEN_CACHE_DIR"] = str(vocabularies[0])
        if tool.script is None:
            told["PYTHONPATH"] = str(REPOSITORY)
        return told


@cache
def _datagen_commands(python: str) -> frozenset[str]:
    asked = "from datagen.cli.app import COMMANDS; print(*COMMANDS)"
    done = subprocess.run(
        [python, "-c", asked], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return frozenset(done.stdout.split())


def rows(tool: Tool, job: Job) -> int:
    """How many answers the tool has to show for it; 0 where it ended without any result."""
    if tool.script is not None:
        counted = job.folder / "rows"
        return int(counted.read_text()) if counted.exists() else 0
    records, ledger = job.folder / "run" / "llava_instruct.jsonl", job.folder / "run/ledger.jsonl"
    if records.exists():
        with records.open("rb") as lines:
            return sum(1 for _ in lines)
    if ledger.exists():
        with ledger.open("rb") as lines:
            return sum(b'"kind":"answer"' in line for line in lines)
    return 0
