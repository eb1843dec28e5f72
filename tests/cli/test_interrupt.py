"""Ctrl-C waits for what is in flight, keeps it, and says how to go on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonlines
import pytest

from datagen.rehearsal import ChatServer, Reply, says

SCENES = 60


def script(body: dict[str, Any]) -> Reply:
    time.sleep(0.1)
    return says("A thing stands in a field.")


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_keeps_what_was_in_flight_and_goes_on(
    by: signal.Signals,
    tmp_path: Path,
    environment: dict[str, str],
    scene_file: Callable[..., Path],
) -> None:
    scenes = scene_file(
        [
            {"id": f"{n:012}", "image": f"{n}.jpg", "captions": [f"A thing number {n}."]}
            for n in range(SCENES)
        ]
    )
    with ChatServer(script) as server:
        command = [sys.executable, "-m", "datagen", "generate", "--scenes", str(scenes)]
        command += ["--recipes", "detail", "--model", "m", "--concurrency", "4"]
        command += ["--out", str(tmp_path / "run"), "--progress", "json"]
        env = {**environment, "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.url}

        process = subprocess.Popen(
            command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        while len(server.requests) < 10:
            time.sleep(0.01)
        process.send_signal(by)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130, err
        assert "The same command goes on" in err
        assert "Traceback" not in err

        with jsonlines.open(tmp_path / "run" / "ledger.jsonl") as rows:
            kept = len(list(rows))
        assert kept == len(server.requests) < SCENES, "every answer that was asked for is kept"
        array = json.loads((tmp_path / "run" / "llava_instruct.json").read_text())
        assert len(array) == kept, "and built"

        done = subprocess.run(command, env=env, capture_output=True, text=True)
        assert done.returncode == 0
        assert len(server.requests) == SCENES, "nothing is asked twice"
        events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
        assert events[-1]["done"] == events[-1]["total"] == SCENES - kept


def test_a_second_interrupt_stops_at_once_and_quietly(
    tmp_path: Path, environment: dict[str, str], scene_file: Callable[..., Path]
) -> None:
    scenes = scene_file(
        [
            {"id": f"{n:012}", "image": f"{n}.jpg", "captions": [f"A thing number {n}."]}
            for n in range(400)
        ]
    )
    with ChatServer(lambda _: replace(says("A thing stands."), delay=30.0)) as server:
        command = [sys.executable, "-m", "datagen", "generate", "--scenes", str(scenes)]
        command += ["--recipes", "detail", "--model", "m", "--concurrency", "100", "--no-warmup"]
        command += ["--out", str(tmp_path / "run")]
        env = {**environment, "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.url}
        process = subprocess.Popen(command, env=env, text=True, stderr=subprocess.PIPE)
        while len(server.requests) < 100:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert any("Ctrl-C again stops at once" in line for line in process.stderr), "not told"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert process.returncode == 130, err
    assert "interrupted; what was finished is kept" in err
    assert "Traceback" not in err
    assert "exception" not in err
