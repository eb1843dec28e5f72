"""What every source is: scenes that can be iterated again and again, and a report on the input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeAlias

from datagen.errors import InputError
from datagen.records import Scene, Skip

Code: TypeAlias = Literal[
    "malformed",  # a key is missing, unknown or of the wrong type; a line is not JSON
    "file_name",  # a file name that leaves the image folder
    "image_size",  # an image whose width or height is missing or makes no sense
    "unknown_image",  # an annotation of an image that is not listed, or listed and not usable
    "unknown_category",
    "box_values",  # a box that is not four numbers
    "box_size",  # a box without area
    "box_outside",  # a box that leaves its image
    "empty_caption",
    "failure_text",  # an annotator's note that there was no image to see
    "duplicate_id",
]


class Flaw(NamedTuple):
    """Why an item cannot be used."""

    code: Code
    detail: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What was read, what was left out, and why.

    `boxes` counts all boxes that can be used, `crowd_boxes` those of them that mark a crowd.
    `dropped_captions` are failure texts of annotators, `skipped` items that cannot be used.
    """

    images: int
    captions: int
    boxes: int
    crowd_boxes: int
    dropped_captions: tuple[Skip, ...]
    skipped: tuple[Skip, ...]


class Outline(NamedTuple):
    """As much of a scene as decides what can be asked of it. `boxes` are those of no crowd."""

    id: str
    captions: bool
    boxes: bool
    crowds: bool


class Source(Protocol):
    """Scenes, one at a time, the same ones in the same order at each iteration."""

    @property
    def report(self) -> SourceReport: ...

    @property
    def has_captions(self) -> bool: ...

    @property
    def has_boxes(self) -> bool: ...

    @property
    def files(self) -> tuple[Path, ...]: ...

    def __iter__(self) -> Iterator[Scene]: ...

    def outlines(self) -> Iterator[Outline]:
        """Of the same scenes, in the same order: at less cost where a source can."""
        ...


@dataclass(slots=True)
class Skips:
    """What cannot be used, in the order in which it was met. With `strict` the first one raises.

    A failure text is never an error: real files hold them, and there is nothing to correct.
    """

    strict: bool
    skipped: list[Skip] = field(default_factory=list)
    dropped_captions: list[Skip] = field(default_factory=list)

    def add(self, file: str, place: str, flaw: Flaw) -> None:
        skip = Skip(file=file, place=place, code=flaw.code, detail=flaw.detail)
        if flaw.code == "failure_text":
            self.dropped_captions.append(skip)
        elif not self.strict:
            self.skipped.append(skip)
        else:
            hint = "Correct the file, or leave strict off to skip such items and list them."
            raise InputError(flaw.detail, where=f"{file}: {place}", hint=hint)


def shortened(text: str, length: int = 60) -> str:
    """The text, cut where it is longer: for details that quote what a file says."""
    return text if len(text) <= length else f"{text[:length]}…"


def check_usable(report: SourceReport, files: str) -> None:
    """Raises `InputError` where an input holds neither a caption nor a box that can be used."""
    if report.captions or report.boxes:
        return
    if report.skipped:
        first = report.skipped[0]
        why = f"{len(report.skipped)} items were skipped, the first is {first.place}: "
        why += first.detail
    elif report.dropped_captions:
        why = "every caption says that its annotator saw no image"
    else:
        why = "there are no annotations"
    raise InputError(
        f"no caption and no box here can be used: {why}",
        where=files,
        hint="Check that this is the file you meant.",
    )
