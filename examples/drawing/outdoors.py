"""Things of streets, parks and beaches, and what is played with there; most stand at `(0, 0)`."""

from __future__ import annotations

from .canvas import Canvas, dark, draws, light, mixed
from .shapes import Outline, arc, oval, rect, regular, smooth

# fmt: off
# Rows of points read better than columns.

STEEL = "#8b929c"


@draws("traffic light")
def traffic_light(c: Canvas, lit: int) -> None:
    """The lamps without their pole, 24 wide and 62 high, foot at 0; `lit` counts from the top."""
    c.fill(rect(-12, -62, 12, 0, radius=5), "#2a2d33")
    c.fill(rect(-12, -62, -6, 0, radius=3), "#40454d")
    for i, colour in enumerate(("#ff4a3d", "#ffc638", "#45d873")):
        y = -51 + i * 20
        c.fill(oval(0, y, 8.2), "#17191d")
        c.fill(oval(0, y, 7), colour if i == lit else mixed(colour, "#22242a", 0.72))
        c.tint(oval(-2.4, y - 2.6, 2.2), "#ffffff", 0.65 if i == lit else 0.18)


@draws("fire hydrant")
def fire_hydrant(c: Canvas, colour: str = "#e23c33") -> None:
    """About 40 wide and 62 high."""
    c.shade(oval(3, 0, 24, 4), strength=0.3, soft=1)
    low = dark(colour, 0.25)
    c.fill(rect(-17, -6, 17, 0, radius=2), low)
    body = rect(-12, -44, 12, -5)
    c.fill(body, colour)
    c.tint(rect(3, -46, 14, -4), low, within=body)
    c.tint(rect(-9, -46, -6, -4), light(colour, 0.45), within=body)
    for side in (-1, 1):
        x = side * 15
        c.fill(rect(min(x, side * 11), -36, max(x, side * 11), -24), low)
        c.fill(rect(x - 4, -38, x + 4, -22, radius=2), colour if side < 0 else low)
    c.fill(oval(0, -28, 7.4), low)
    c.fill(oval(0, -28, 5), light(colour, 0.15))
    c.fill(oval(0, -28, 2), low)
    c.fill(rect(-15, -47, 15, -42, radius=2), low)
    dome = arc(0, -46, 12.5, 11, 180, 360)
    c.fill(dome, colour)
    c.tint(rect(3, -60, 16, -44), low, within=dome)
    c.fill(rect(-3.4, -62, 3.4, -55, radius=1), low)


@draws("stop sign")
def stop_sign(c: Canvas) -> None:
    """The plate without its pole, 60 wide, round `(0, 0)`."""
    c.fill(regular(0, 0, 32, 8), "#fbfbf9")
    plate = regular(0, 0, 29.4, 8)
    c.fill(plate, "#cf2f2b")
    c.tint([(-40, 40), (40, -40), (40, 40)], "#a92524", within=plate)
    for i, letter in enumerate("STOP"):
        for path in _LETTERS[letter]:
            c.stroke([(-19.5 + i * 10.9 + x * 6.4, -7.5 + y * 15) for x, y in path], 2.6, "#ffffff")


_ROUND = [(x + 0.5, y + 0.5) for x, y in oval(0, 0, 0.5, 0.5)]
_LETTERS: dict[str, list[Outline]] = {
    "S": [[(1, 0.14), (0.7, 0), (0.25, 0.02), (0, 0.22), (0.2, 0.42), (0.8, 0.58), (1, 0.78),
           (0.75, 0.98), (0.3, 1), (0, 0.86)]],
    "T": [[(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]],
    "O": [_ROUND],
    "P": [[(0, 1), (0, 0), (0.7, 0), (1, 0.15), (1, 0.4), (0.7, 0.55), (0, 0.55)]],
}
"""Brush strokes of the letters on a stop sign, in a box from 0 to 1."""


@draws("bench")
def bench(c: Canvas, wood: str = "#a86f3d") -> None:
    """Seen from the front, about 130 wide and 62 high."""
    c.shade(oval(0, 0, 68, 5), strength=0.25, soft=1)
    iron = "#33373f"
    for x in (-50, 50):
        c.stroke([(x, -58), (x, -30), (x, -1)], 4.4, iron)
        c.stroke([(x - 7, -1), (x + 7, -1)], 4, iron)
        c.stroke([(x - 4, -42), (x + 8, -42)], 4, iron)
    for i, y in enumerate((-61, -52, -43)):
        c.fill(rect(-64, y, 64, y + 7, radius=2), mixed(wood, dark(wood), i / 3))
    seat: Outline = [(-62, -32), (62, -32), (68, -22), (-68, -22)]
    c.fill(seat, light(wood, 0.2))
    c.stroke([(-65, -27), (65, -27)], 1, dark(wood, 0.3))
    c.fill(rect(-68, -22, 68, -18), dark(wood, 0.3))


@draws("frisbee")
def frisbee(c: Canvas, colour: str = "#2f7be0") -> None:
    """About 36 wide and 12 high, round `(0, 0)`."""
    c.fill(oval(0, 1.2, 18, 5.8), dark(colour, 0.35))
    c.fill(oval(0, -0.6, 18, 5.2), colour)
    c.fill(oval(0, -1, 11, 2.8), light(colour, 0.4))


@draws("kite")
def kite(c: Canvas, colour: str, other: str, stripe: str = "#ffffff") -> None:
    """About 48 wide and 62 high, round `(0, 0)`, with bows on a tail; the line is scenery."""
    c.fill([(0, -34), (24, -6), (0, -6)], other)
    c.fill([(0, -34), (-24, -6), (0, -6)], colour)
    c.fill([(-24, -6), (0, 32), (0, -6)], other)
    c.fill([(24, -6), (0, 32), (0, -6)], colour)
    c.stroke([(0, -33), (0, 31)], 1.2, stripe)
    c.stroke([(-23, -6), (23, -6)], 1.2, stripe)
    tail = [(0, 32), (5, 42), (-3, 52), (3, 62)]
    c.stroke(tail, 1.4, dark(colour))
    for (x, y), tone in zip(tail[1:], (other, colour, other), strict=True):
        c.fill([(x - 7, y - 4), (x - 7, y + 4), (x + 7, y - 4), (x + 7, y + 4)], tone)


@draws("umbrella")
def beach_umbrella(c: Canvas, colour: str = "#e4483f", other: str = "#fdf6e6") -> None:
    """Stuck in the sand, about 170 wide and 165 high."""
    c.stroke([(0, -150), (0, 0)], 5, "#c9a26a")
    c.stroke([(1.4, -150), (1.4, 0)], 2, "#a27d48")
    cover = [
        *arc(0, -96, 86, 66, 180, 360),
        *[(86 - x, -96 - y) for k in range(5) for x, y in
          [(p[0] + k * 34.4, p[1]) for p in arc(17.2, 0, 17.2, 8, 180, 0)]],
    ]
    c.fill(cover, other)
    for k in (0, 2, 4):
        x0, x1 = -86 + k * 34.4, -86 + (k + 1) * 34.4
        gore = [(0, -164), *[_bent(x0, t / 10) for t in range(11)],
                *[_bent(x1, 1 - t / 10) for t in range(11)]]
        c.tint(gore, colour, within=cover)
    c.tint([(30, -170), (100, -170), (100, -80), (52, -80), (48, -130)], "#14162c", 0.16,
           within=cover)
    c.fill(oval(0, -164, 4), colour)


def _bent(x: float, share: float) -> tuple[float, float]:
    """A seam of the cover, from its top (0) to its rim (1)."""
    across, down = arc(0, 0, 1, 1, 270, 360)[round(share * 12)]
    return x * across * 1.002, -88 + 74 * down


@draws("tennis racket")
def racket(c: Canvas, colour: str = "#d8433b") -> None:
    """About 24 wide and 66 long; the grip ends at `(0, 0)`, the head is up."""
    face = oval(0, -49, 10, 13.6)
    c.fill(face, "#dfe8c4")
    for i in range(-3, 4):
        c.tint(rect(i * 2.7 - 0.25, -64, i * 2.7 + 0.25, -34), "#7b8a62", within=face)
    for i in range(-4, 5):
        c.tint(rect(-12, -49 + i * 2.8 - 0.25, 12, -49 + i * 2.8 + 0.25), "#7b8a62", within=face)
    c.stroke(oval(0, -49, 10.8, 14.6), 2.2, colour)
    c.stroke([(-4.4, -36), (0, -27), (4.4, -36)], 2, colour)
    c.stroke([(0, -28), (0, -18)], 2.8, colour)
    c.stroke([(0, -17), (0, -1.6)], 3.6, "#2b2b33")


@draws("sports ball")
def tennis_ball(c: Canvas) -> None:
    """20 wide, round `(0, 0)`."""
    ball = oval(0, 0, 10)
    c.fill(ball, "#dcee3f")
    c.tint(oval(5, 5, 10), "#b3c526", within=ball)
    c.tint(oval(-2, -2, 8), "#dcee3f", within=ball)
    for x in (-12, 12):
        c.tint(oval(x, 0, 8.6), "#ffffff", within=ball)
        c.tint(oval(x * 1.08, 0, 8.2), "#d3e53a", within=ball)


@draws("sports ball")
def football(c: Canvas) -> None:
    """20 wide, round `(0, 0)`, white with black patches."""
    ball = oval(0, 0, 10)
    c.fill(ball, "#ffffff")
    c.tint(oval(8, 8, 10), "#c9ced6", within=ball)
    c.tint(regular(0, 0, 4.2, 5), "#25272e", within=ball)
    for i in range(5):
        x, y = arc(0, 0, 9.2, 9.2, 18 + 72 * i, 90 + 72 * i)[0]
        c.tint(regular(x, y, 3.4, 5), "#25272e", within=ball)


@draws("suitcase")
def suitcase(c: Canvas, colour: str = "#8c3b5e") -> None:
    """Upright on wheels, about 40 wide and 78 high."""
    c.shade(oval(0, 0, 24, 3), strength=0.25, soft=1)
    for x in (-8, 8):
        c.stroke([(x, -54), (x, -76)], 2.2, STEEL)
    c.stroke([(-9, -77), (9, -77)], 3.6, "#2b2d33")
    for x in (-13, 13):
        c.fill(oval(x, -2.6, 2.8), "#2b2d33")
    shell = rect(-20, -56, 20, -4, radius=5)
    c.fill(shell, colour)
    c.tint(rect(9, -60, 24, 0), dark(colour), within=shell)
    for x in (-10, 0, 10):
        c.tint(rect(x - 0.8, -52, x + 0.8, -8), light(colour, 0.3), within=shell)


@draws("backpack")
def backpack(c: Canvas, colour: str = "#3c8d5a") -> None:
    """Seen from its side, worn on a back to its right; about 16 wide and 30 high."""
    bag = smooth([(8, -14), (1, -15), (-7, -11), (-10, 0), (-9, 12), (-2, 15), (8, 14)])
    c.fill(bag, colour)
    c.tint(smooth([(-12, 2), (-3, 3), (-2, 16), (-12, 16)]), dark(colour, 0.3), within=bag)
    c.tint(rect(-12, -3, 8, -1.6), dark(colour, 0.4), within=bag)
