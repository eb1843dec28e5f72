"""`datagen ask`: send what a planned run still needs, then build."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from datagen.cli.amounts import counted
from datagen.cli.common import ConfigOption, RunArgument, confirmation, leave, resolved, reusing
from datagen.cli.console import say
from datagen.cli.options import Flags, takes
from datagen.settings import (
    Building,
    Confirming,
    Finishing,
    Resuming,
    Sending,
    Spending,
    Telling,
    Watching,
)

BuildOption = Annotated[
    bool,
    typer.Option("--build/--no-build", help="Write the records when all is asked, or do not."),
]


@takes(
    Confirming,
    Resuming,
    Sending,
    Spending,
    Telling,
    Watching,
    Building,
    Finishing,
    unset="as in the run",
)
def ask(
    run_folder: RunArgument,
    *,
    config: ConfigOption = None,
    build: BuildOption = True,
    flags: Flags,
) -> None:
    """Ask for what a planned run still needs, and write the records.

    The model and all else that an answer depends on are the run's own.
    """
    from datagen.cli.display import open_display
    from datagen.cli.summary import print_report
    from datagen.pipeline.generate import ask_run, askable, teacher_of
    from datagen.runs import Run

    run = Run(run_folder)
    stored = dict(askable(run).settings)
    chosen = resolved(flags, config, stored=stored, changes=(Sending, Spending))
    settings, session = chosen.settings, chosen.session
    teacher = teacher_of(settings, os.environ.get("OPENAI_API_KEY"))
    with open_display(session) as watch:
        outcome = ask_run(
            run,
            settings,
            teacher,
            confirm=confirmation(session, asks=True),
            watch=watch,
            builds=build,
            reuse=session.reuse or (),
            taken=reusing(session),
            retry_failed=session.retry_failed,
            workers=session.workers,
        )
    if outcome.report:
        print_report(run, outcome.report, session)
    else:
        say(f"nothing is written yet: datagen build {run.folder}")
        if outcome.asked.unread:
            unread = counted(outcome.asked.unread, "answer is", "answers are")
            say(
                f"{unread} not held against their images yet: the build does that, and "
                f"datagen ask {run.folder} then asks again for what it rejects"
            )
    leave(run, outcome.report, session, outcome.asked)
