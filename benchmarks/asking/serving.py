"""The server of `server.py` as a process on its own core, and what it counted."""

from __future__ import annotations

import http.client
import json
import subprocess
from pathlib import Path
from typing import Any, Self

from asking.measure import Cores, start


class Serving:
    """Runs while its `with` block does. `options` are the command line's of server.py."""

    def __init__(self, python: Path, cores: Cores, folder: Path, *options: str) -> None:
        self._command = [str(python), str(Path(__file__).with_name("server.py")), *options]
        self._cores = cores
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    def stats(self) -> dict[str, Any]:
        return self._ask("GET", "/stats")

    def mark(self) -> dict[str, Any]:
        return self._ask("POST", "/mark")

    def _ask(self, method: str, path: str) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path)
            return dict(json.loads(connection.getresponse().read()))
        finally:
            connection.close()

    def __enter__(self) -> Self:
        self._log.unlink(missing_ok=True)
        self._process = start(
            self._command,
            core=self._cores.server,
            cores=self._cores,
            environ={"PYTHONUNBUFFERED": "1"},
            log=self._log,
        )
        while not (said := self._log.read_text()).endswith("\n"):
            if self._process.poll() is not None:
                raise RuntimeError(f"the server did not start: {said}")
        self._port = int(said)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait()
