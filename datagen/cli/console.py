"""Words for people: results to stdout, everything else to stderr.

Foreign text is shown, never obeyed.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import typer

from datagen.errors import DatagenError
from datagen.plaintext import visible


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
