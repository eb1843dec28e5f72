"""Annotations and recipes in, a planned run folder out: scenes, samples with their keys, templates.

Free: nothing is asked. A folder that was planned before is planned anew; its ledger stays, so what
was answered is answered still wherever the teacher would read the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import jsonlines
import msgspec
from pydantic import JsonValue

from datagen import __version__
from datagen.errors import RunError
from datagen.identity import digest_of_texts
from datagen.ledger import Ledger
from datagen.pipeline.basis import current_plan
from datagen.pipeline.checks import Checks, keep_words
from datagen.pipeline.compose import Composer
from datagen.pipeline.judge import Judge
from datagen.pipeline.key_parts import joined, values_of
from datagen.pipeline.known import Known
from datagen.pipeline.last_build import LastBuild
from datagen.pipeline.losses import held_by, loss
from datagen.pipeline.orphans import Lost, Orphans, why_lost
from datagen.pipeline.planned import planned_identities
from datagen.pipeline.ready import Pick, Ready
from datagen.pipeline.reuse import Other
from datagen.pipeline.source import input_counts, input_files
from datagen.pipeline.standing import Census
from datagen.records import Recipe, Sample, Scene
from datagen.runs import Manifest, Run, now, whole_file
from datagen.settings import Settings
from datagen.teachers import Teacher


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan means before anything is sent.

    samples = `answered` + `failed` + `new`, as in `Standing`. `requests` are sent for the new ones,
    `owed` are further requests for the answered, `unjudged` of which may be owed one as well.
    `orphaned`: paid answers that the plan no longer uses, `why_orphaned`: what changed for most of
    them, `shrinks`: it asks for less than the plan that it replaces. `fitting`: samples that other
    runs have answers for, None where no run is named. `missing`: what became of a ledger that
    answers were paid for in, where they would be bought again; empty where nothing did.
    """

    images: int
    samples: int
    answered: int
    failed: int
    new: int
    requests: int
    owed: int
    unjudged: int
    orphaned: int
    shrinks: bool
    fitting: int | None
    notes: tuple[str, ...]
    why_orphaned: str
    missing: str

    def as_json(self) -> dict[str, JsonValue]:
        return asdict(self)


class Planned(NamedTuple):
    """What a plan means, in all and for each of its samples."""

    summary: PlanSummary
    census: Census


def summary_of(
    census: Census,
    *,
    images: int,
    notes: tuple[str, ...],
    others: Sequence[Other],
    missing: str,
    lost: Lost | None = None,
    why_orphaned: str = "",
) -> PlanSummary:
    total = census.total()
    return PlanSummary(
        images=images,
        samples=total.samples,
        answered=total.answered,
        failed=total.failed,
        new=total.new,
        requests=total.requests,
        owed=total.again.total(),
        unjudged=total.unjudged,
        orphaned=lost.number if lost else 0,
        shrinks=lost is not None and lost.shrinks,
        why_orphaned=why_orphaned,
        missing=missing,
        fitting=total.fitting if others else None,
        notes=notes,
    )


def plan(
    run: Run,
    settings: Settings,
    teacher: Teacher | None,
    given: Ready,
    *,
    confirm: Callable[[PlanSummary], None],
    others: Sequence[Other] = (),
    retry_failed: bool = False,
) -> Planned:
    """Write the plan of a run whose lock the caller holds. Without a teacher: captions only.

    `others` are runs whose answers will be taken over: they count as answered. `confirm` is called
    when all is known and nothing is replaced yet; it raises to stop. A plan that stays is counted,
    and its run takes the settings.
    """
    with Ledger(run.ledger) as ledger:
        if given.source is None:
            return _kept(run, settings, given, ledger, confirm, others, retry_failed)
        known = Known(ledger, [other.ledger for other in others])
        recipes = given.recipes
        composer = Composer(recipes, settings.recipes.crowd)
        replaced = run.manifest_or_none()
        values = joined(replaced.values if replaced else {}, values_of(settings, composer, teacher))
        pick = Pick(given.source, settings, given)
        before = identities_before(run)
        build = LastBuild(run, settings, given.checks, recipes, among=before)
        judge = Judge(settings, given.checks)
        census = Census(known, judge, recipes, build, retry_failed=retry_failed)
        orphans = Orphans(before)
        created = run.made() or now()
        digest = blake2b(digest_size=16)
        encode = msgspec.json.Encoder().encode

        with whole_file(run.scenes) as scenes_out, whole_file(run.plan) as plan_out:
            for scene, names in pick:
                scenes_out.buffer.write(encode(scene) + b"\n")
                for name in names:
                    assert teacher is not None
                    sample = planned_sample(teacher, composer, name, scene)
                    step = census.add(sample, scene)
                    orphans.add(sample.sample, sample.identity, is_new=step == ("due", 1))
                    row = encode(sample) + b"\n"
                    digest.update(row)
                    plan_out.buffer.write(row)
            plan_out.flush()
            lost, why = orphans.find(run.ledger), ""
            if lost.number:
                why = why_lost(lost.some, Path(plan_out.name), settings.teaching.teacher, values)
            summary = summary_of(
                census,
                images=pick.images,
                notes=(*pick.choice.notes, *given.notes),
                others=others,
                missing=loss(run, replaced, ledger, census),
                lost=lost,
                why_orphaned=why,
            )
            confirm(summary)
            report = given.source.report
            manifest = Manifest(
                version=__version__,
                created=created,
                updated=now(),
                settings=settings,
                files=input_files(given.source),
                inputs=input_counts(report, selected=pick.images, skipped=len(pick.skipped)),
                recipes={recipe.name: recipe.digest for recipe in recipes.values()},
                samples=summary.samples,
                notes=summary.notes,
                basis=given.basis,
                values=values,
                chosen=pick.choice.digest,
                plan=digest.hexdigest(),
                held=held_by(ledger),
            )
            run.write_manifest(manifest)
            keep_words(run, settings.checking.words)
            lists = [settings.expansion.style] if settings.recipes.with_expansion else []
            given.library.copy_used(run.templates, recipes, lists)
            with whole_file(run.skipped) as out, jsonlines.Writer(out) as rows:
                rows.write_all(
                    skip.model_dump(mode="json")
                    for skip in (*pick.skipped, *report.dropped_captions)
                )
    done = {"complete": True, "sizes": run.plan_sizes()}
    run.write_manifest(manifest.model_copy(update=done))
    return Planned(summary, census)


def _kept(
    run: Run,
    settings: Settings,
    given: Ready,
    ledger: Ledger,
    confirm: Callable[[PlanSummary], None],
    others: Sequence[Other],
    retry_failed: bool,
) -> Planned:
    """The summary of the plan that is there. No answer falls out of its use."""
    manifest = current_plan(run, given.basis)
    if manifest is None:
        raise RunError(
            "another datagen has just changed this run",
            where=run.folder,
            hint="Run the command again.",
        )
    stays = "the plan is up to date"
    if settings.inputs.images:
        stays += "; the pictures were checked when it was made (--replan checks them again)"
    known = Known(ledger, [other.ledger for other in others])
    census = census_of(run, settings, given.checks, given.recipes, known, retry_failed=retry_failed)
    summary = summary_of(
        census,
        images=manifest.inputs.selected,
        notes=(stays, *manifest.notes),
        others=others,
        missing=loss(run, manifest, ledger, census),
    )
    confirm(summary)
    keep_words(run, settings.checking.words)
    of_this_session = {"settings": settings, "updated": now(), "prediction": None}
    run.write_manifest(manifest.model_copy(update={**of_this_session, "held": held_by(ledger)}))
    return Planned(summary, census)


def census_of(
    run: Run,
    settings: Settings,
    checks: Checks,
    recipes: Mapping[str, Recipe],
    known: Known,
    *,
    retry_failed: bool,
) -> Census:
    """The census of a plan that is there."""
    build = LastBuild(run, settings, checks, recipes)
    judge = Judge(settings, checks)
    census = Census(known, judge, recipes, build, retry_failed=retry_failed)
    census.add_plan(run)
    return census


def identities_before(run: Run | None) -> frozenset[str]:
    """What the plan that is there asks for; nothing where it is damaged, or there is none."""
    try:
        return frozenset(planned_identities(run)) if run else frozenset()
    except RunError:
        return frozenset()


def planned_sample(teacher: Teacher, composer: Composer, recipe: str, scene: Scene) -> Sample:
    """The sample of a scene and a recipe, with the key that its request has."""
    parts = teacher.parts(composer.recipes[recipe], scene, composer.messages(recipe, scene))
    index = 0
    return Sample(
        sample=f"{scene.id}/{recipe}/{index}",
        scene=scene.id,
        recipe=recipe,
        index=index,
        identity=digest_of_texts({"teacher": teacher.name, "index": index, **parts}),
        parts=parts,
    )
