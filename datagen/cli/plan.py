"""`datagen plan`: the first act alone."""

from __future__ import annotations

import json

import typer

from datagen.cli.common import ConfigOption, confirmation, out_folder, resolved
from datagen.cli.options import Flags, takes
from datagen.settings import (
    Expansion,
    Inputs,
    Output,
    Place,
    Planning,
    Recipes,
    Selection,
    Teaching,
    Telling,
    Templates,
)


@takes(Place, Planning, Inputs, Selection, Templates, Recipes, Teaching, Output, Expansion, Telling)
def plan(*, config: ConfigOption = None, flags: Flags) -> None:
    """Write a run folder and say what would be asked. Nothing is sent, and no key is needed.

    `datagen ask RUN` then asks.
    """
    from datagen.cli.summary import print_plan
    from datagen.pipeline.generate import plan_run
    from datagen.runs import Run

    chosen = resolved(flags, config)
    session = chosen.session
    run = Run(out_folder(session))
    summary = plan_run(
        run,
        chosen.settings,
        confirm=confirmation(session, asks=False),
        replan=session.replan,
    )
    if session.json_output:
        typer.echo(json.dumps({"run": str(run.folder), **summary.as_json()}, indent=2))
    else:
        print_plan(run, summary, session)
