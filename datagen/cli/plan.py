"""`datagen plan`: the first act alone."""

from __future__ import annotations

import json

import typer

from datagen.cli.common import ConfigOption, confirmation, out_folder, resolved
from datagen.cli.options import Flags, takes
from datagen.errors import RunError
from datagen.runs import Run
from datagen.settings import (
    Checking,
    Confirming,
    Expansion,
    Inputs,
    Output,
    Place,
    Planning,
    Recipes,
    Section,
    Selection,
    Teaching,
    Telling,
    Templates,
)


def _sent_before(run: Run) -> dict[str, Section]:
    """How a run that is planned anew is sent and what it may cost stays as it was."""
    try:
        settings = run.manifest().settings if run.made() else None
    except RunError:  # of a version that wrote other settings
        return {}
    return {"sending": settings.sending, "spending": settings.spending} if settings else {}


@takes(
    Place,
    Confirming,
    Planning,
    Inputs,
    Selection,
    Templates,
    Recipes,
    Teaching,
    Output,
    Checking,
    Expansion,
    Telling,
)
def plan(*, config: ConfigOption = None, flags: Flags) -> None:
    """Write a run folder and say what would be asked. Nothing is sent, and no key is needed.

    `datagen ask RUN` then asks, and takes the options of sending and spending.
    """
    from datagen.cli.summary import print_plan
    from datagen.pipeline.generate import plan_run

    folder = out_folder(resolved(flags, config).session)
    run = Run(folder)
    chosen = resolved(flags, config, stored=_sent_before(run), of_run=True)
    session = chosen.session
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
