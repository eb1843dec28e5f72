"""What two keys are made of in, what differs between them in words out.

A key holds digests alone. The manifest remembers what those stand for that are the same for every
image: the model, the sampling, the prompt, the seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from pydantic import JsonValue

from datagen.identity import digest
from datagen.pipeline.compose import Composer
from datagen.records import Scene
from datagen.settings import Settings
from datagen.teachers import Teacher
from datagen.teachers.sampling import sampling

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
# no parts of their own: every key has a teacher, and is made in one way
TEACHER = "teacher"
OTHER = "other"

Values: TypeAlias = Mapping[str, Mapping[str, JsonValue]]  # of each part, by digest


class KeyParts(NamedTuple):
    """What a key is made of: the teacher, and the digest of each thing that it reads."""

    teacher: str
    parts: Mapping[str, str]


def values_of(
    settings: Settings, composer: Composer, teacher: Teacher | None
) -> dict[str, dict[str, JsonValue]]:
    """What the digests of a plan stand for, as far as they are the same for every image."""
    values: dict[str, dict[str, JsonValue]] = {}
    probe = Scene(id="probe", image="probe.jpg")
    for name, recipe in composer.recipes.items() if teacher else ():
        assert teacher is not None
        asked = sampling(settings.teaching, recipe)
        if "response_format" in asked:
            asked["response_format"] = f"a JSON schema ({digest(asked['response_format'])[:8]})"
        in_json = " (for a JSON reply)" if recipe.schema and not recipe.templates else ""
        known: dict[str, JsonValue] = {
            "prompt": f"version {recipe.version} of prompts/{name}.md{in_json}",
            "model": settings.teaching.model,
            "sampling": asked,
            "seed": settings.selection.seed,
            "recipe": name,
            "reply": recipe.reply,
        }
        for part, found in teacher.parts(recipe, probe, composer.messages(name, probe)).items():
            if part in known:
                values.setdefault(part, {})[found] = known[part]
    return values


def joined(before: Values, after: Values) -> dict[str, dict[str, JsonValue]]:
    """All that either remembers."""
    names = dict.fromkeys([*before, *after])
    return {name: {**before.get(name, {}), **after.get(name, {})} for name in names}


def value_in_words(part: str, found: str, values: Values) -> str | None:
    """What the digest of a part stands for; None where it is not remembered."""
    value = values.get(part, {}).get(found)
    if isinstance(value, dict):
        return (
            ", ".join(f"{name} {_said(each)}" for name, each in value.items()) or "no parameter set"
        )
    return None if value is None else _said(value)


def differences(before: KeyParts, after: KeyParts) -> tuple[str, ...]:
    """The names of the parts in which two keys that are not the same differ.

    Teachers read different things: where the teacher is another one, that alone is what changed.
    """
    if before.teacher != after.teacher and before.parts.keys() != after.parts.keys():
        return (TEACHER,)
    names = dict.fromkeys([*after.parts, *before.parts])
    changed = tuple(name for name in names if before.parts.get(name) != after.parts.get(name))
    return changed or ((TEACHER,) if before.teacher != after.teacher else (OTHER,))


def in_words(before: KeyParts, after: KeyParts, values: Values) -> str:
    """What changed between two keys that are not the same, as a sentence without its end."""
    return "; ".join(
        words
        for part in differences(before, after)
        for words in _words(part, before, after, values)
    )


def _words(part: str, before: KeyParts, after: KeyParts, values: Values) -> Iterator[str]:
    if part == TEACHER:
        yield f"the teacher changed from {before.teacher} to {after.teacher}"
        return
    if part == OTHER:
        yield "the key is made in another way than it was"
        return
    if part in ("context", "scene"):
        yield f"{COVERS[part]} changed"
        return
    digests = before.parts.get(part, ""), after.parts.get(part, "")
    was, now = (values.get(part, {}).get(found) for found in digests)
    if isinstance(was, dict) and isinstance(now, dict):
        for name in dict.fromkeys([*was, *now]):
            if was.get(name) != now.get(name):
                yield f"{name} changed from {_said(was.get(name))} to {_said(now.get(name))}"
    elif part == "prompt" and was is not None and was == now:
        yield f"the prompt or a seed was edited and is still {_said(now)}"
    else:
        old, new = (value_in_words(part, d, values) or f"digest {d[:8] or 'none'}" for d in digests)
        yield f"the {part} changed from {old} to {new}"


def _said(value: JsonValue) -> str:
    return "unset" if value is None else str(value)
