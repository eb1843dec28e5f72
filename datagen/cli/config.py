"""`datagen config`: what a command would run with."""

from __future__ import annotations

import json

import typer

from datagen.cli.common import ConfigOption, resolved
from datagen.cli.generate import SECTIONS
from datagen.cli.options import Flags, takes
from datagen.cli.resolve import written_names

app = typer.Typer(
    help="Show what a command would run with.", no_args_is_help=True, add_completion=False
)


@takes(*SECTIONS)
def show(*, config: ConfigOption = None, flags: Flags) -> None:
    """Print every setting with its value and where it comes from.

    Takes the flags of `generate`, and reads the environment and the file as it does.
    """
    from rich.table import Table
    from rich.text import Text

    from datagen.cli.summary import stdout_console
    from datagen.plaintext import visible

    chosen = resolved(flags, config)
    stored = chosen.settings.model_dump(mode="json")
    sections = {**stored, "session": chosen.session.model_dump(mode="json")}
    fields = {name: value for section in sections.values() for name, value in section.items()}
    values = {written: fields[name] for written, name in written_names().items()}
    origins = {written: chosen.origins[name] for written, name in written_names().items()}
    if chosen.session.json_output:
        rows = {n: {"value": v, "origin": origins[n]} for n, v in values.items()}
        typer.echo(json.dumps(rows, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("setting", "value", "from"):
        table.add_column(heading, overflow="fold")
    for name, value in values.items():
        shown = (
            "" if value in (None, "") else value if isinstance(value, str) else json.dumps(value)
        )
        table.add_row(name, Text(visible(shown)), Text(visible(origins[name])))
    stdout_console().print(table)


app.command("show")(show)


@app.callback()
def _group() -> None:
    """Show what a command would run with."""
