"""Bytes in, and out to a file, a pipe or a device whose reader may leave before the end."""

from __future__ import annotations

import io
import select
from typing import Any


class Outlet(io.FileIO):
    """What is written after the reader left is lost, and is no error: nobody wants it.

    A pipe that was opened not to block is waited for where it is full: who opened it so may be
    somebody else, and every other program waits.
    """

    def write(self, data: Any, /) -> int:
        try:
            while (written := super().write(data)) is None:
                select.select((), (self,), ())
        except BrokenPipeError:
            return len(data)
        return written
