"""Settings in, what a plan is made from out: opened and checked, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from datagen.errors import InputError, RunError, SettingsError
from datagen.pipeline.basis import basis_of, current_plan
from datagen.pipeline.checks import Checks
from datagen.pipeline.data_set import check_rules_of_run
from datagen.pipeline.library import open_library, usable_recipe, wanted_recipes
from datagen.pipeline.select import choose_samples
from datagen.pipeline.source import open_source
from datagen.prompting import Library
from datagen.records import Recipe, Scene, Skip
from datagen.runs import Run
from datagen.settings import Settings
from datagen.sources import Source
from datagen.teachers import Teacher
from datagen.validation import PictureFolder


@dataclass(frozen=True, slots=True)
class Ready:
    """What a plan is made from, opened and checked.

    `source` is None where the plan in the folder rests on the same basis: then it stays.
    """

    library: Library
    recipes: dict[str, Recipe]
    notes: tuple[str, ...]
    basis: dict[str, str]
    checks: Checks
    source: Source | None


def ready(
    run: Run | None,
    settings: Settings,
    teacher: Teacher | None,
    *,
    source: Source | None = None,
    replan: bool = False,
) -> Ready:
    """Raises for whatever cannot be planned, before anything is written.

    `run` is the folder, if one is named. `source` takes the place of the input settings. With it,
    or with `replan`, or without a teacher, the run is planned whatever is there.
    """
    if run is not None:
        _keep_expansion(run, settings, teacher)
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
    check_rules_of_run(settings.checking)
    notes = tuple(_doubts(settings, recipes.values()))
    if source is not None:
        return Ready(library, recipes, notes, {}, Checks.planned(settings), source)
    if (folder := settings.inputs.images) and not folder.is_dir():
        raise InputError("no such folder", where=folder, hint="--images is the image folder.")
    basis = basis_of(settings, recipes, library=library, teacher=teacher, notes=notes)
    checks = Checks.planned(settings)
    stays = run and teacher and not replan and current_plan(run, basis)
    source = None if stays else open_source(settings.inputs)
    return Ready(library, recipes, notes, basis, checks, source)


class Pick:
    """The images that are chosen, with the recipes of each, in the order of the source.

    To be read once; `skipped` and `images`, how many were given out, are then known. Raises
    `InputError` where nothing is left.
    """

    def __init__(self, source: Source, settings: Settings, given: Ready) -> None:
        recipes = list(given.recipes.values())
        self._source = source
        self._settings = settings
        self.choice = choose_samples(source, settings.selection, settings.recipes, recipes)
        self.skipped = list(source.report.skipped)
        self.images = 0

    def __iter__(self) -> Iterator[tuple[Scene, tuple[str, ...]]]:
        inputs = self._settings.inputs
        pictures = inputs.images and PictureFolder(inputs.images)
        for scene in self._source:
            names = self.choice.recipes.get(scene.id)
            if names is None or not (names or scene.captions):
                continue
            if pictures and (problem := _picture_problem(pictures, scene, inputs.strict)):
                self.skipped.append(problem)
                continue
            self.images += 1
            yield scene, names
        if not self.images and not self._settings.selection.shard:
            raise InputError(
                "no picture of the chosen images can be read",
                where=inputs.images,
                hint="Is --images the folder that holds the pictures themselves? "
                "See --image-names for pictures with COCO's 2014 names.",
            )


def _keep_expansion(run: Run, settings: Settings, teacher: Teacher | None) -> None:
    run.made()
    if teacher and run.recipes() == frozenset() and not settings.recipes.with_expansion:
        raise RunError(
            "holds a run of `datagen expand`, whose records would be lost",
            where=run.folder,
            hint="Use another --out, or add --with-expansion.",
        )


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


def _picture_problem(pictures: PictureFolder, scene: Scene, strict: bool) -> Skip | None:
    """Why the picture of a scene cannot be used: then nothing is asked, and paid, for it."""
    for finding in pictures.check(scene.image):
        if strict:
            raise InputError(finding.detail, where=scene.id, hint="Leave --strict out to skip it.")
        return Skip(
            file=str(pictures.folder), place=scene.id, code=finding.rule, detail=finding.detail
        )
    return None
