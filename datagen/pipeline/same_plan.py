"""Two manifests in, what keeps them from being parts of one plan out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datagen.runs import Manifest

_FREE = frozenset({"sending", "spending"})  # no answer depends on these sections


def whole(manifest: Manifest) -> Manifest:
    """A shard's manifest with the settings of the whole plan."""
    settings = manifest.settings
    selection = settings.selection.model_copy(update={"shard": None})
    return manifest.model_copy(
        update={"settings": settings.model_copy(update={"selection": selection})}
    )


def difference(one: Manifest, other: Manifest) -> str | None:
    """The first thing in which two plans differ but for their shard; None where they do not.

    Files may stand in different folders: their names and sizes count, and what was read in them.
    """
    if one.version != other.version:
        return f"it was planned by datagen {other.version}, not {one.version}"
    mine, yours = _settings(one), _settings(other)
    for name, value in mine.items():
        if yours[name] != value:
            flag = "--" + name.replace("_", "-")
            return f"{flag} is {_said(yours[name])} there, not {_said(value)}"
    if [file.bytes for file in one.files] != [file.bytes for file in other.files]:
        return "the annotation files differ in size"
    read = {"selected", "skipped"}
    if one.inputs.model_dump(exclude=read) != other.inputs.model_dump(exclude=read):
        return "the annotation files differ in what they hold"
    for name, digest in one.recipes.items():
        if other.recipes.get(name) != digest:
            return f"the recipe '{name}' differs"
    if one.chosen != other.chosen:
        return "other images or recipes were chosen: the lists of ids or the annotations differ"
    for part in ("templates", "teacher"):
        if one.basis.get(part) != other.basis.get(part):
            return "the question lists differ" if part == "templates" else "the teacher differs"
    return None


def _settings(manifest: Manifest) -> dict[str, Any]:
    """Every setting that counts, by its name; paths without their folders."""
    sections = whole(manifest).settings
    return {
        name: value.name if isinstance(value, Path) else value
        for section, values in sections.model_dump().items()
        if section not in _FREE
        for name, value in values.items()
    }


def _said(value: Any) -> str:
    return "not given" if value is None else f"'{value}'"
