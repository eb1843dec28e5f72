"""A command in, what it took out: seconds, CPU and memory of it and all its children. Linux only.

The measured command has one core to itself, everything else the other: this process pins itself
before it starts a child, and the child inherits that.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK_EVERY = 0.01  # seconds
_WEIGH_EVERY = 0.25
_ASK_TO_STOP_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Cores:
    """`client` is for what is measured, `server` for the rest; the same one where there is one."""

    client: int
    server: int

    @classmethod
    def of_this_machine(cls) -> Cores:
        cores = sorted(os.sched_getaffinity(0))
        return cls(client=cores[-1], server=cores[0])


@dataclass(frozen=True, slots=True)
class Usage:
    """`started` is on the clock of time.monotonic, `code` None where it was stopped."""

    started: float
    seconds: float
    cpu: float
    peak_mb: float
    code: int | None


def start(
    command: Sequence[str], *, core: int, cores: Cores, environ: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """Start a process group of its own on one core; this process goes back to the server's."""
    os.sched_setaffinity(0, {core})
    try:
        with log.open("ab") as out:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=dict(environ),
                cwd=log.parent,
                start_new_session=True,
            )
    finally:
        os.sched_setaffinity(0, {cores.server})


def measure(
    command: Sequence[str],
    *,
    cores: Cores,
    environ: Mapping[str, str],
    log: Path,
    timeout: float,
    stop: Callable[[], bool] = lambda: False,
) -> Usage:
    """Run to its end, to `stop`, or to the timeout; then nothing of it is left running.

    CPU counts children that the process waited for. Memory is the largest sum over the process
    tree of what each process has for itself and its share of the rest (PSS), or the largest
    resident set of one process, whichever is more.
    """
    started = time.monotonic()
    process = start(command, core=cores.client, cores=cores, environ=environ, log=log)
    heaviest, weighed, asked, stopped = 0.0, started, started, False
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        now = time.monotonic()
        if pid:
            break
        if not stopped and now - asked > _ASK_TO_STOP_EVERY:
            asked = now
            if now - started > timeout or stop():
                stopped = True
                _kill_group(process.pid)
        if now - weighed > _WEIGH_EVERY:
            weighed = now
            heaviest = max(heaviest, _weight_mb(process.pid))
        time.sleep(_LOOK_EVERY)
    process.returncode = os.waitstatus_to_exitcode(status)  # it is waited for already
    _kill_group(process.pid)
    return Usage(
        started=started,
        seconds=now - started,
        cpu=usage.ru_utime + usage.ru_stime,
        peak_mb=max(heaviest, usage.ru_maxrss / 1024),
        code=None if stopped else process.returncode,
    )


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _weight_mb(session: int) -> float:
    total = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(after_name[3]) == session:
                    for row in (entry / "smaps_rollup").read_text().splitlines():
                        if row.startswith("Pss:"):
                            total += int(row.split()[1])
    return total / 1024
