"""A build that is stopped half-way leaves neither half files nor processes behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Datagen

pytestmark = pytest.mark.skipif(
    not (hasattr(os, "mkfifo") and Path("/proc/self/task").exists()),
    reason="needs named pipes, and /proc to find processes in",
)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_build_leaves_the_outputs_of_before_and_no_process(
    sent: signal.Signals,
    tmp_path: Path,
    datagen: Datagen,
    environment: dict[str, str],
    scene_file: Callable[..., Path],
) -> None:
    scenes = scene_file(
        [
            {"id": f"{n:012}", "image": f"{n}.jpg", "captions": [f"A thing number {n}."]}
            for n in range(700)
        ]
    )
    run = tmp_path / "run"
    datagen("expand", "--scenes", scenes, "--out", run)
    planned = (run / "scenes.jsonl").read_bytes()
    (run / "scenes.jsonl").unlink()
    before = {path.name: path.read_bytes() for path in run.glob("*.json*")}
    os.mkfifo(run / "scenes.jsonl")
    manifest = json.loads(before["manifest.json"])
    manifest["sizes"]["scenes.jsonl"] = 0  # that of a pipe
    before["manifest.json"] = json.dumps(manifest).encode()
    (run / "manifest.json").write_bytes(before["manifest.json"])

    build = subprocess.Popen(
        [sys.executable, "-m", "datagen", "build", str(run), "--workers", "2"],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    with (run / "scenes.jsonl").open("wb") as plan:  # the rest never comes: the build waits for it
        plan.write(planned[: len(planned) * 2 // 3])
        plan.flush()
        children = Path(f"/proc/{build.pid}/task/{build.pid}/children")
        workers = [int(child) for child in children.read_text().split()]
        assert len(workers) == 2
        assert (run / "caption_expansion.jsonl.tmp").exists()
        if sent == signal.SIGINT:  # as Ctrl-C on a terminal does
            for worker in workers:
                assert os.getpgid(worker) != os.getpgid(build.pid)
            os.killpg(build.pid, sent)
        else:
            build.send_signal(sent)
        _, said = build.communicate(timeout=30)

    deadline = time.monotonic() + 30
    while any(map(runs, workers)):
        assert time.monotonic() < deadline, "a worker is left behind"
        time.sleep(0.01)
    assert {name: (run / name).read_bytes() for name in before} == before
    if sent == signal.SIGINT:
        assert build.returncode == 130
        (line,) = said.splitlines()
        assert line.startswith("interrupted; what was finished is kept")
        assert not list(run.glob("*.tmp"))
    elif sent == signal.SIGTERM:
        assert (build.returncode, said) == (128 + sent, "")
        assert not list(run.glob("*.tmp"))
    else:
        assert (build.returncode, said) == (-sent, "")


def runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # dead, and nobody to collect it
