"""The main job: plan, ask, build, in one go or act by act, and as often as it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from datagen import parsing
from datagen.errors import RunError, SettingsError, TeacherError
from datagen.ledger import Ledger, OpenLedger
from datagen.pipeline.ask import Asking, Progress, ask
from datagen.pipeline.basis import TEACHER, teacher_digest
from datagen.pipeline.bill import bill
from datagen.pipeline.build import build
from datagen.pipeline.checks import Checks
from datagen.pipeline.estimate import with_prediction
from datagen.pipeline.judge import Judge
from datagen.pipeline.known import Known
from datagen.pipeline.losses import held_by, loss, remembered
from datagen.pipeline.plan import PlanSummary, census_of, plan, summary_of
from datagen.pipeline.planned import open_composer, planned_identities
from datagen.pipeline.purse import open_purse, rates_of
from datagen.pipeline.ready import ready
from datagen.pipeline.reuse import Taken, other_runs, take_over
from datagen.pipeline.standing import Census
from datagen.rows import Report
from datagen.runs import Manifest, Run, now
from datagen.settings import Settings
from datagen.sources import Source
from datagen.spending import Meter
from datagen.teachers import Teacher, open_teacher


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the asking ended, and the report on what was built after it, if it was."""

    asked: Progress
    report: Report | None


def teacher_of(settings: Settings, api_key: str | None = None) -> Teacher:
    """The teacher that the settings name. Raises where its key or model is missing."""
    return open_teacher(
        settings.teaching,
        settings.sending,
        seed=settings.selection.seed,
        api_key=api_key,
        render=parsing.render,
    )


def planning_teacher_of(settings: Settings) -> Teacher:
    """The teacher that the settings name, to plan with: it sends nothing, so it needs no key."""
    return teacher_of(settings, api_key="none-is-needed-to-plan")


def generate(
    run: Run,
    settings: Settings,
    teacher: Teacher,
    *,
    source: Source | None = None,
    confirm: Callable[[PlanSummary], None] = lambda _: None,
    watch: Callable[[Progress], None] = lambda _: None,
    replan: bool = False,
    reuse: Sequence[Path] = (),
    taken: Callable[[Taken], None] = lambda _: None,
    retry_failed: bool = False,
    workers: int | None = None,
) -> Outcome:
    """Plan, ask for what the ledger does not hold, build.

    `reuse` are other run folders whose answers are taken over; `taken` sees what each gave.
    `source` takes the place of the input settings. `confirm` sees the plan before anything is
    replaced or sent, and raises to stop. Bad input raises before anything is written; where a
    teacher gives up, what was answered is built and the `TeacherError` raised after that.
    """
    rates_of(settings)
    given = ready(run, settings, teacher, source=source, replan=replan)
    del source
    with ExitStack() as stack:
        others = stack.enter_context(other_runs(run, reuse))
        stack.enter_context(run.locked())
        _, census = plan(
            run,
            settings,
            teacher,
            given,
            confirm=confirm,
            others=others,
            retry_failed=retry_failed,
        )
        del given
        manifest = run.planned()
        _check_what_is_told(run, manifest, teacher)
        session = _Session(watch, retry_failed, builds=True, workers=workers)
        ledger = stack.enter_context(OpenLedger(run.ledger, census.ledger))
        take_over(ledger, others, planned_identities(run) if others else (), watch=taken)
        del others
        return session.ask_and_build(run, manifest, teacher, ledger, census)


def plan_run(
    run: Run,
    settings: Settings,
    *,
    source: Source | None = None,
    confirm: Callable[[PlanSummary], None] = lambda _: None,
    replan: bool = False,
) -> PlanSummary:
    """The first act alone: write the plan, send nothing. Raises as `generate` does."""
    teacher = planning_teacher_of(settings)
    given = ready(run, settings, teacher, source=source, replan=replan)
    with run.locked():
        return plan(run, settings, teacher, given, confirm=confirm).summary


def askable(run: Run) -> Manifest:
    """The manifest of a run that can be asked for. Raises `RunError` where there is no plan."""
    manifest = run.planned()
    if not manifest.recipes:
        raise RunError("holds a run of `datagen expand`: there is nothing to ask", where=run.folder)
    return manifest


def ask_run(
    run: Run,
    settings: Settings,
    teacher: Teacher,
    *,
    confirm: Callable[[PlanSummary], None] = lambda _: None,
    watch: Callable[[Progress], None] = lambda _: None,
    builds: bool = True,
    reuse: Sequence[Path] = (),
    taken: Callable[[Taken], None] = lambda _: None,
    retry_failed: bool = False,
    workers: int | None = None,
) -> Outcome:
    """The other two acts: send what a planned run still needs, then build, unless told not to.

    The run keeps the settings, of which only those of sending and spending may differ from its own.
    Raises `RunError` where the teacher would not be told what the plan says.
    """
    askable(run)
    rates_of(settings)
    with ExitStack() as stack:
        others = stack.enter_context(other_runs(run, reuse))
        stack.enter_context(run.locked())
        manifest = askable(run).model_copy(
            update={"settings": settings, "updated": now(), "prediction": None}
        )
        _check_what_is_told(run, manifest, teacher)
        session = _Session(watch, retry_failed, builds=builds, workers=workers)
        recipes = open_composer(run, manifest).recipes
        with Ledger(run.ledger) as there:  # opened for writing, one that is gone would be made
            known = Known(there, [other.ledger for other in others])
            checks = Checks.of_run(run, manifest)
            census = census_of(run, settings, checks, recipes, known, retry_failed=retry_failed)
            summary = summary_of(
                census,
                images=manifest.inputs.selected,
                notes=manifest.notes,
                others=others,
                missing=loss(run, manifest, there, census),
            )
            confirm(summary)
            manifest = manifest.model_copy(update={"held": held_by(there)})
        run.write_manifest(manifest)
        ledger = stack.enter_context(OpenLedger(run.ledger, there))
        take_over(ledger, others, planned_identities(run) if others else (), watch=taken)
        del others
        return session.ask_and_build(run, manifest, teacher, ledger, census)


def _check_what_is_told(run: Run, manifest: Manifest, teacher: Teacher) -> None:
    """Raises `RunError` where the teacher would not be told what the samples are keyed by."""
    told = teacher_digest(open_composer(run, manifest), teacher)
    if manifest.basis.get(TEACHER, told) != told:
        raise RunError(
            "the prompts and seeds in it are no longer those that this run was planned with",
            where=run.templates,
            hint="Plan again with --replan; answers that still fit are reused. To edit prompts, "
            "use a folder of your own (`datagen init`, --prompts).",
        )


def _check_room_for_one(settings: Settings, meter: Meter) -> None:
    """Raises `SettingsError` where one request takes more than may be sent in a minute."""
    tpm = settings.sending.tpm
    if tpm is None or settings.teaching.teacher == "offline":
        return
    for recipe in meter.recipes:
        each = sum(meter.expected(recipe, meter.usual_characters(recipe)))
        if each > tpm:
            raise SettingsError(
                f"one request for {recipe} takes about {each:,} tokens, and {tpm:,} a minute are "
                "allowed",
                where="--tpm",
                hint="Give the limit that the server has, or leave it out.",
            )


@dataclass(frozen=True, slots=True)
class _Session:
    """How a planned run is asked and built this time."""

    watch: Callable[[Progress], None]
    retry_failed: bool
    builds: bool
    workers: int | None

    def ask_and_build(
        self,
        run: Run,
        manifest: Manifest,
        teacher: Teacher,
        ledger: OpenLedger,
        census: Census,
    ) -> Outcome:
        """Ask what the ledger does not hold. What came is built, also where the teacher gives up.

        `census` is that of the plan, with all that the ledger holds now. What building rejects of
        the answers that asking had no time to read is asked again.
        """
        settings = manifest.settings
        requests = settings.spending.max_requests
        outcome = self._once(run, manifest, teacher, ledger, census, requests=requests)
        for _ in range(1, settings.teaching.attempts):
            if not _goes_on(outcome):
                break
            if requests is not None:
                requests -= outcome.asked.done
                if not requests:
                    outcome.asked.limit = "--max-requests"
                    break
            recipes = open_composer(run, manifest).recipes
            checks, known = Checks.of_run(run, manifest), Known(ledger)
            left = census_of(run, settings, checks, recipes, known, retry_failed=False)
            once_more = replace(self, retry_failed=False)
            if outcome.report is not None:  # what was foretold is held against all that was asked
                manifest = manifest.model_copy(update={"prediction": outcome.report.prediction})
            outcome = once_more._once(run, manifest, teacher, ledger, left, requests=requests)
        return outcome

    def _once(
        self,
        run: Run,
        manifest: Manifest,
        teacher: Teacher,
        ledger: OpenLedger,
        census: Census,
        *,
        requests: int | None,
    ) -> Outcome:
        """Ask and build. `requests` is how many more may be sent."""
        census.go_on_with(ledger)
        settings = manifest.settings
        paid = settings.teaching.teacher != "offline"
        composer = open_composer(run, manifest)
        foretold = manifest.prediction
        manifest, meter = with_prediction(run, manifest, composer, ledger, census)
        _check_room_for_one(settings, meter)
        told = manifest.prediction and manifest.prediction.before
        before = told or bill(run, settings)
        if foretold is not None:
            manifest = manifest.model_copy(update={"prediction": foretold})
        try:
            with (
                remembered(run, manifest, ledger),
                asyncio.Runner(loop_factory=_event_loop) as runner,
            ):
                asked = runner.run(
                    ask(
                        run,
                        teacher,
                        ledger,
                        composer=composer,
                        judge=Judge(settings, Checks.of_run(run, manifest)),
                        purse=open_purse(settings, composer, meter, before, requests=requests),
                        asking=Asking(
                            settings.sending.warmup and paid,
                            self.retry_failed,
                            wary=paid,
                            feedback=settings.teaching.feedback,
                        ),
                        census=census,
                        watch=self.watch,
                    )
                )
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
        except TeacherError as failure:
            if any(slot.answered for _, slot in ledger.slots()):
                if self.builds:
                    build(run, manifest, workers=self.workers)
                if "what was answered is kept" not in (failure.hint or "").lower():
                    kept = "What was answered is kept; the same command goes on from there."
                    failure.hint = f"{failure.hint or ''} {kept}".strip()
            raise
        return Outcome(asked, build(run, manifest, workers=self.workers) if self.builds else None)


def _goes_on(outcome: Outcome) -> bool:
    """Whether building has left something to ask for again, and nobody said to stop."""
    asked, report = outcome.asked, outcome.report
    return bool(asked.unread and report and report.pending) and asked.stopped_by is None


def _event_loop() -> asyncio.AbstractEventLoop:
    """uvloop, a tenth cheaper a request, where there is one: it does not come for Windows."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
