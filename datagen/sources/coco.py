"""COCO annotation files in, scenes out: captions, boxes, or both joined by image id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from datagen.errors import InputError
from datagen.records import Scene
from datagen.sources import boxes
from datagen.sources.coco_annotations import add_boxes, add_captions
from datagen.sources.coco_document import PATHS, Given, open_captions, open_instances
from datagen.sources.coco_images import Picture, joined, read_pictures
from datagen.sources.names import Id, ImageNames, image_name, scene_id
from datagen.sources.source import Outline, Skips, SourceReport, check_usable


@dataclass(frozen=True, slots=True)
class CocoSource:
    """The scenes of COCO annotations: the captions file's images, then the instances file's own.

    Everything has been read and checked; iterating only builds the scenes. `has_captions` and
    `has_boxes` say which kinds of file were given, `files` those of them that are files.
    """

    report: SourceReport
    has_captions: bool
    has_boxes: bool
    files: tuple[Path, ...]
    image_names: ImageNames
    pictures: list[Picture] = field(repr=False)
    categories: tuple[str, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Scene]:
        for picture in self.pictures:
            scene = scene_id(picture.id)
            width, height = picture.size or (None, None)
            yield Scene(
                id=scene,
                image=image_name(picture.row.file_name, scene, self.image_names),
                captions=picture.captions,
                instances=tuple(boxes.unpacked(picture.boxes, self.categories)),
                width=width,
                height=height,
                origin=picture.origin(),
            )

    def outlines(self) -> Iterator[Outline]:
        for picture in self.pictures:
            crowds = boxes.count_crowds(picture.boxes)
            single = boxes.count(picture.boxes) - crowds
            yield Outline(scene_id(picture.id), bool(picture.captions), single > 0, crowds > 0)


def read_coco(
    captions: Given | None = None,
    instances: Given | None = None,
    *,
    strict: bool = False,
    image_names: ImageNames = "coco2017",
) -> CocoSource:
    """Reads COCO captions, instances, or both; each a path or a `pycocotools` `COCO` object.

    Boxes in pixels become corner fractions of the size that the instances file gives, at full
    precision; crowds stay, marked as such. Captions become one line of text each. With `strict`
    the first item that cannot be used raises; without, it is a `Skip` in the report.

    Raises `InputError` for input that cannot be used as a whole.
    """
    given = [g for g in (captions, instances) if g is not None]
    if not given:
        hint = "Give a captions file, an instances file, or both."
        raise InputError("there is nothing to read: no annotations are given", hint=hint)
    where = " and ".join(str(g) if isinstance(g, PATHS) else "a COCO object" for g in given)
    skips = Skips(strict)
    # The instances file comes first, alone: it is the larger one by far, and its bytes are let go
    # before anything else is held.
    marked, categories = ({}, ()) if instances is None else _read_instances(instances, skips)
    said = {} if captions is None else _read_captions(captions, skips)
    if len(given) == 2 and said.keys().isdisjoint(marked):
        hint = "Give two files of one split, such as captions_train2017 and instances_train2017."
        raise InputError("the two files have no image in common", where=where, hint=hint)
    pictures = joined(said, marked, where)
    report = _report(pictures, skips)
    check_usable(report, where)
    return CocoSource(
        report=report,
        has_captions=captions is not None,
        has_boxes=instances is not None,
        files=tuple(Path(g) for g in given if isinstance(g, PATHS)),
        image_names=image_names,
        pictures=pictures,
        categories=categories,
    )


def _read_instances(given: Given, skips: Skips) -> tuple[dict[Id, Picture], tuple[str, ...]]:
    document = open_instances(given)
    pictures = read_pictures(document, skips, sizes_needed=True)
    return pictures, add_boxes(document, pictures, skips)


def _read_captions(given: Given, skips: Skips) -> dict[Id, Picture]:
    document = open_captions(given)
    pictures = read_pictures(document, skips, sizes_needed=False)
    add_captions(document, pictures, skips)
    return pictures


def _report(pictures: list[Picture], skips: Skips) -> SourceReport:
    return SourceReport(
        images=len(pictures),
        captions=sum(len(picture.captions) for picture in pictures),
        boxes=sum(boxes.count(picture.boxes) for picture in pictures),
        crowd_boxes=sum(boxes.count_crowds(picture.boxes) for picture in pictures),
        dropped_captions=tuple(skips.dropped_captions),
        skipped=tuple(skips.skipped),
    )
