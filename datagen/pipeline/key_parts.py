"""The parts of two keys in, which of them differ out; and in words what each part covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datagen.records import Recipe
from datagen.settings import Settings

COVERS = {
    "prompt": "the system prompt and the seeds of the recipe",
    "context": "the captions and boxes that the teacher is shown",
    "model": "the name of the model",
    "sampling": "temperature, length and other parameters of the request",
    "scene": "the captions and boxes of the image",
    "recipe": "the name of the recipe",
    "reply": "the shape of the reply that the recipe wants",
    "seed": "--seed",
    "version": "the version of the offline teacher",
}
# no part of its own: every key has it
TEACHER = "teacher"
OTHER = "other"


def changed_parts(
    before: Mapping[str, str], after: Mapping[str, str], *, same_teacher: bool
) -> tuple[str, ...]:
    """The names of the parts in which two keys that are not the same differ.

    Teachers read different things: where the teacher is another one, that alone is what changed.
    """
    if not same_teacher and before.keys() != after.keys():
        return (TEACHER,)
    names = dict.fromkeys([*after, *before])
    changed = tuple(name for name in names if before.get(name) != after.get(name))
    return changed or ((OTHER,) if same_teacher else (TEACHER,))


def in_force(settings: Settings, recipe: Recipe) -> dict[str, str]:
    """What a reader is told that some parts of the key are today."""
    now = {
        "prompt": f"version {recipe.version}",
        "seed": str(settings.selection.seed),
        "teacher": settings.teaching.teacher,
    }
    return now | ({"model": settings.teaching.model} if settings.teaching.model else {})


def in_words(changed: Sequence[str], *, recipe: str, now: Mapping[str, str]) -> str:
    """What changed, as a sentence without its end; `now` says of some parts what they are today."""
    return ", ".join(_word(name, recipe, now.get(name)) for name in changed)


def _word(part: str, recipe: str, now: str | None) -> str:
    today = f" (now {now})" if now else ""
    match part:
        case "prompt":
            return f"the prompt changed: recipes/{recipe}{today}"
        case "context" | "scene":
            return f"{COVERS[part]} changed"
        case "other":
            return "the key is made in another way than it was"
        case _:
            return f"the {part} changed{today}"
