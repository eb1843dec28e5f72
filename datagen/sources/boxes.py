"""Boxes in pixels in, corners as fractions out, and a form in which many of them stay small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from struct import Struct
from typing import TypeAlias

from datagen.records import Box, Instance
from datagen.sources.source import Flaw

Pixels: TypeAlias = tuple[float, float, float, float]
Corners: TypeAlias = tuple[float, float, float, float]

OVERHANG = 1.0
"""Pixels by which a box may leave its image and is clipped: COCO's own rounding does that."""

_PACKED = Struct("<I?4d")
pack = _PACKED.pack
"""(number of the category, crowd, *corners) as 37 bytes, which `unpacked` reads."""


def corners(pixels: Pixels, size: tuple[int, int]) -> Corners | Flaw:
    """`[x, y, w, h]` in pixels as corners over the image's width and height, clipped to it.

    Every number must be finite. A box without area, or one that leaves the image by more than
    `OVERHANG`, gives a flaw.
    """
    x, y, w, h = pixels
    width, height = size
    if not (w > 0 and h > 0):
        return Flaw("box_size", f"the box {list(pixels)} has no area: w and h must be above 0")
    right, bottom = x + w, y + h
    low, far, deep = -OVERHANG, width + OVERHANG, height + OVERHANG
    if x < low or y < low or right > far or bottom > deep:
        return Flaw("box_outside", f"the box {list(pixels)} leaves its image of {width} x {height}")
    x1 = x / width if x > 0 else 0.0
    y1 = y / height if y > 0 else 0.0
    x2 = right / width if right < width else 1.0
    y2 = bottom / height if bottom < height else 1.0
    if not (x1 < x2 and y1 < y2):
        return Flaw("box_size", f"the box {list(pixels)} has no area inside its image")
    return x1, y1, x2, y2


def count(packed: bytes) -> int:
    return len(packed) // _PACKED.size


def count_crowds(packed: bytes) -> int:
    return sum(packed[4 :: _PACKED.size])  # byte 4 of each is the crowd flag, 0 or 1


def unpacked(packed: bytes, categories: Sequence[str]) -> Iterator[Instance]:
    """The instances that were packed, in their order."""
    for category, crowd, x1, y1, x2, y2 in _PACKED.iter_unpack(packed):
        yield Instance(categories[category], Box(x1, y1, x2, y2), crowd)
