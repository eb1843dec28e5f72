"""Captions in, a run folder with their naive expansion out. Free: no teacher takes part."""

from __future__ import annotations

from collections.abc import Callable

from datagen.errors import InputError, RunError
from datagen.pipeline.build import build
from datagen.pipeline.plan import PlanSummary, open_library, plan
from datagen.pipeline.source import open_source
from datagen.rows import Report
from datagen.runs import Run
from datagen.settings import Settings


def expand(
    run: Run,
    settings: Settings,
    *,
    confirm: Callable[[PlanSummary], None],
    workers: int | None = None,
) -> Report:
    """Plan and build a run of captions only. Raises `InputError` before anything is written."""
    run.made()
    library = open_library(settings)
    library.questions(settings.expansion.style)
    source = open_source(settings.inputs)
    if not source.report.captions:
        raise InputError(
            "there is no caption to expand",
            where=", ".join(map(str, source.files)),
            hint="Pass --captions FILE, or scenes that have captions.",
        )
    if run.recipes():
        raise RunError(
            "holds a run of `datagen generate`, whose plan would be lost",
            where=run.folder,
            hint="Use another --out, or `datagen generate --with-expansion`.",
        )
    with run.locked():
        plan(run, source, settings, library=library, teacher=None, confirm=confirm)
        return build(run, run.planned(), workers=workers)
