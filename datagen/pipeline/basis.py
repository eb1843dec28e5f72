"""What a plan rests on in, its digests out: where none has changed, the plan is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import JsonValue

from datagen import __version__
from datagen.identity import digest
from datagen.pipeline.compose import Composer
from datagen.prompting import Library
from datagen.records import Recipe, Scene
from datagen.runs import Manifest, Run
from datagen.settings import Inputs, Selection, Settings
from datagen.teachers import Teacher

SHARD = "shard"
TEACHER = "teacher"


def basis_of(
    settings: Settings,
    recipes: Mapping[str, Recipe],
    *,
    library: Library,
    teacher: Teacher | None,
    notes: Sequence[str],
) -> dict[str, str]:
    """The digest of each part of what a plan depends on.

    An input file counts by its path, size and time of change. `notes` are those of the plan that do
    not come from the images.
    """
    style = settings.expansion.style if settings.recipes.with_expansion else None
    words: list[JsonValue] = [
        [recipe.name, recipe.digest, *recipe.questions] for recipe in recipes.values()
    ]
    if style:
        words.append([style, *library.questions(style)])
    composer = Composer(recipes, settings.recipes.crowd)
    return {
        "datagen": digest(__version__),
        "inputs": digest(settings.inputs.model_dump(mode="json")),
        "files": digest([_state(file) for file in _files(settings.inputs, settings.selection)]),
        "selection": digest(settings.selection.model_dump(mode="json", exclude={"shard"})),
        SHARD: digest(settings.selection.shard),
        "recipes": digest(settings.recipes.model_dump(mode="json")),
        "templates": digest(words),
        "teaching": digest(
            settings.teaching.model_dump(mode="json", exclude={"attempts", "feedback"})
        ),
        TEACHER: teacher_digest(composer, teacher),
        "notes": digest(list(notes)),
    }


def teacher_digest(composer: Composer, teacher: Teacher | None) -> str:
    """Changes when the teacher would be asked, or its answers keyed, in another way."""
    if teacher is None:
        return digest(None)
    probe = Scene(id="probe", image="probe.jpg")
    asked: dict[str, JsonValue] = {
        name: dict(teacher.parts(recipe, probe, composer.messages(name, probe)))
        for name, recipe in composer.recipes.items()
    }
    return digest([teacher.name, asked])


def current_plan(run: Run, basis: Mapping[str, str]) -> Manifest | None:
    """The manifest of the run, where its plan is whole and rests on this basis."""
    manifest = run.manifest_or_none()
    if manifest is None or not manifest.complete or manifest.basis != basis:
        return None
    if not run.templates.is_dir() or not run.skipped.is_file():
        return None
    return manifest if manifest.sizes == run.plan_sizes() else None


def _files(inputs: Inputs, selection: Selection) -> list[Path]:
    named = inputs.captions, inputs.instances, inputs.scenes
    return [file for file in (*named, selection.image_ids, selection.exclude_ids) if file]


def _state(file: Path) -> list[JsonValue]:
    try:
        there = file.stat()
    except OSError:  # reading it says what is wrong
        return [str(file.absolute()), None, None]
    return [str(file.absolute()), there.st_size, there.st_mtime_ns]
