"""`datagen init`: templates to edit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from datagen.cli.console import say
from datagen.errors import RunError


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to; made if missing.", show_default=False)
    ],
    examples: Annotated[
        bool, typer.Option("--examples", help="Copy the sample data with its pictures as well.")
    ] = False,
) -> None:
    """Copy the prompts and seeds, to edit them and pass the folder as --prompts."""
    from datagen.prompting import packaged

    names = ["prompts", "seeds", *(["examples"] if examples else [])]
    for name in names:
        if (folder / name).exists():
            raise RunError(
                "is there already, and nothing is overwritten",
                where=folder / name,
                hint="Name another folder, or move that one away.",
            )
    try:
        for name in names:
            shutil.copytree(
                packaged() / name,
                folder / name,
                ignore=shutil.ignore_patterns("__pycache__", "*.py", "drawing"),
            )
    except OSError as problem:
        raise RunError(
            f"cannot be written: {problem.strerror}", where=folder, hint="Choose another folder."
        ) from problem
    say(f"copied {' and '.join(names)} to {folder}")
    say(f"use them with: datagen generate --prompts {folder} …")
