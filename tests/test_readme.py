"""What the README shows is what the commands print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from datagen.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def transcripts() -> list[tuple[str, str]]:
    """Each `$ command` of the console blocks with what stands below it."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.M)[1:]]
    found = [re.fullmatch(r"((?:[^\n]*\\\n)*[^\n]*)\n(.*)", part, re.DOTALL) for part in parts]
    return [(match[1], match[2]) for match in found if match]


def steady(text: str) -> str:
    """Without what differs from machine to machine: rates, and white space at line ends."""
    text = re.sub(r"[\d,]+ a minute", "N a minute", text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what a clone does, without what was made in it."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("examples", "prompts", "seeds"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def test_there_are_transcripts() -> None:
    assert len(transcripts()) >= 2


def test_every_transcript_is_what_its_command_prints(clone: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "DATAGEN_"))}
    bin_folder = str(Path(sys.executable).parent)
    path = os.pathsep.join([bin_folder, kept.get("PATH", "")])
    env = {**kept, "PATH": path, "PYTHONUNBUFFERED": "1", "COLUMNS": "96", "NO_COLOR": "1"}
    for command, shown in transcripts():
        done = subprocess.run(
            command.replace("datagen ", f"{sys.executable} -m datagen ", 1),
            shell=True, cwd=clone, env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert steady(done.stdout) == steady(shown), command


def test_every_file_and_option_that_the_readme_names_exists() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
    helps = "".join(
        subprocess.run(
            [sys.executable, "-m", "datagen", command, "--help"],
            capture_output=True, text=True, check=True,
            env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        ).stdout
        for command in COMMANDS
        if command != "config"
    )  # fmt: skip
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)):
        assert option in helps, option
