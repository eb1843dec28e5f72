"""What stands around the things and is no thing itself: sky, trees, houses, walls, floors."""

from __future__ import annotations

from random import Random

from .canvas import Canvas, Spot, dark, light, mixed
from .shapes import Outline, oval, rect, regular, smooth

# fmt: off
# Rows of points read better than columns.

def cloud(c: Canvas, spot: Spot, colour: str = "#ffffff") -> None:
    """About 110 wide and 40 high; its flat foot is at 0."""
    with c.at(spot):
        for x, y, r in ((-32, -13, 15), (-8, -20, 22), (20, -15, 17), (40, -9, 11)):
            c.fill(oval(x, y, r), colour)
        c.fill(rect(-46, -16, 50, 2, radius=9), colour)
        c.tint(rect(-46, -4, 50, 2, radius=3), mixed(colour, "#9fb4cc", 0.35))


def tree(c: Canvas, spot: Spot, leaf: str = "#4f9a4a") -> None:
    """A round tree, about 90 wide and 130 high."""
    with c.at(spot):
        c.shade(oval(0, 0, 34, 5), strength=0.2, soft=1)
        c.fill([(-6, 0), (6, 0), (4, -60), (-4, -60)], "#7a5233")
        c.fill([(1, 0), (6, 0), (4, -60), (1, -60)], "#62402a")
        for x, y, r in ((22, -72, 24), (14, -98, 24)):
            c.fill(oval(x, y, r), dark(leaf, 0.2))
        for x, y, r in ((-20, -70, 26), (-8, -100, 27), (4, -76, 25)):
            c.fill(oval(x, y, r), leaf)
        for x, y in ((-18, -106), (-28, -80), (-4, -88)):
            c.fill(oval(x, y, 7, 5), light(leaf, 0.18))


def pine(c: Canvas, spot: Spot, leaf: str = "#2f6b4f") -> None:
    """About 50 wide and 120 high."""
    with c.at(spot):
        c.fill(rect(-4, -16, 4, 0), "#5e4029")
        for i, wide in enumerate((26, 21, 15)):
            y = -12 - i * 32
            c.fill([(-wide, y), (wide, y), (0, y - 46)], leaf)
            c.fill([(2, y), (wide, y), (0, y - 46)], dark(leaf, 0.22))


def acacia(c: Canvas, spot: Spot) -> None:
    """A flat tree of the savannah, about 170 wide and 130 high."""
    with c.at(spot):
        bark = "#7a5a3a"
        c.stroke([(0, 0), (-2, -40), (-26, -92)], 9, bark, 4)
        c.stroke([(-2, -38), (14, -66), (40, -96)], 6, bark, 3)
        for x, y, wide, high, tone in (
            (30, -104, 54, 14, "#6d8a3c"), (-34, -102, 50, 15, "#7d9c46"),
            (0, -116, 58, 14, "#8fae52"),
        ):
            c.fill(oval(x, y, wide, high), tone)


def house(
    c: Canvas, left: float, right: float, top: float, foot: float, wall: str, *,
    lit: str = "#cfe6f2",
) -> None:
    """A town house front with rows of windows and a door; `lit` is the colour of the panes."""
    front = rect(left, top, right, foot)
    c.fill(front, wall)
    c.fill(rect(right - 8, top, right, foot), dark(wall, 0.18))
    c.fill(rect(left - 3, top - 6, right + 3, top + 4), dark(wall, 0.3))
    columns = max(2, round((right - left) / 38))
    gap = (right - left) / columns
    rows = max(1, int((foot - top - 56) / 46))
    for row in range(rows):
        for column in range(columns):
            x, y = left + gap * (column + 0.5), top + 16 + row * 46
            c.fill(rect(x - 10, y - 2, x + 10, y + 28), light(wall, 0.55))
            c.fill(rect(x - 8, y, x + 8, y + 26), lit)
            c.fill(rect(x - 0.8, y, x + 0.8, y + 26), light(wall, 0.55))
            c.fill(rect(x - 11, y + 27, x + 11, y + 31), dark(wall, 0.25))
    middle = left + gap * 0.5
    c.fill(rect(middle - 10, foot - 38, middle + 10, foot), dark(wall, 0.55))
    c.fill(rect(middle - 7, foot - 34, middle + 7, foot - 20), lit)
    if columns > 2:
        shop = rect(left + gap * 1.15, foot - 36, right - 14, foot - 8)
        c.fill(shop, lit)
        stripes = 7
        wide = (right - 10 - left - gap * 1.08) / stripes
        for i in range(stripes):
            x = left + gap * 1.08 + i * wide
            c.fill([(x, foot - 46), (x + wide, foot - 46), (x + wide, foot - 32), (x, foot - 32)],
                   "#ffffff" if i % 2 else dark(wall, 0.35))


def grass(c: Canvas, spots: Outline, colour: str) -> None:
    """Small tufts, one at each spot."""
    for x, y in spots:
        for lean in (-3, 0, 3):
            c.stroke([(x + lean * 0.5, y), (x + lean, y - 5)], 1.2, colour, 0.6)


def scattered(
    seed: int, count: int, left: float, top: float, right: float, bottom: float
) -> list[tuple[float, float]]:
    """The same random points in a rectangle for the same seed."""
    dice = Random(seed)
    return [(dice.uniform(left, right), dice.uniform(top, bottom)) for _ in range(count)]


def room(c: Canvas, wall: str, floor: str, edge: float) -> None:
    """A wall down to `edge`, a skirting board, and floor boards below."""
    c.fade(0, edge, light(wall, 0.12), wall)
    c.fade(edge, c.height, floor, dark(floor, 0.1))
    middle = c.width / 2
    for i in range(-9, 10):
        x = middle + i * 52
        foot = middle + i * 112
        c.fill([(x - 0.6, edge), (x + 0.6, edge), (foot + 1, c.height), (foot - 1, c.height)],
               dark(floor, 0.2))
    c.fill(rect(-1, edge - 10, c.width + 1, edge), light(wall, 0.6))
    c.fill(rect(-1, edge - 1, c.width + 1, edge + 2), dark(floor, 0.35))


def window(c: Canvas, left: float, top: float, right: float, bottom: float, curtain: str) -> None:
    """A window with a view of hills, and a curtain on either side."""
    c.fill(rect(left - 6, top - 6, right + 6, bottom + 6), "#ffffff")
    view = rect(left, top, right, bottom)
    c.fill(view, "#bfe1f3")
    c.tint(oval(left + 18, bottom + 14, 62, 44), "#8cc27a", within=view)
    c.tint(oval(right - 10, bottom + 18, 54, 40), "#6fae68", within=view)
    c.tint(oval(right - 26, top + 24, 11), "#fff2b0", within=view)
    middle = (left + right) / 2
    c.fill(rect(middle - 2, top, middle + 2, bottom), "#ffffff")
    c.fill(rect(left, (top + bottom) / 2 - 2, right, (top + bottom) / 2 + 2), "#ffffff")
    c.fill(rect(left - 12, bottom + 4, right + 12, bottom + 11), "#ece8e0")
    c.fill(rect(left - 26, top - 14, right + 26, top - 9), "#8a6a48")
    for side, edge in ((-1, left), (1, right)):
        outer = edge + side * 20
        c.fill(smooth([(outer, top - 12), (edge - side * 14, top - 12), (edge - side * 8, top + 40),
                       (edge + side * 2, bottom - 14), (edge + side * 4, bottom + 10),
                       (outer, bottom + 10)], steps=5), curtain)
        for share in (0.25, 0.6):
            x = outer + (edge - side * 6 - outer) * share
            c.stroke([(x, top - 6), (x, bottom + 6)], 1.6, dark(curtain, 0.18))


def framed_hills(c: Canvas, left: float, top: float, right: float, bottom: float) -> None:
    """A framed picture of hills for a wall."""
    c.shade(rect(left + 2, top + 3, right + 3, bottom + 4), strength=0.2, soft=1)
    c.fill(rect(left, top, right, bottom), "#6b4a30")
    inner = rect(left + 5, top + 5, right - 5, bottom - 5)
    c.fill(inner, "#f4dfb8")
    c.tint(oval(left + 24, bottom, 42, 34), "#d98f5a", within=inner)
    c.tint(oval(right - 18, bottom + 4, 46, 40), "#8a5a6a", within=inner)
    c.tint(oval((left + right) / 2 + 8, top + 20, 8), "#e2573f", within=inner)


def flowers(c: Canvas, spot: Spot) -> None:
    """Five flowers whose stems end at `(0, 0)`."""
    with c.at(spot):
        for x, y, tone in ((-24, -40, "#e8637a"), (24, -38, "#f2b632"), (-12, -58, "#f2b632"),
                           (13, -60, "#e8637a"), (0, -42, "#ffffff")):
            c.stroke([(0, 4), (x * 0.5, y * 0.5), (x, y)], 1.8, "#4d8c46")
            for i in range(5):
                px, py = regular(x, y, 6.4, 5)[i]
                c.fill(oval(px, py, 4.8), tone)
            c.fill(oval(x, y, 3.8), "#b8762a" if tone != "#f2b632" else "#8a4a2a")
        for x, turn in ((-14, -50), (15, 48)):
            c.fill(oval(x, -16, 4, 10, turn=turn), "#5fa055")
