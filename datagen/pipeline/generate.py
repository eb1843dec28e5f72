"""The main job: plan, ask, build, in one go and as often as it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from datagen import parsing
from datagen.errors import RunError, TeacherError
from datagen.ledger import OpenLedger
from datagen.pipeline.ask import Asking, Progress, ask
from datagen.pipeline.bill import bill
from datagen.pipeline.build import build
from datagen.pipeline.estimate import with_prediction
from datagen.pipeline.judge import Judge
from datagen.pipeline.lookup import planned_identities
from datagen.pipeline.plan import (
    PlanSummary,
    open_library,
    plan,
    usable_recipe,
    wanted_recipes,
)
from datagen.pipeline.planned import open_composer
from datagen.pipeline.purse import open_purse, rates_of
from datagen.pipeline.reuse import Taken, other_runs, take_over
from datagen.pipeline.source import open_source
from datagen.rows import Report
from datagen.runs import Run
from datagen.settings import Settings
from datagen.sources import Source
from datagen.teachers import Teacher, open_teacher


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; what came is built, whatever ended the asking."""

    report: Report
    asked: Progress


def teacher_of(settings: Settings, api_key: str | None = None) -> Teacher:
    """The teacher that the settings name. Raises where its key or model is missing."""
    return open_teacher(
        settings.teaching,
        settings.sending,
        seed=settings.selection.seed,
        api_key=api_key,
        render=parsing.render,
    )


def asking_of(settings: Settings, *, retry_failed: bool) -> Asking:
    paid = settings.teaching.teacher == "openai"
    return Asking(warmup=settings.sending.warmup and paid, retry_failed=retry_failed)


def generate(
    run: Run,
    settings: Settings,
    teacher: Teacher,
    *,
    source: Source | None = None,
    confirm: Callable[[PlanSummary], None] = lambda _: None,
    watch: Callable[[Progress], None] = lambda _: None,
    reuse: Sequence[Path] = (),
    taken: Callable[[Taken], None] = lambda _: None,
    retry_failed: bool = False,
) -> Outcome:
    """Plan, ask for what the ledger does not hold, build.

    `reuse` are other run folders whose answers are taken over; `taken` sees what each gave.
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
    rates_of(settings)
    others = other_runs(run, reuse)
    source = source or open_source(settings.inputs)
    with run.locked():
        summary = plan(run, source, settings, library=library, teacher=teacher, confirm=confirm)
        del source
        manifest = run.planned()
        spared = take_over(run, others, planned_identities(run) if others else (), watch=taken)
        with OpenLedger(run.ledger) as ledger:
            composer = open_composer(run, manifest)
            manifest, meter = with_prediction(run, manifest, composer, ledger)
            told = manifest.prediction and manifest.prediction.before
            before = told or bill(run, settings, every_answer_used=True)
            try:
                progress = asyncio.run(
                    ask(
                        run,
                        teacher,
                        ledger,
                        composer=composer,
                        judge=Judge(settings),
                        purse=open_purse(settings, composer, meter, before),
                        asking=asking_of(settings, retry_failed=retry_failed),
                        total=summary.new - spared,
                        watch=watch,
                    )
                )
            except TeacherError:
                if any(slot.answered for _, slot in ledger.slots()):
                    build(run, manifest)
                raise
        return Outcome(build(run, manifest), progress)
