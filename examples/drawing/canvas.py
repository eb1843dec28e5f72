"""Filled outlines in, a picture and the visible pixels of each thing out.

The canvas paints two images at once: the picture, and a map that says for every pixel which thing
owns it. Whatever is painted later takes the pixels over, so what a thing owns at the end is what
can be seen of it. No box is ever written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from math import cos, radians, sin
from typing import Concatenate, ParamSpec

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from .shapes import Outline, Point, stroke

GRAIN = 3
"""Painted pixels for one pixel of the finished picture, each way: the antialiasing."""

P = ParamSpec("P")
Mask = npt.NDArray[np.bool_]


def mixed(first: str, last: str, share: float) -> str:
    """The colour `share` of the way from `first` (0) to `last` (1)."""
    a, b = ImageColor.getrgb(first), ImageColor.getrgb(last)
    red, green, blue = (round(a[i] + (b[i] - a[i]) * share) for i in range(3))
    return f"#{red:02x}{green:02x}{blue:02x}"


def dark(colour: str, share: float = 0.2) -> str:
    """The shadow tone of a colour."""
    return mixed(colour, "#14162c", share)


def light(colour: str, share: float = 0.25) -> str:
    """The lit tone of a colour."""
    return mixed(colour, "#ffffff", share)


@dataclass(frozen=True, slots=True)
class Thing:
    """One drawn instance: the value that marks its pixels (from 1), and its COCO category."""

    mark: int
    category: str
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Where local units lie on the picture: `x = dx + a * u + b * v`, `y = dy + c * u + d * v`."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def point(self, at: Point) -> Point:
        """A local point, in pixels of the finished picture."""
        u, v = at
        return self.dx + self.a * u + self.b * v, self.dy + self.c * u + self.d * v

    def within(self, outer: Frame) -> Frame:
        """This frame when its own surroundings are `outer`."""
        dx, dy = outer.point((self.dx, self.dy))
        return Frame(
            outer.a * self.a + outer.b * self.c,
            outer.a * self.b + outer.b * self.d,
            outer.c * self.a + outer.d * self.c,
            outer.c * self.b + outer.d * self.d,
            dx,
            dy,
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """Where to draw: the place of `(0, 0)`, how large, mirrored or not, degrees clockwise."""

    x: float
    y: float
    scale: float = 1.0
    flip: bool = False
    turn: float = 0.0

    def frame(self) -> Frame:
        """The same as numbers to multiply with; mirrored first, then turned."""
        down, side = self.scale, -self.scale if self.flip else self.scale
        angle = radians(self.turn)
        return Frame(
            a=side * cos(angle),
            b=-down * sin(angle),
            c=side * sin(angle),
            d=down * cos(angle),
            dx=self.x,
            dy=self.y,
        )


class Canvas:
    """A picture in the making, `width` by `height` pixels when it is finished.

    Colours are `#rrggbb`. Everything filled inside `with canvas.thing(...)` belongs to that thing;
    everything else is scenery. All coordinates are in the frame set by `at`.
    """

    def __init__(self, width: int, height: int) -> None:
        """Start with an empty picture of this many pixels."""
        self.width, self.height = width, height
        self.things: list[Thing] = []
        size = (width * GRAIN, height * GRAIN)
        self._picture = Image.new("RGB", size, "#ffffff")
        self._owner = Image.new("L", size, 0)
        self._paint = ImageDraw.Draw(self._picture)
        self._claim = ImageDraw.Draw(self._owner)
        self._frame = Frame(a=GRAIN, d=GRAIN)
        self._mark = 0

    @contextmanager
    def at(self, spot: Spot) -> Iterator[None]:
        """Draw in the units of `spot`."""
        before = self._frame
        self._frame = spot.frame().within(before)
        yield
        self._frame = before

    @contextmanager
    def thing(self, category: str, *, crowd: bool = False) -> Iterator[Thing]:
        """Everything filled inside belongs to one new instance of `category`."""
        new = Thing(len(self.things) + 1, category, crowd)
        if new.mark > 255:
            raise ValueError("a picture holds at most 255 things: its map has one byte a pixel")
        self.things.append(new)
        with self.more(new):
            yield new

    @contextmanager
    def more(self, thing: Thing) -> Iterator[None]:
        """Go on drawing `thing`, over what was drawn since."""
        before, self._mark = self._mark, thing.mark
        yield
        self._mark = before

    def fill(self, outline: Outline, colour: str) -> None:
        """Paint an outline."""
        points = [self._frame.point(p) for p in outline]
        self._paint.polygon(points, fill=colour)
        self._claim.polygon(points, fill=self._mark)

    def stroke(
        self, path: Outline, width: float, colour: str, end_width: float | None = None
    ) -> None:
        """Paint a line with round ends, `width` at its start and `end_width` at its end."""
        for piece in stroke(path, width, end_width):
            self.fill(piece, colour)

    def tint(
        self,
        outline: Outline,
        colour: str,
        strength: float = 1.0,
        *,
        within: Outline | None = None,
    ) -> None:
        """Colour what lies in the outline and belongs to the thing in hand (or to the scenery).

        The second tone of a shape, its patches and its lights. `within` narrows it further.
        """
        mask, corner = self._cut(outline, strength)
        box = (*corner, corner[0] + mask.width, corner[1] + mask.height)
        mine = [255 if mark == self._mark else 0 for mark in range(256)]
        mask = ImageChops.multiply(mask, self._owner.crop(box).point(mine))
        if within is not None:
            other, other_corner = self._cut(within, 1.0)
            limit = Image.new("L", mask.size, 0)
            limit.paste(other, (other_corner[0] - corner[0], other_corner[1] - corner[1]))
            mask = ImageChops.multiply(mask, limit)
        self._picture.paste(colour, corner, mask)

    def shade(
        self, outline: Outline, colour: str = "#101830", strength: float = 0.25, *, soft: float = 0
    ) -> None:
        """Lay a shadow or a glow over all that is there; it belongs to nothing.

        `soft` is the radius of its blur in pixels of the finished picture.
        """
        mask, corner = self._cut(outline, strength, margin=round(soft * GRAIN * 3))
        if soft > 0:
            mask = mask.filter(ImageFilter.GaussianBlur(soft * GRAIN))
        self._picture.paste(colour, corner, mask)

    def fade(self, top: float, bottom: float, first: str, last: str) -> None:
        """Fill the full width from `top` to `bottom` with one colour that turns into another."""
        bands = max(2, round((bottom - top) / 2))
        for band in range(bands):
            y = top + (bottom - top) * band / bands
            strip = [(-1, y), (self.width + 1, y), (self.width + 1, bottom), (-1, bottom)]
            self.fill(strip, mixed(first, last, band / (bands - 1)))

    def finished(self) -> Image.Image:
        """The picture, at its final size."""
        return self._picture.reduce(GRAIN)

    def visible(self, thing: Thing) -> Mask:
        """What can be seen of a thing, `GRAIN` times as fine as the finished picture."""
        return np.asarray(np.asarray(self._owner) == thing.mark)

    def _cut(
        self, outline: Outline, strength: float, margin: int = 1
    ) -> tuple[Image.Image, tuple[int, int]]:
        """A stencil of the outline, and the painted pixel of its top left corner."""
        points = [self._frame.point(p) for p in outline]
        left = int(min(x for x, _ in points)) - margin
        top = int(min(y for _, y in points)) - margin
        right = int(max(x for x, _ in points)) + margin + 2
        bottom = int(max(y for _, y in points)) + margin + 2
        mask = Image.new("L", (right - left, bottom - top), 0)
        ImageDraw.Draw(mask).polygon(
            [(x - left, y - top) for x, y in points], fill=round(255 * strength)
        )
        return mask, (left, top)


def draws(
    category: str,
) -> Callable[
    [Callable[Concatenate[Canvas, P], None]], Callable[Concatenate[Canvas, Spot, P], Thing]
]:
    """Make a function that draws round `(0, 0)` into one that draws an instance at a spot.

    The wrapped function takes the spot as its second argument and returns the new thing.
    """

    def wrap(
        draw: Callable[Concatenate[Canvas, P], None],
    ) -> Callable[Concatenate[Canvas, Spot, P], Thing]:
        @wraps(draw)
        def drawn(canvas: Canvas, spot: Spot, /, *args: P.args, **kwargs: P.kwargs) -> Thing:
            with canvas.at(spot), canvas.thing(category) as thing:
                draw(canvas, *args, **kwargs)
            return thing

        return drawn

    return wrap
