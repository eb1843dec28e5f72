"""Words for people: results to stdout, everything else to stderr.

Foreign text is shown, never obeyed.
"""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from typing import Any

import typer

from datagen.errors import DatagenError, RunError
from datagen.outlet import Outlet
from datagen.plaintext import visible


class _Outlet(Outlet):
    """Standard output: a full disk is one error."""

    _full = False

    def write(self, data: Any, /) -> int:
        if self._full:
            return len(data)
        try:
            return super().write(data)
        except OSError as problem:
            self._full = True  # and is not tried again when Python ends
            raise RunError(
                f"the result cannot be written: {problem.strerror}", where="standard output"
            ) from problem


def open_stdout() -> None:
    """Have standard output bear a reader that leaves: what a command found is its exit code."""
    old = sys.stdout
    with suppress(AttributeError, OSError, ValueError):  # there is none, or it is no file
        outlet = _Outlet(old.fileno(), "w", closefd=False)
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(outlet),
            encoding=old.encoding,
            errors=old.errors,
            line_buffering=old.isatty(),
        )


def say(line: str = "") -> None:
    """A line for the user, on stderr; nobody may be left to read it."""
    with suppress(OSError):
        typer.echo(visible(line), err=True)


def note(line: str) -> None:
    say(f"note: {line}")


def print_error(failure: DatagenError) -> None:
    """What is wrong, where, and what to do: two lines at most."""
    colour = sys.stderr.isatty()
    typer.secho("error: ", fg=typer.colors.RED if colour else None, err=True, nl=False)
    say(str(failure))
    if failure.hint:
        typer.secho("hint:  ", fg=typer.colors.CYAN if colour else None, err=True, nl=False)
        say(failure.hint)
