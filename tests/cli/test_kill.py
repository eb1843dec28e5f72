"""`kill -9` at any moment: nothing that had reached the ledger is asked again, nothing is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonlines
import msgspec
import pytest

from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen

SCENES = 134  # about 400 requests
IN_FLIGHT = 8
RECIPES = "conversation,detail,reasoning"


def script(body: dict[str, Any]) -> Reply:
    """The same answer to the same request, always, after a while."""
    time.sleep(0.03)
    passage = "detailed description of its image" in body["messages"][0]["content"]
    number = body["messages"][-1]["content"].split("number ")[1].split(".")[0]
    if passage:
        return says(f"Thing {number} stands in a field.")
    asked = (
        "What is here?" if "one question that a person" in body["messages"][0]["content"] else ""
    )
    return says(f"Question:\n{asked or 'What can be seen?'}\n===\nAnswer:\nThing {number}.")


def seen_request(body: dict[str, Any]) -> tuple[str, str]:
    """Recipe and scene of a request, read off its messages."""
    system = body["messages"][0]["content"]
    recipe = (
        "detail"
        if "detailed description of its image" in system
        else "reasoning"
        if "one question that a person" in system
        else "conversation"
    )
    number = body["messages"][-1]["content"].split("number ")[1].split(".")[0]
    return recipe, f"{int(number):012}"


def in_ledger(path: Path) -> set[tuple[str, str]]:
    """Recipe and scene of every whole row."""
    if not path.exists():
        return set()
    rows = path.read_bytes().split(b"\n")[:-1]
    names = [msgspec.json.decode(row)["sample"].split("/") for row in rows]
    return {(recipe, image) for image, recipe, _ in names}


def tear(path: Path, dice: random.Random) -> None:
    """Cut the last row somewhere, as a power cut in the middle of a write would."""
    rows = path.read_bytes().splitlines(keepends=True)
    os.truncate(path, path.stat().st_size - dice.randrange(1, len(rows[-1])))


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_and_started_again_it_asks_for_the_rest_and_ends_the_same(
    kills: int, tmp_path: Path, environment: dict[str, str], scene_file: Callable[..., Path]
) -> None:
    scenes = scene_file(
        [
            {"id": f"{n:012}", "image": f"{n:012}.jpg", "captions": [f"A thing number {n}."]}
            for n in range(SCENES)
        ]
    )
    dice = random.Random(kills)
    moments = sorted(dice.sample(range(1, SCENES * 3 - 10), kills))

    with ChatServer(script) as server:
        env = {**environment, "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.url}

        def start(out: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", "datagen", "generate", "--scenes", str(scenes)]
            command += ["--recipes", RECIPES, "--model", "m", "--out", str(tmp_path / out)]
            return subprocess.Popen(
                [*command, "--concurrency", str(IN_FLIGHT), "-q"],
                env=env,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

        ledger = tmp_path / "killed" / "ledger.jsonl"
        torn = 0
        for number, moment in enumerate(moments):
            if number % 2 and ledger.exists():
                tear(ledger, dice)
                torn += 1
            before = in_ledger(ledger)
            asked = len(server.requests)
            process = start("killed")
            while process.poll() is None:
                if ledger.exists() and ledger.read_bytes().count(b"\n") >= moment:
                    os.killpg(process.pid, signal.SIGKILL)
                    break
                time.sleep(0.002)
            process.wait()
            again = {seen_request(body) for body in server.requests[asked:]} & before
            assert not again, "asked again, though its answer was in the ledger"
        before, asked = in_ledger(ledger), len(server.requests)
        assert start("killed").wait() == 0
        assert not {seen_request(body) for body in server.requests[asked:]} & before
        total = len(server.requests)
        most = SCENES * 3 + kills * IN_FLIGHT + torn
        assert total <= most, "only what was in flight, or torn, is asked twice"

        assert start("undisturbed").wait() == 0

    for name in ("llava_instruct.jsonl", "llava_instruct.json", "provenance.jsonl"):
        killed, undisturbed = (tmp_path / run / name for run in ("killed", "undisturbed"))
        assert killed.read_bytes() == undisturbed.read_bytes(), name
    with jsonlines.open(tmp_path / "killed" / "llava_instruct.jsonl") as rows:
        assert len(list(rows)) == SCENES * 3


def test_a_ledger_that_is_lost_after_a_kill_is_not_bought_again_without_a_question(
    tmp_path: Path, datagen: Datagen, environment: dict[str, str], example_files: dict[str, Path]
) -> None:
    with ChatServer(lambda _: replace(says("A thing stands in a field."), delay=0.05)) as server:
        command = ["generate", "--captions", str(example_files["captions"]), "--recipes", "detail"]
        command += ["--model", "m", "--concurrency", "1", "--out", str(tmp_path / "run"), "-q"]
        to = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.url}
        process = subprocess.Popen(
            [sys.executable, "-m", "datagen", *command],
            env={**environment, **to},
            stderr=subprocess.DEVNULL,
        )
        ledger = tmp_path / "run" / "ledger.jsonl"
        while not (ledger.exists() and ledger.read_bytes()):
            time.sleep(0.002)
        process.kill()
        process.wait()
        asked = len(server.requests)
        ledger.unlink()
        refused = datagen(*command, code=2, **to)
        assert "ledger.jsonl is gone; 16 samples would be asked" in refused.err
        assert len(server.requests) == asked
