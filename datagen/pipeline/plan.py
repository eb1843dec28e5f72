"""Annotations and recipes in, a planned run folder out: scenes, samples with their keys, templates.

Free: nothing is asked. A folder that was planned before is planned anew; its ledger stays, so what
was answered is answered still wherever the teacher would read the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jsonlines
from pydantic import ValidationError

from datagen import __version__, context, parsing
from datagen.documents import suggestion
from datagen.errors import InputError, SettingsError, TemplateError
from datagen.identity import digest
from datagen.ledger import Ledger
from datagen.pipeline.reply import read_reply
from datagen.pipeline.select import choose_samples
from datagen.pipeline.source import input_counts, input_files
from datagen.prompting import Library, not_in_form, packaged, prefix, with_context
from datagen.records import Message, Recipe, Reject, Request, Sample, Scene, Skip
from datagen.runs import Manifest, Run, now, whole_file
from datagen.settings import Settings
from datagen.sources import Source
from datagen.teachers import Teacher
from datagen.validation import WORDING_RULE_NAMES, PictureFolder

DEFAULT_RECIPES = ("conversation", "detail", "reasoning")


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan means before anything is sent.

    `orphaned`: paid answers that it no longer uses.
    """

    images: int
    samples: int
    reused: int
    new: int
    orphaned: int
    notes: tuple[str, ...]


class Composer:
    """Makes the messages of an image: each recipe's constant part once, the context anew."""

    def __init__(self, recipes: Mapping[str, Recipe], crowd: context.Crowd) -> None:
        self.recipes = recipes
        self._crowd = crowd
        self._prefixes = {name: prefix(recipe, self._render) for name, recipe in recipes.items()}

    def _render(self, recipe: Recipe, scene: Scene) -> str:
        return context.render(recipe, scene, self._crowd)

    def messages(self, recipe: str, scene: Scene) -> tuple[Message, ...]:
        return with_context(self._prefixes[recipe], self._render(self.recipes[recipe], scene))

    def prefix_characters(self, recipe: str) -> int:
        """The length of the constant part of a recipe's messages."""
        return sum(len(message.content) for message in self._prefixes[recipe])

    def request(self, sample: Sample, scene: Scene, attempt: int) -> Request:
        recipe = self.recipes[sample.recipe]
        return Request(sample, attempt, recipe, scene, self.messages(sample.recipe, scene))


def open_library(settings: Settings, folder: Path | None = None) -> Library:
    """The templates in a folder, else the user's, else ours, as the run asks for replies."""
    teaching = settings.teaching
    in_json = teaching.structured and teaching.teacher != "offline"  # which reads no messages
    return Library(
        folder or settings.templates.prompts or packaged(), parsing.as_json if in_json else None
    )


def wanted_recipes(settings: Settings) -> tuple[str, ...]:
    """The names of the recipes, in the user's order. Raises `SettingsError` for a contradiction."""
    named, mix = settings.recipes.recipes, settings.recipes.mix
    if named and mix and set(named) != set(mix):
        raise SettingsError(
            "--recipes and --mix name different recipes", hint="Leave --recipes out."
        )
    return tuple(dict.fromkeys(named or (tuple(mix) if mix else DEFAULT_RECIPES)))


def usable_recipe(library: Library, name: str) -> Recipe:
    """A recipe that also agrees with the other rooms. Raises `TemplateError` where it does not.

    Every seed answers in the form that replies are parsed in, and shows something; the checks that
    are left out exist.
    """
    recipe = library.recipe(name)
    if unknown := sorted(recipe.skip_checks - WORDING_RULE_NAMES):
        raise TemplateError(
            f"skip_checks names '{unknown[0]}', which is no check",
            where=library.prompts / f"{name}.md",
            hint=suggestion(unknown[0], WORDING_RULE_NAMES),
        )
    for seed in recipe.seeds:
        file = library.seeds / name / f"{seed.name}.md"
        draft = read_reply(seed.answer, recipe, "the question")
        if isinstance(draft, Reject):
            raise not_in_form(file, "json" if recipe.templates else recipe.reply, draft)
        if not (seed.context if seed.scene is None else context.render(recipe, seed.scene, "keep")):
            raise TemplateError(
                "shows the teacher nothing: the recipe needs captions or boxes here", where=file
            )
    return recipe


def plan(
    run: Run,
    source: Source,
    settings: Settings,
    *,
    library: Library,
    teacher: Teacher | None,
    confirm: Callable[[PlanSummary], None],
) -> PlanSummary:
    """Write the plan of a run whose lock the caller holds. Without a teacher: captions only.

    `confirm` is called when all is known and nothing is replaced yet; it raises to stop.
    """
    names = wanted_recipes(settings) if teacher else ()
    recipes = {name: usable_recipe(library, name) for name in names}
    for recipe in recipes.values():
        if recipe.templates and settings.teaching.teacher == "offline":
            raise SettingsError(
                f"the offline teacher cannot answer {recipe.name}, whose reply is JSON of its own",
                where="--teacher",
                hint="Name a model with --model, or leave the recipe out.",
            )
    composer = Composer(recipes, settings.recipes.crowd)
    choice = choose_samples(source, settings.selection, settings.recipes, list(recipes.values()))
    created = run.made() or now()
    choice.notes += _doubts(settings, recipes.values())
    if (folder := settings.inputs.images) and not folder.is_dir():
        raise InputError("no such folder", where=folder, hint="--images is the image folder.")
    pictures = folder and PictureFolder(folder)
    skipped = list(source.report.skipped)
    images, samples, identities = 0, 0, set[str]()

    with whole_file(run.scenes) as scenes_out, whole_file(run.plan) as plan_out:
        for scene in source:
            chosen = choice.recipes.get(scene.id)
            if chosen is None or not (chosen or scene.captions):
                continue
            if pictures and (problem := _picture_problem(pictures, scene, settings.inputs.strict)):
                skipped.append(problem)
                continue
            images += 1
            scenes_out.write(scene.model_dump_json(exclude_defaults=True) + "\n")
            for name in chosen:
                assert teacher is not None
                sample = _sample(teacher, composer, name, scene)
                samples += 1
                identities.add(sample.identity)
                plan_out.write(sample.model_dump_json() + "\n")
        if not images:
            raise InputError(
                "no picture of the chosen images can be read",
                where=settings.inputs.images,
                hint="Is --images the folder that holds the pictures themselves? "
                "See --image-names for pictures with COCO's 2014 names.",
            )
        summary = PlanSummary(
            images=images,
            samples=samples,
            notes=tuple(choice.notes),
            **_compare_with_ledger(run, identities),
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
        )
        run.write_manifest(manifest)
        lists = [settings.expansion.style] if settings.recipes.with_expansion else []
        library.copy_used(run.templates, names, lists)
        with whole_file(run.skipped) as out, jsonlines.Writer(out) as rows:
            rows.write_all(
                skip.model_dump(mode="json") for skip in (*skipped, *source.report.dropped_captions)
            )
    run.write_manifest(manifest.model_copy(update={"complete": True}))
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


def _sample(teacher: Teacher, composer: Composer, recipe: str, scene: Scene) -> Sample:
    parts = teacher.parts(composer.recipes[recipe], scene, composer.messages(recipe, scene))
    index = 0
    return Sample(
        sample=f"{scene.id}/{recipe}/{index}",
        scene=scene.id,
        recipe=recipe,
        index=index,
        identity=digest({"teacher": teacher.name, "index": index, **parts}),
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


def _compare_with_ledger(run: Run, identities: set[str]) -> dict[str, int]:
    """How many samples are settled and to be asked, and how many paid answers fall out of use."""
    settled, paid = set[str](), set[str]()
    with Ledger(run.ledger) as ledger:
        for key, slot in ledger.slots():
            if not slot.open:
                settled.add(key.identity)
            if slot.answered and slot.teacher != "offline":
                paid.add(key.identity)
    reused = len(identities & settled)
    return {
        "reused": reused,
        "new": len(identities) - reused,
        "orphaned": len((paid & (_identities_before(run) or paid)) - identities),
    }


def _identities_before(run: Run) -> set[str]:
    """What the plan that is there asks for; empty where it is damaged, or there is none."""
    if not run.plan.exists():
        return set()
    try:
        with run.plan.open(encoding="utf-8") as rows:
            return {Sample.model_validate_json(row).identity for row in rows}
    except (ValidationError, UnicodeDecodeError):
        return set()
