"""`datagen estimate`: what generating would take."""

from __future__ import annotations

import typer

from datagen.cli.common import ConfigOption, resolved
from datagen.cli.generate import SECTIONS
from datagen.cli.options import Flags, takes


@takes(*SECTIONS)
def estimate(*, config: ConfigOption = None, flags: Flags) -> None:
    """Say what `generate` with the same options would take: requests, tokens, money and time.

    Sends and writes nothing and needs no key. With the --out of an earlier run, what is answered
    there is not counted, and tokens are expected as its answers had them; the same for --reuse.
    """
    from datagen.cli.forecast import costs_anything, forecast_lines, forecast_table
    from datagen.cli.summary import stdout_console
    from datagen.pipeline.estimate import estimate as run_estimate
    from datagen.pipeline.generate import planning_teacher_of
    from datagen.runs import Run

    chosen = resolved(flags, config, of_run=True)
    settings, session = chosen.settings, chosen.session
    forecast = run_estimate(
        settings,
        planning_teacher_of(settings),
        run=Run(session.out) if session.out else None,
        reuse=session.reuse or (),
        retry_failed=session.retry_failed,
    )
    if session.json_output:
        typer.echo(forecast.model_dump_json(indent=2))
        return
    console = stdout_console()
    if costs_anything(forecast, settings):
        console.print(forecast_table(forecast))
    for line in forecast_lines(forecast, settings):
        console.print(line, soft_wrap=True)
