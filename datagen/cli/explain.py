"""`datagen explain`: where samples stand, and why they were or will be asked again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from datagen.cli.common import RunArgument
from datagen.cli.console import note, say

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from datagen.pipeline.event import Event
    from datagen.pipeline.explain import Explanation
    from datagen.pipeline.overview import Overview

STATES = ("example", "rejected", "failed", "pending")


def explain(
    run_folder: RunArgument,
    sample: Annotated[
        str | None,
        typer.Argument(
            metavar="SAMPLE",
            help="IMAGE/RECIPE/INDEX, or its beginning; leading zeros may be left out. "
            "Without one: the whole run.",
            show_default=False,
        ),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Say where samples stand and why they were, or will be, asked again.

    For one sample with all that was ever asked for it. Reads the run folder; sends nothing.
    """
    from datagen.pipeline.explain import explain as run_explain
    from datagen.pipeline.lookup import find_samples
    from datagen.pipeline.overview import overview
    from datagen.runs import Run

    run = Run(run_folder)
    manifest = run.planned()
    if sample is None:
        whole = overview(run, manifest)
        if json_output:
            typer.echo(whole.model_dump_json(indent=2))
        else:
            _print_overview(whole, run.ledger)
        return
    found = find_samples(run, sample)
    told = run_explain(run, manifest, found)
    count = len(found.planned) + len(found.unplanned)
    if json_output:
        typer.echo(json.dumps({"samples": [one.model_dump(mode="json") for one in told]}, indent=2))
    elif count > 1:
        _print_list(told)
        say(f"{count} samples fit '{sample}': name one of them to see all of it")
    else:
        for one in told:
            _print(one, run.ledger)


def _print(told: Explanation, ledger: Path) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from datagen.cli.summary import stdout_console
    from datagen.plaintext import visible

    console = stdout_console()
    console.print(Text(visible(told.sample), style="bold"))
    state = told.state or "not planned"
    console.print(Text(visible(f"{state}: {told.reason}")), soft_wrap=True)
    if told.recipe:
        console.print(f"recipe {visible(told.recipe)}, version {told.recipe_version}")
        console.print("asked anew when one of these changes:")
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        for part in told.parts:
            value = part.value or f"{part.covers} (digest {part.digest[:8]})"
            table.add_row(Text(part.name), Text(visible(value)))
        console.print(Padding(table, (0, 0, 0, 2), expand=False))
    rows = "1 row" if len(told.history) == 1 else f"{len(told.history)} rows"
    console.print(f"{rows} of the ledger{', the oldest first' if len(told.history) > 1 else ''}")
    for event in told.history:
        console.print(Padding(_event(event), (0, 0, 0, 2), expand=False))
    _note_damage(told.damaged_rows, ledger)


def _event(event: Event) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    from datagen.plaintext import visible

    asked = f"{event.received}  {event.teacher}, attempt {event.attempt}, line {event.line}"
    lines = [event.because if event.tries == 1 else f"{event.because}, sent {event.tries} times"]
    if event.kind == "failure":
        length = "for good" if event.permanent else "for now"
        lines.append(f"no answer came, {length}: {event.code}: {event.detail}")
    else:
        facts = [f"answered: {event.prompt_tokens} tokens in, {event.completion_tokens} out"]
        facts += [f"by {event.served_model}"] if event.served_model else []
        facts += [f"finish reason {event.finish_reason}"] if event.finish_reason else []
        lines.append(", ".join(facts))
    if event.outcome == "rejected":
        lines.append(f"rejected: {event.reject_code}: {event.reject_detail}")
    elif event.outcome:
        lines.append("judged: an example")
    rejected = event.use == "used" and event.outcome == "rejected"
    use: str = "counts as a rejected attempt" if rejected else event.use
    if event.used_by:
        more = f" and {len(event.used_by) - 1} more" if len(event.used_by) > 1 else ""
        use += f" ({event.used_by[0]}{more})"
    lines.append(f"{use}: {event.why_not}" if event.why_not else use)
    told = Text("\n".join(visible(line) for line in lines))
    return Group(Text(visible(asked), style="bold"), Padding(told, (0, 0, 0, 2), expand=False))


def _print_list(told: Iterable[Explanation]) -> None:
    from rich.table import Table
    from rich.text import Text

    from datagen.cli.summary import stdout_console
    from datagen.plaintext import visible

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("sample", "state", "why"):
        table.add_column(heading, overflow="fold")
    for one in told:
        table.add_row(
            Text(visible(one.sample)), one.state or "not planned", Text(visible(one.reason))
        )
    stdout_console().print(table)


def _print_overview(whole: Overview, ledger: Path) -> None:
    from rich.table import Table
    from rich.text import Text

    from datagen.cli.summary import stdout_console
    from datagen.plaintext import visible

    console = stdout_console()
    states = Table(box=None, pad_edge=False, header_style="bold")
    states.add_column("recipe")
    for heading in ("planned", "examples", *STATES[1:]):
        states.add_column(heading, justify="right")
    for recipe, counts in whole.by_recipe.items():
        numbers = [sum(counts.values()), *(counts.get(state, 0) for state in STATES)]
        states.add_row(Text(visible(recipe)), *map(str, numbers))
    totals = [whole.planned, *(whole.states.get(state, 0) for state in STATES)]
    states.add_row("all", *map(str, totals), style="bold")
    console.print(states)
    console.print(
        f"of {whole.planned} samples {whole.reused} were asked under their key of today, "
        f"{whole.new} are new"
    )
    if whole.waiting:
        console.print("the next `datagen generate` asks:")
        why = Table(box=None, pad_edge=False, header_style="bold")
        for heading in ("samples", "recipe", "why"):
            why.add_column(heading, justify="right" if heading == "samples" else "left")
        for row in whole.waiting:
            why.add_row(str(row.samples), Text(visible(row.recipe)), Text(visible(row.reason)))
        console.print(why)
    else:
        console.print("nothing is left to ask")
    if whole.unused_answers:
        console.print(f"answers of the ledger that this plan does not use: {whole.unused_answers}")
    _note_damage(whole.damaged_rows, ledger)


def _note_damage(lines: tuple[int, ...], ledger: Path) -> None:
    if lines:
        listed = ", ".join(map(str, lines[:5]))
        note(f"damaged rows of {ledger}, not used: {len(lines)}; line {listed}")
