"""Real servers over a tiny model that is made here, and the real command to ask them.

`make test-servers` makes the servers' environments; without them these tests skip and say so.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.servers.command import Command
from tests.servers.lessons import write_lessons
from tests.servers.served import COMMANDS, Served, free_port, serving

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent.parent / ".venv-servers"

Start = Callable[..., AbstractContextManager[Served]]


def environment_of(server: str) -> Path:
    """The environment of a server. Skips where it cannot be installed, in pip's own words."""
    folder = ENVIRONMENTS / server
    if (folder / ".installed").exists():
        return folder
    why = ENVIRONMENTS / f"{server}.log"
    if not why.exists():
        pytest.skip(f"`make test-servers` has not made the environment of {server}")
    said = why.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    pytest.skip(f"{server} does not install on this machine: {said[-1] if said else 'no reason'}")


@pytest.fixture(scope="session")
def datagen_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An empty HOME, no settings, and the key that people give to servers that need none."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "DATAGEN_"))}
    home = tmp_path_factory.mktemp("home")
    return {**kept, "HOME": str(home), "NO_COLOR": "1", "TERM": "dumb", "OPENAI_API_KEY": "EMPTY"}


@pytest.fixture(scope="session")
def examples(example_files: dict[str, Path]) -> list[str]:
    """The flags that name the example files."""
    captions, instances = example_files["captions"], example_files["instances"]
    return ["--captions", str(captions), "--instances", str(instances)]


@pytest.fixture(scope="session")
def model(
    tmp_path_factory: pytest.TempPathFactory,
    examples: list[str],
    datagen_environment: dict[str, str],
) -> Path:
    """The folder of a model that knows by heart what to say to each request over the examples."""
    work = tmp_path_factory.mktemp("model")
    write_lessons(work / "lessons.jsonl", examples, work=work, environment=datagen_environment)
    python = environment_of("transformers") / "bin" / "python"
    command = [python, HERE / "make_model.py", work / "lessons.jsonl", work / "tiny"]
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, cwd=work, env=_plain_environment()
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return work / "tiny"


def _plain_environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}


@pytest.fixture(scope="session")
def start(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """`with start("vllm") as served:` runs one; each has a log and a home of its own."""

    def begin(name: str, port: int | None = None) -> AbstractContextManager[Served]:
        work, port = tmp_path_factory.mktemp(name), port or free_port()
        command = COMMANDS[name](environment_of(name), model, port)
        known_as = "tiny" if name == "vllm" else str(model)
        return serving(name, command, model=known_as, port=port, work=work)

    return begin


@pytest.fixture(scope="session", params=["transformers", "vllm"])
def server(request: pytest.FixtureRequest, start: Start) -> Iterator[Served]:
    """One server after the other, each for all the tests that take one."""
    with start(request.param) as served:
        yield served


@pytest.fixture
def command(tmp_path: Path, examples: list[str], datagen_environment: dict[str, str]) -> Command:
    return Command(tmp_path, examples, datagen_environment)
