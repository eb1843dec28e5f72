"""The visible pixels of a thing in, COCO polygons or a run-length code out.

Polygons follow the edge of the pixels and are then thinned to the corners that matter, so a box
taken from them fits the picture to about a third of a pixel. Holes are filled, as COCO's
polygons cannot hold any.
"""

from __future__ import annotations

from math import hypot

import numpy as np

from .canvas import GRAIN, Mask
from .shapes import Point

TOLERANCE = 0.4
"""How far, in pixels, a thinned polygon may lie from the edge it follows."""

CRUMB = 2.0
"""Pieces with a smaller area, in square pixels, are left out: nobody can see them."""


def polygons(visible: Mask) -> list[list[Point]]:
    """The outlines of all visible pieces, in pixels, largest first; empty when nothing shows."""
    found = []
    for loop in _loops(visible):
        if signed_area(loop) < CRUMB * GRAIN**2:
            continue  # a hole (it runs the other way round) or a crumb
        thin = [(round(x / GRAIN, 2), round(y / GRAIN, 2)) for x, y in _thinned(loop)]
        if len(thin) >= 3:
            found.append(thin)
    return sorted(found, key=signed_area, reverse=True)


def signed_area(outline: list[Point]) -> float:
    """The shoelace area: positive for a loop that runs clockwise on the screen."""
    pairs = zip(outline, [*outline[1:], outline[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def coarse(visible: Mask) -> Mask:
    """The same pixels at the size of the finished picture: a pixel counts when most of it does."""
    height, width = (side // GRAIN for side in visible.shape)
    cells = visible.reshape(height, GRAIN, width, GRAIN).sum(axis=(1, 3))
    return np.asarray(cells * 2 > GRAIN**2)


def runs(mask: Mask) -> list[int]:
    """COCO's uncompressed code: lengths of runs, column by column, the first one of zeros."""
    flat = mask.flatten(order="F")
    changes = np.flatnonzero(np.diff(flat)) + 1
    lengths = np.diff(np.concatenate(([0], changes, [flat.size])))
    counts = [int(length) for length in lengths]
    return [0, *counts] if flat[0] else counts


def _loops(visible: Mask) -> list[list[Point]]:
    """All closed edges between visible and other pixels, the visible ones on the right hand."""
    mask = np.pad(visible, 1)
    ahead: dict[tuple[int, int], list[tuple[int, int]]] = {}
    # (rows down, columns across) to the neighbour; where that side of a pixel starts and ends
    sides = (
        (-1, 0, (0, 0), (1, 0)),
        (0, 1, (1, 0), (1, 1)),
        (1, 0, (1, 1), (0, 1)),
        (0, -1, (0, 1), (0, 0)),
    )
    for down, across, start, end in sides:
        edge = mask & ~np.roll(mask, (-down, -across), axis=(0, 1))
        for row, column in np.argwhere(edge).tolist():
            x, y = column - 1, row - 1
            ahead.setdefault((x + start[0], y + start[1]), []).append((x + end[0], y + end[1]))
    loops = []
    while ahead:
        first = min(ahead)
        loop, here = [], first
        while here in ahead:
            loop.append(here)
            following = ahead[here]
            step = following.pop()
            if not following:
                del ahead[here]
            here = step
        loops.append([(float(x), float(y)) for x, y in loop])
    return loops


def _thinned(loop: list[Point]) -> list[Point]:
    """Douglas and Peucker's thinning of a closed loop, from its two most distant corners."""
    far = max(range(len(loop)), key=lambda i: hypot(*_step(loop[0], loop[i])))
    first, second = loop[: far + 1], [*loop[far:], loop[0]]
    return [*_corners(first)[:-1], *_corners(second)[:-1]]


def _corners(path: list[Point]) -> list[Point]:
    keep, todo = {0, len(path) - 1}, [(0, len(path) - 1)]
    while todo:
        low, high = todo.pop()
        if high - low < 2:
            continue
        inner = np.array(path[low + 1 : high])
        (x0, y0), (dx, dy) = path[low], _step(path[low], path[high])
        offset = inner - (x0, y0)
        length = hypot(dx, dy)
        distance = (
            np.abs(offset[:, 0] * dy - offset[:, 1] * dx) / length
            if length
            else np.hypot(offset[:, 0], offset[:, 1])
        )
        worst = int(distance.argmax())
        if distance[worst] > TOLERANCE * GRAIN:
            middle = low + 1 + worst
            keep.add(middle)
            todo += [(low, middle), (middle, high)]
    return [path[i] for i in sorted(keep)]


def _step(start: Point, end: Point) -> Point:
    return end[0] - start[0], end[1] - start[1]
