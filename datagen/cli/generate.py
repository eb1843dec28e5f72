"""`datagen generate`: plan, ask, build."""

from __future__ import annotations

import os

from datagen.cli.common import ConfigOption, confirmation, leave, out_folder, resolved, reusing
from datagen.cli.options import Flags, takes
from datagen.settings import (
    Building,
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
    Spending,
    Teaching,
    Telling,
    Templates,
    Watching,
)

SECTIONS = (
    Place,
    Planning,
    Inputs,
    Selection,
    Templates,
    Recipes,
    Teaching,
    Sending,
    Spending,
    Output,
    Expansion,
    Resuming,
    Telling,
    Watching,
    Building,
    Finishing,
)


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
    from datagen.runs import Run

    chosen = resolved(flags, config)
    settings, session = chosen.settings, chosen.session
    run = Run(out_folder(session))
    teacher = teacher_of(settings, os.environ.get("OPENAI_API_KEY"))
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
