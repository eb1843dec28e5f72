"""The wheel alone, in an empty environment and an empty folder, runs the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_the_templates_and_the_examples_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "datagen/py.typed",
        "datagen/shipped/prompts/detail.md",
        "datagen/shipped/prompts/questions/brief.txt",
        "datagen/shipped/seeds/reasoning/01-cyclist-door.md",
        "datagen/shipped/examples/annotations/captions_example.json",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith(("tests/", "examples/", "docs/"))]


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    home, work, environment = tmp_path / "home", tmp_path / "work", tmp_path / "venv"
    home.mkdir()
    work.mkdir()
    venv.create(environment, with_pip=True)
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "DATAGEN_", "PYTHON"))
    }
    env = {**kept, "HOME": str(home), "PATH": f"{environment / 'bin'}{os.pathsep}{kept['PATH']}"}

    def run(*command: object) -> str:
        done = subprocess.run(
            [*map(str, command)], cwd=work, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(environment / "bin" / "python", "-m", "pip", "install", "-q", wheel)
    datagen = environment / "bin" / "datagen"
    run(datagen, "init", "mine", "--examples")
    annotations = work / "mine" / "examples" / "annotations"
    out = run(
        datagen, "generate", "--captions", annotations / "captions_example.json",
        "--instances", annotations / "instances_example.json", "--prompts", "mine",
        "--images", work / "mine" / "examples" / "images", "--teacher", "offline", "--out", "demo",
    )  # fmt: skip
    assert "wrote demo/llava_instruct.json" in out
    assert "000000000101/conversation/0" in run(datagen, "preview", "demo")
    assert "0 do not" in run(datagen, "validate", "demo/llava_instruct.json")
