"""Items in, what a task makes of each out, in their order: here, or in worker processes.

A worker is a Python of its own that reads its standard input and answers over a pipe that nothing
else knows of, so that it may print. Unlike the pools of the standard library it never runs the
caller's script again, ends by itself when this process is killed, and leaves Ctrl-C to this
process. Where a process cannot be given such a pipe (Windows) there are no workers.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from typing import IO, Any, Generic, NamedTuple, Self, TypeAlias, TypeVar

from datagen.errors import DatagenError, RunError

T = TypeVar("T")
R = TypeVar("R")
Opened: TypeAlias = AbstractContextManager[Callable[[T], R]]

MOST = 8
_PATIENCE = 10.0  # seconds for a worker that no longer answers to end by itself
_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from datagen.pipeline.crew import serve; serve(int(sys.argv[1]))"
)


class _Worker(NamedTuple):
    process: subprocess.Popen[bytes]
    items: IO[bytes]
    results: IO[bytes]


def cores() -> int:
    """How many processes may run at once on this machine, and at most as many as are of use."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux knows which of them are ours
        usable = os.cpu_count() or 1
    return min(usable, MOST)


class Crew(Generic[T, R]):
    """Workers that start at once and are gone when the block is left; with one, no process at all.

    `opens` gives the task and is called once in each worker, so it and the items can be pickled.
    Raises what the task raises where it is an error of ours, and `RunError` where a worker dies.
    """

    def __init__(self, opens: Callable[[], Opened[T, R]], workers: int) -> None:
        self._opens = opens
        self._workers: list[_Worker] = []
        if workers > 1 and sys.executable and os.name == "posix":
            try:
                for _ in range(workers):
                    self._workers.append(_started(opens))
            except OSError:  # no more processes, or no memory for them: then without
                self._end()
                self._workers.clear()
            except BaseException:
                self._end()
                raise

    def in_order(self, items: Iterable[T]) -> Iterator[R]:
        """Holds one item and one result a worker at most, whatever comes before or after."""
        if not self._workers:
            with self._opens() as task:
                yield from map(task, items)
            return
        waiting = iter(items)
        idle = deque(self._workers)
        busy: deque[_Worker] = deque()
        item: T | None = next(waiting, None)
        while item is not None or busy:
            while item is not None and idle:
                worker = idle.popleft()
                _send(worker, item)
                busy.append(worker)
                item = next(waiting, None)
            worker = busy.popleft()
            result = _received(worker)
            if item is None:
                idle.append(worker)
            else:  # before the result is looked at, so that the worker does not wait for that
                _send(worker, item)
                busy.append(worker)
                item = next(waiting, None)
            yield result

    def _end(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.wait()
            worker.results.close()
            with suppress(BrokenPipeError):  # what it was still to be sent no longer matters
                worker.items.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()


def serve(answers: int) -> None:
    """What a worker does: makes its task, then answers items until there are no more.

    `answers` is the file descriptor that results go to.
    """
    items = sys.stdin.buffer
    os.set_inheritable(answers, False)
    results = os.fdopen(answers, "wb")
    opens = pickle.load(items)
    task = None
    with ExitStack() as stack, suppress(BrokenPipeError):
        while True:
            try:
                item = pickle.load(items)
            except (EOFError, pickle.UnpicklingError):  # the other side is gone
                return
            try:
                if task is None:
                    task = stack.enter_context(opens())
                result: Any = task(item)
            except DatagenError as failure:
                result = failure
            pickle.dump(result, results, pickle.HIGHEST_PROTOCOL)
            results.flush()


def _started(opens: object) -> _Worker:
    results, answers = os.pipe()
    try:
        process = subprocess.Popen(
            # -P: takes no module from the working directory
            [sys.executable, "-P", "-c", _START, str(answers)],
            stdin=subprocess.PIPE,
            stdout=2,  # what prints there, prints where people look
            pass_fds=(answers,),
            start_new_session=True,  # Ctrl-C on a terminal is for this process
        )
    except BaseException:
        os.close(results)
        raise
    finally:
        os.close(answers)  # the worker's own is the only one left: its end is the end of results
    assert process.stdin is not None
    worker = _Worker(process, process.stdin, os.fdopen(results, "rb"))
    _send(worker, sys.path)
    _send(worker, opens)
    return worker


def _send(worker: _Worker, item: object) -> None:
    try:
        pickle.dump(item, worker.items, pickle.HIGHEST_PROTOCOL)
        worker.items.flush()
    except BrokenPipeError:
        raise _died(worker) from None


def _received(worker: _Worker) -> Any:
    try:
        result = pickle.load(worker.results)
    except (EOFError, pickle.UnpicklingError):
        raise _died(worker) from None
    if isinstance(result, DatagenError):
        raise result
    return result


def _died(worker: _Worker) -> RunError:
    """Also of one that lives on and no longer talks: it is ended."""
    try:
        status = worker.process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        worker.process.kill()
        how = "stopped answering"
    else:
        by = f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        how = f"ended {by}"
    return RunError(
        f"a worker process {how}",
        hint="Was there enough memory? Outputs of before are as they were; run the same command "
        "again, with --workers 1 where it happens again.",
    )
