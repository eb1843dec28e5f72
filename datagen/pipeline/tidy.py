"""Signals that end a process in, a block that is left as by Ctrl-C out: no half files stay."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

# as a job scheduler sends it, and as a terminal does that is closed
_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def tidy_when_terminated() -> Iterator[None]:
    """The process then ends with 128 and the signal. What is ignored already stays ignored."""

    def end(number: int, _: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)  # the next one would end the tidying up
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():  # only it may take signals
        yield
        return
    with ExitStack() as stack:
        for each in _SIGNALS:
            if signal.getsignal(each) is signal.SIG_DFL:
                signal.signal(each, end)
                stack.callback(signal.signal, each, signal.SIG_DFL)
        yield
