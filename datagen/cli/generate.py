"""`datagen generate`: plan, ask, build."""

from __future__ import annotations

import os

from datagen.cli.common import ConfigOption, confirmation, leave, out_folder, resolved, reusing
from datagen.cli.console import note
from datagen.cli.options import Flags, flag_of, takes
from datagen.runs import Run
from datagen.settings import (
    Building,
    Checking,
    Confirming,
    Expansion,
    Finishing,
    Inputs,
    Output,
    Place,
    Planning,
    Recipes,
    Resuming,
    Selection,
    Sending,
    Settings,
    Spending,
    Teaching,
    Telling,
    Templates,
    Watching,
)

SECTIONS = (
    Place,
    Confirming,
    Planning,
    Inputs,
    Selection,
    Templates,
    Recipes,
    Teaching,
    Sending,
    Spending,
    Output,
    Checking,
    Expansion,
    Resuming,
    Telling,
    Watching,
    Building,
    Finishing,
)


def _forgotten(run: Run, settings: Settings) -> list[str]:
    """Limits and prices of the last session that this one is not given: nothing keeps them.

    The offline teacher needs none.
    """
    if settings.teaching.teacher == "offline":
        return []
    before = run.manifest_or_none()
    return [
        flag_of(name, field)
        for name, field in Spending.model_fields.items()
        if before
        and getattr(before.settings.spending, name) is not None
        and getattr(settings.spending, name) is None
    ]


@takes(*SECTIONS)
def generate(*, config: ConfigOption = None, flags: Flags) -> None:
    """Generate instruction data: plan, ask the teacher, check the answers, write the records.

    Run the same command again to go on where it stopped: an answer that can be used is never asked
    for again.
    """
    from datagen.cli.display import open_display
    from datagen.cli.summary import print_report
    from datagen.pipeline.generate import generate as run_generate
    from datagen.pipeline.generate import teacher_of

    chosen = resolved(flags, config, of_run=True)
    settings, session = chosen.settings, chosen.session
    run = Run(out_folder(session))
    teacher = teacher_of(settings, os.environ.get("OPENAI_API_KEY"))
    if not session.quiet and (forgotten := _forgotten(run, settings)):
        note(f"the last session of this run had {', '.join(forgotten)}; this one does not")
    with open_display(session) as watch:
        outcome = run_generate(
            run,
            settings,
            teacher,
            confirm=confirmation(session, asks=True),
            watch=watch,
            reuse=session.reuse or (),
            taken=reusing(session),
            retry_failed=session.retry_failed,
            replan=session.replan,
            workers=session.workers,
        )
    assert outcome.report is not None
    print_report(run, outcome.report, session)
    leave(run, outcome.report, session, outcome.asked)
