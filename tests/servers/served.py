"""A model folder in, a running OpenAI-compatible server over it out."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_WITHIN = 300.0  # seconds; importing torch for the first time takes one of these minutes
STOPPED_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers. `model` is the name that it knows its model by."""

    name: str
    url: str
    model: str
    log: Path

    @property
    def requests(self) -> int:
        """How many chat completions it has been asked for, by its own log."""
        return self.log.read_text(errors="replace").count('"POST /v1/chat/completions')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _transformers(environment: Path, model: Path, port: int) -> list[str]:
    return [
        *(str(environment / "bin" / "transformers"), "serve", str(model)),
        *("--host", "127.0.0.1", "--port", str(port), "--device", "cpu"),
    ]


def _vllm(environment: Path, model: Path, port: int) -> list[str]:
    # its own command looks for a distribution of another name and fails: hence the module
    return [
        *(str(environment / "bin" / "python"), "-m", "vllm.entrypoints.openai.api_server"),
        *("--model", str(model), "--served-model-name", "tiny"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--dtype", "float32", "--max-model-len", "4096", "--max-num-seqs", "16"),
        *("--enforce-eager", "--enable-prompt-tokens-details"),
    ]


COMMANDS: Mapping[str, Callable[[Path, Path, int], list[str]]] = {
    "transformers": _transformers,
    "vllm": _vllm,
}


@contextmanager
def serving(
    name: str, command: Sequence[str], *, model: str, port: int, work: Path
) -> Iterator[Served]:
    """The server of this command, from its first answer on /health to the end of the block."""
    log, url = work / "server.log", f"http://127.0.0.1:{port}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=_environment(work / "home"),
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, url, log)
        yield Served(name, f"{url}/v1", model, log)
    finally:
        _stop(process)


def _environment(home: Path) -> Mapping[str, str]:
    """No network, no settings from outside; /v1/models of transformers wants the cache folder."""
    (home / ".cache" / "huggingface" / "hub").mkdir(parents=True, exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "HF_", "VLLM_"))}
    return {
        **kept,
        "HOME": str(home),
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "VLLM_CPU_KVCACHE_SPACE": "1",
    }


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}:\n{_end_of(log)}")
        try:
            with urllib.request.urlopen(url + "/health", timeout=5) as reply:
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server is not ready after {READY_WITHIN:.0f} s:\n{_end_of(log)}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The server and the processes that it started: all of its own process group."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(STOPPED_WITHIN)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-4000:]
