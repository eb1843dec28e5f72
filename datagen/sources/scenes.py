"""A scenes file in (`Scene`'s JSON, one object a line), scenes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from datagen.errors import InputError
from datagen.records import Scene
from datagen.sources.caption_text import clean, text_flaw
from datagen.sources.json_file import StrPath, head
from datagen.sources.json_lines import read_lines
from datagen.sources.recognise import kind_of, refuse
from datagen.sources.scene_row import scene_of
from datagen.sources.source import Flaw, Outline, Skips, SourceReport, check_usable


@dataclass(frozen=True, slots=True)
class ScenesSource:
    """The scenes of a file, in the order of its lines.

    The file has been checked; iterating reads it again, so that only one scene is held at a time.
    """

    path: Path
    report: SourceReport
    has_captions: bool
    has_boxes: bool

    @property
    def files(self) -> tuple[Path, ...]:
        return (self.path,)

    def __iter__(self) -> Iterator[Scene]:
        return _scenes(self.path, Skips(strict=False))

    def outlines(self) -> Iterator[Outline]:
        for scene in self:
            crowds = {instance.crowd for instance in scene.instances}
            yield Outline(scene.id, bool(scene.captions), False in crowds, True in crowds)


def read_scenes(path: StrPath, *, strict: bool = False) -> ScenesSource:
    """Reads a file with one scene a line: `id`, `image`, `captions`, `instances` and the rest.

    `captions` and `instances` may be left out, a single `caption` stands for a list of one, and
    integer ids become COCO's 12 digits. A bad line is a `Skip` in the report, or raises where
    `strict`. Raises `InputError` for a file that cannot be used as a whole.
    """
    file = Path(path)
    start = head(file)
    kind = kind_of(start)
    if kind is not None and kind != "scenes":
        raise refuse(file, kind, "a scenes file")
    if start.lstrip().startswith(b"["):
        hint = "Write each scene as one object on a line of its own."
        raise InputError("this is a JSON array, not one object a line", where=file, hint=hint)
    skips = Skips(strict)
    images = captions = boxes = crowds = 0
    for scene in _scenes(file, skips):
        images += 1
        captions += len(scene.captions)
        boxes += len(scene.instances)
        crowds += sum(instance.crowd for instance in scene.instances)
    report = SourceReport(
        images=images,
        captions=captions,
        boxes=boxes,
        crowd_boxes=crowds,
        dropped_captions=tuple(skips.dropped_captions),
        skipped=tuple(skips.skipped),
    )
    check_usable(report, str(file))
    return ScenesSource(file, report, has_captions=captions > 0, has_boxes=boxes > 0)


def _scenes(path: Path, skips: Skips) -> Iterator[Scene]:
    """The usable scenes of a file. What cannot be used goes to `skips`, with its line."""
    name = str(path)
    first_lines: dict[str, int] = {}
    for number, value in read_lines(path):
        place = f"line {number}"
        scene = value if isinstance(value, Flaw) else scene_of(value)
        if isinstance(scene, Flaw):
            skips.add(name, place, scene)
        elif (first := first_lines.setdefault(scene.id, number)) != number:
            again = Flaw("duplicate_id", f"the id {scene.id!r} stands in line {first} already")
            skips.add(name, place, again)
        else:
            yield _with_clean_captions(scene, name, place, skips)


def _with_clean_captions(scene: Scene, file: str, place: str, skips: Skips) -> Scene:
    captions = []
    for number, text in enumerate(scene.captions):
        caption = clean(text)
        if flaw := text_flaw(caption):
            skips.add(file, f"{place}: captions[{number}]", flaw)
        else:
            captions.append(caption)
    return msgspec.structs.replace(scene, captions=tuple(captions))
