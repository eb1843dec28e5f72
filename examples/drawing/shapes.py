"""Numbers in, outlines out: the few shapes that every picture is made of.

An outline is a closed list of points `(x, y)`, y downwards, in the units of whoever draws it.
Angles are in degrees, 0 to the right and 90 downwards. Nothing here knows about a canvas.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, ceil, cos, degrees, hypot, pi, radians, sin

Point = tuple[float, float]
Outline = Sequence[Point]


def oval(
    x: float, y: float, rx: float, ry: float | None = None, *, turn: float = 0.0
) -> list[Point]:
    """The ellipse round `(x, y)`; a circle without `ry`; `turn` tilts it."""
    return arc(x, y, rx, rx if ry is None else ry, 0.0, 360.0, turn=turn)


def arc(
    x: float, y: float, rx: float, ry: float, start: float, end: float, *, turn: float = 0.0
) -> list[Point]:
    """The points of an ellipse from angle `start` to `end`; as an outline, the piece cut off."""
    steps = max(8, ceil(abs(end - start) / 7.5))
    tilt = radians(turn)
    points = []
    for step in range(steps + 1):
        angle = radians(start + (end - start) * step / steps)
        across, down = rx * cos(angle), ry * sin(angle)
        points.append(
            (
                x + across * cos(tilt) - down * sin(tilt),
                y + across * sin(tilt) + down * cos(tilt),
            )
        )
    return points


def rect(
    left: float, top: float, right: float, bottom: float, *, radius: float = 0.0
) -> list[Point]:
    """An upright rectangle, with round corners when `radius` is not 0."""
    if radius <= 0.0:
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    r = min(radius, (right - left) / 2, (bottom - top) / 2)
    return [
        *arc(left + r, top + r, r, r, 180, 270),
        *arc(right - r, top + r, r, r, 270, 360),
        *arc(right - r, bottom - r, r, r, 0, 90),
        *arc(left + r, bottom - r, r, r, 90, 180),
    ]


def smooth(points: Outline, *, steps: int = 8) -> list[Point]:
    """The closed Catmull-Rom curve through all `points`, for what has no corners."""
    count = len(points)
    curve = []
    for i in range(count):
        a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve.append((_catmull(a[0], b[0], c[0], d[0], t), _catmull(a[1], b[1], c[1], d[1], t)))
    return curve


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3
    )


def stroke(path: Outline, width: float, end_width: float | None = None) -> list[list[Point]]:
    """A round brush drawn along an open `path`: one outline for each of its pieces.

    The brush is `width` wide at the first point and `end_width` at the last.
    """
    last = len(path) - 1
    wide = width if end_width is None else end_width
    radii = [(width + (wide - width) * i / max(last, 1)) / 2 for i in range(last + 1)]
    pieces = []
    for i in range(last):
        (x0, y0), (x1, y1) = path[i], path[i + 1]
        if hypot(x1 - x0, y1 - y0) == 0.0:
            continue
        across = degrees(atan2(y1 - y0, x1 - x0)) + 90
        pieces.append(
            [
                *arc(x0, y0, radii[i], radii[i], across, across + 180),
                *arc(x1, y1, radii[i + 1], radii[i + 1], across + 180, across + 360),
            ]
        )
    return pieces


def star(x: float, y: float, outer: float, inner: float, tips: int = 5) -> list[Point]:
    """A star with one tip straight up."""
    return [
        (
            x + (outer if i % 2 == 0 else inner) * sin(i * pi / tips),
            y - (outer if i % 2 == 0 else inner) * cos(i * pi / tips),
        )
        for i in range(2 * tips)
    ]


def regular(x: float, y: float, radius: float, sides: int) -> list[Point]:
    """A regular polygon that stands on one flat side."""
    return [
        (
            x + radius * sin((2 * i + 1) * pi / sides),
            y - radius * cos((2 * i + 1) * pi / sides),
        )
        for i in range(sides)
    ]
