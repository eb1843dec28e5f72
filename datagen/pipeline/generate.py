"""The main job: plan, ask, build, in one go and as often as it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from datagen import parsing
from datagen.errors import RunError, TeacherError
from datagen.ledger import OpenLedger
from datagen.pipeline.ask import Progress, ask
from datagen.pipeline.build import build
from datagen.pipeline.estimate import with_prediction
from datagen.pipeline.judge import Judge
from datagen.pipeline.plan import (
    PlanSummary,
    open_library,
    plan,
    usable_recipe,
    wanted_recipes,
)
from datagen.pipeline.planned import open_composer
from datagen.pipeline.source import open_source
from datagen.rows import Report
from datagen.runs import Run
from datagen.settings import Settings
from datagen.sources import Source
from datagen.teachers import Teacher, open_teacher


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. `interrupted`: the user stopped it; what came is built all the same."""

    report: Report
    interrupted: bool


def teacher_of(settings: Settings, api_key: str | None = None) -> Teacher:
    """The teacher that the settings name. Raises where its key or model is missing."""
    return open_teacher(
        settings.teaching,
        settings.sending,
        seed=settings.selection.seed,
        api_key=api_key,
        render=parsing.render,
    )


def generate(
    run: Run,
    settings: Settings,
    teacher: Teacher,
    *,
    source: Source | None = None,
    confirm: Callable[[PlanSummary], None] = lambda _: None,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Plan, ask for what the ledger does not hold, build.

    `source` takes the place of the input settings. `confirm` sees the plan before anything is
    replaced or sent, and raises to stop. Bad input raises before anything is written; where a
    teacher gives up, what was answered is built and the `TeacherError` raised after that.
    """
    run.made()
    if run.recipes() == frozenset() and not settings.recipes.with_expansion:
        raise RunError(
            "holds a run of `datagen expand`, whose records would be lost",
            where=run.folder,
            hint="Use another --out, or add --with-expansion.",
        )
    library = open_library(settings)
    for name in wanted_recipes(settings):
        usable_recipe(library, name)
    source = source or open_source(settings.inputs)
    with run.locked():
        summary = plan(run, source, settings, library=library, teacher=teacher, confirm=confirm)
        del source
        manifest = run.planned()
        with OpenLedger(run.ledger) as ledger:
            composer = open_composer(run, manifest)
            manifest, _ = with_prediction(run, manifest, composer, ledger)
            try:
                progress = asyncio.run(
                    ask(
                        run,
                        teacher,
                        ledger,
                        composer=composer,
                        judge=Judge(settings),
                        total=summary.new,
                        watch=watch,
                    )
                )
            except TeacherError:
                if any(slot.answered for _, slot in ledger.slots()):
                    build(run, manifest)
                raise
        return Outcome(build(run, manifest), interrupted=progress.stopping)
