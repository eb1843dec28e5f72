"""The real command in a process of its own, as a user calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


class Result:
    """What a command said and how it ended."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """What stderr says, without blank lines."""
        return [line for line in self.err.splitlines() if line.strip()]


Datagen = Callable[..., Result]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An empty HOME, no settings, a terminal that is none."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "DATAGEN_"))}
    return {**kept, "HOME": str(home), "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


@pytest.fixture
def datagen(tmp_path: Path, environment: dict[str, str]) -> Datagen:
    """Run `datagen …` in an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()

    def run(*arguments: object, code: int | None = 0, **extra: str) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "datagen", *map(str, arguments)],
            cwd=folder,
            env={**environment, **extra},
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        result = Result(done)
        assert "Traceback" not in result.err, result.err
        if code is not None:
            assert result.code == code, (result.code, result.out, result.err)
        return result

    return run
