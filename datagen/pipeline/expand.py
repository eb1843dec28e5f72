"""Captions in, a run folder with their naive expansion out. Free: no teacher takes part."""

from __future__ import annotations

from collections.abc import Callable

from datagen.errors import InputError, RunError
from datagen.pipeline.build import build
from datagen.pipeline.library import open_library
from datagen.pipeline.plan import PlanSummary, plan
from datagen.pipeline.ready import ready
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
    open_library(settings).questions(settings.expansion.style)
    given = ready(run, settings, None)
    source = given.source
    assert source is not None, "without a teacher a run is always planned"
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
        plan(run, settings, None, given, confirm=confirm)
        return build(run, run.planned(), workers=workers)
