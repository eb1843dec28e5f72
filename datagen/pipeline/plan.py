"""Annotations and recipes in, a planned run folder out: scenes, samples with their keys, templates.

Free: nothing is asked. A folder that was planned before is planned anew; its ledger stays, so what
was answered is answered still wherever the teacher would read the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import asdict, dataclass

import jsonlines
import msgspec
from pydantic import JsonValue

from datagen import __version__
from datagen.errors import InputError, RunError, SettingsError
from datagen.identity import digest_of_texts
from datagen.ledger import Ledger
from datagen.pipeline.basis import basis_of, current_plan
from datagen.pipeline.compose import Composer
from datagen.pipeline.judge import Judge
from datagen.pipeline.library import open_library, usable_recipe, wanted_recipes
from datagen.pipeline.select import choose_samples
from datagen.pipeline.source import input_counts, input_files, open_source
from datagen.pipeline.standing import asked_again, identities_of, standing, standing_of_plan
from datagen.prompting import Library
from datagen.records import Recipe, Sample, Scene, Skip
from datagen.runs import Manifest, Run, now, whole_file
from datagen.settings import Settings
from datagen.sources import Source
from datagen.teachers import Teacher
from datagen.validation import PictureFolder


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan means before anything is sent.

    `orphaned`: paid answers that it no longer uses; `failed`: those of the reused that failed for
    good; `fitting`: samples that other runs have answers for, -1 where none is named; `owed`:
    further attempts of the reused, for what the last build rejected.
    """

    images: int
    samples: int
    reused: int
    new: int
    orphaned: int
    failed: int
    fitting: int
    owed: int
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, JsonValue]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Ready:
    """What a plan is made from, opened and checked.

    `source` is None where the plan in the folder rests on the same basis: then it stays.
    """

    library: Library
    recipes: dict[str, Recipe]
    notes: tuple[str, ...]
    basis: dict[str, str]
    source: Source | None


def ready(
    run: Run,
    settings: Settings,
    teacher: Teacher | None,
    *,
    source: Source | None = None,
    replan: bool = False,
) -> Ready:
    """Raises for whatever cannot be planned, before anything is written.

    `source` takes the place of the input settings. With it, or with `replan`, or without a teacher,
    the run is planned whatever is there.
    """
    run.made()
    library = open_library(settings)
    names = wanted_recipes(settings) if teacher else ()
    recipes = {name: usable_recipe(library, name) for name in names}
    for recipe in recipes.values():
        if recipe.templates and settings.teaching.teacher == "offline":
            raise SettingsError(
                f"the offline teacher cannot answer {recipe.name}, whose reply is JSON of its own",
                where="--teacher",
                hint="Name a model with --model, or leave the recipe out.",
            )
    notes = tuple(_doubts(settings, recipes.values()))
    if source is not None:
        return Ready(library, recipes, notes, {}, source)
    if (folder := settings.inputs.images) and not folder.is_dir():
        raise InputError("no such folder", where=folder, hint="--images is the image folder.")
    basis = basis_of(settings, recipes, library=library, teacher=teacher, notes=notes)
    stays = teacher is not None and not replan and current_plan(run, basis)
    return Ready(library, recipes, notes, basis, None if stays else open_source(settings.inputs))


def plan(
    run: Run,
    settings: Settings,
    teacher: Teacher | None,
    given: Ready,
    *,
    confirm: Callable[[PlanSummary], None],
    elsewhere: Set[str] | None = None,
) -> PlanSummary:
    """Write the plan of a run whose lock the caller holds. Without a teacher: captions only.

    `elsewhere` are identities that are answered in other runs, whose answers are taken over: they
    count as reused. `confirm` is called when all is known and nothing is replaced yet; it raises to
    stop. A plan that stays is counted, and its run takes the settings.
    """
    if given.source is None:
        return _kept(run, settings, given, confirm, elsewhere)
    source, recipes = given.source, given.recipes
    composer = Composer(recipes, settings.recipes.crowd)
    choice = choose_samples(source, settings.selection, settings.recipes, list(recipes.values()))
    created = run.made() or now()
    pictures = settings.inputs.images and PictureFolder(settings.inputs.images)
    skipped = list(source.report.skipped)
    images, samples, identities = 0, 0, set[str]()
    encode = msgspec.json.Encoder().encode

    with whole_file(run.scenes) as scenes_out, whole_file(run.plan) as plan_out:
        for scene in source:
            chosen = choice.recipes.get(scene.id)
            if chosen is None or not (chosen or scene.captions):
                continue
            if pictures and (problem := _picture_problem(pictures, scene, settings.inputs.strict)):
                skipped.append(problem)
                continue
            images += 1
            scenes_out.buffer.write(encode(scene) + b"\n")
            for name in chosen:
                assert teacher is not None
                sample = planned_sample(teacher, composer, name, scene)
                samples += 1
                identities.add(sample.identity)
                plan_out.buffer.write(encode(sample) + b"\n")
        if not images and not settings.selection.shard:
            raise InputError(
                "no picture of the chosen images can be read",
                where=settings.inputs.images,
                hint="Is --images the folder that holds the pictures themselves? "
                "See --image-names for pictures with COCO's 2014 names.",
            )
        summary = PlanSummary(
            images=images,
            samples=samples,
            notes=(*choice.notes, *given.notes),
            **standing(
                run,
                identities,
                identities_of(run),
                elsewhere,
                asked_again(run, Judge(settings), recipes),
            ),
        )
        confirm(summary)
        manifest = Manifest(
            version=__version__,
            created=created,
            updated=now(),
            settings=settings,
            files=input_files(source),
            inputs=input_counts(source.report, selected=images, skipped=len(skipped)),
            recipes={recipe.name: recipe.digest for recipe in recipes.values()},
            samples=samples,
            notes=summary.notes,
            basis=given.basis,
        )
        run.write_manifest(manifest)
        lists = [settings.expansion.style] if settings.recipes.with_expansion else []
        given.library.copy_used(run.templates, recipes, lists)
        with whole_file(run.skipped) as out, jsonlines.Writer(out) as rows:
            rows.write_all(
                skip.model_dump(mode="json") for skip in (*skipped, *source.report.dropped_captions)
            )
    run.write_manifest(manifest.model_copy(update={"complete": True, "sizes": run.plan_sizes()}))
    return summary


def _kept(
    run: Run,
    settings: Settings,
    given: Ready,
    confirm: Callable[[PlanSummary], None],
    elsewhere: Set[str] | None,
) -> PlanSummary:
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
    with Ledger(run.ledger) as ledger:
        following = asked_again(run, Judge(settings), given.recipes)
        counts = standing_of_plan(run, ledger, elsewhere, following)
    summary = PlanSummary(
        images=manifest.inputs.selected,
        samples=manifest.samples,
        notes=(stays, *manifest.notes),
        **counts,
    )
    confirm(summary)
    of_this_session = {"settings": settings, "updated": now(), "prediction": None}
    run.write_manifest(manifest.model_copy(update=of_this_session))
    return summary


def _doubts(settings: Settings, recipes: Iterable[Recipe]) -> list[str]:
    """What is allowed and may still be a mistake."""
    doubts = [
        f"{recipe.name} has no seeds: nothing shows the teacher what is wanted"
        for recipe in recipes
        if not recipe.seeds
    ]
    doubts += [
        f"{recipe.name} is asked for JSON, and its prompt does not say so: write the form of the "
        "reply between {% if structured %} and {% endif %}"
        for recipe in recipes
        if recipe.schema is not None and "json" not in recipe.system.lower()
    ]
    if settings.teaching.structured and settings.teaching.teacher == "offline":
        doubts.append("--structured changes nothing: the offline teacher reads no prompt")
    prefix = settings.output.image_prefix
    if "/" in prefix and not prefix.endswith(("/", "_", "-")):
        doubts.append(f"--image-prefix does not end with '/': images are named {prefix}NAME")
    return doubts


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


def _picture_problem(pictures: PictureFolder, scene: Scene, strict: bool) -> Skip | None:
    """Why the picture of a scene cannot be used: then nothing is asked, and paid, for it."""
    for finding in pictures.check(scene.image):
        if strict:
            raise InputError(finding.detail, where=scene.id, hint="Leave --strict out to skip it.")
        return Skip(
            file=str(pictures.folder), place=scene.id, code=finding.rule, detail=finding.detail
        )
    return None
