"""Small things of a home; they stand at `(0, 0)` unless said otherwise."""

from __future__ import annotations

from math import cos, radians, sin
from random import Random

from .canvas import Canvas, dark, draws, light
from .shapes import arc, oval, rect, smooth

# fmt: off
# Rows of points read better than columns.

STEEL = "#c4cad1"


@draws("bowl")
def bowl(c: Canvas, colour: str = "#3f7fb5") -> None:
    """About 84 wide and 36 high; its rim is at -34. Draw what lies in it first."""
    c.fill(rect(-16, -6, 16, 0, radius=2), dark(colour, 0.3))
    body = [*arc(0, -34, 42, 31, 180, 0)]
    c.fill(body, colour)
    c.tint(arc(10, -38, 46, 38, 100, -10), dark(colour), within=body)
    c.tint(rect(-50, -25, 50, -21), "#f2f5f7", within=body)
    c.fill(rect(-43, -36, 43, -31, radius=2.5), light(colour, 0.3))


@draws("apple")
def apple(c: Canvas, colour: str = "#d33a33") -> None:
    """About 26 wide and 28 high, round `(0, 0)`."""
    body = smooth([(0, -9), (6, -11), (12, -6), (12, 3), (6, 11), (0, 10), (-6, 11), (-12, 3),
                   (-12, -6), (-6, -11)])
    c.fill(body, colour)
    c.tint(oval(10, 6, 9, 14), dark(colour), within=body)
    c.tint(oval(-6, -4, 3, 4.4, turn=20), light(colour, 0.6), within=body)
    c.stroke([(0, -8), (2, -15)], 1.8, "#5b3c22")
    c.fill(smooth([(2, -12), (7, -16), (11, -14), (6, -11)]), "#5f9e3f")


@draws("banana")
def banana(c: Canvas, colour: str = "#f6cf3a") -> None:
    """One banana that lies like a smile, about 74 wide and 28 high; its ends are up."""
    body = [*arc(0, -32, 38, 34, 160, 22), *arc(0, -32, 30, 19, 26, 156)]
    c.fill(body, colour)
    c.tint([*arc(0, -33, 38, 36, 160, 22), *arc(0, -35, 35, 31, 26, 156)], dark(colour, 0.22),
           within=body)
    c.stroke([body[0], (-37, -24)], 4.2, "#a98a2c", 3.6)
    c.fill(oval(34, -19, 2.7), "#6b4f22")


@draws("pizza")
def pizza(c: Canvas) -> None:
    """Seen at a slant, about 200 wide and 104 high, round `(0, 0)`; cut in eight."""
    c.fill(oval(0, 4, 100, 50), "#8f5a26")
    c.fill(oval(0, 0, 100, 50), "#d9974a")
    c.fill(oval(0, -1, 89, 43), "#c8442e")
    cheese = oval(0, -2, 85, 40)
    c.fill(cheese, "#f6cf62")
    dice = Random(11)
    for _ in range(26):
        x, y = dice.uniform(-80, 80), dice.uniform(-38, 38)
        c.tint(oval(x, y, 9, 4), "#fbe296", within=cheese)
    for i in range(8):
        angle = radians(22.5 + 45 * i)
        x, y = cos(angle), sin(angle)
        for reach in (0.42, 0.78):
            if reach == 0.42 and i % 2:
                continue
            c.fill(oval(x * 84 * reach, y * 40 * reach, 11, 6.2), "#a92f24")
            c.fill(oval(x * 84 * reach, y * 40 * reach - 1, 10, 5.2), "#cf4636")
    for i in range(8):
        angle = radians(45 * i + 6)
        x, y = cos(angle) * 62, sin(angle) * 29
        c.fill(smooth([(x - 7, y), (x, y - 3), (x + 7, y), (x, y + 2.6)]), "#4c8a35")
    for i in range(4):
        angle = radians(45 * i)
        x, y = cos(angle) * 98, sin(angle) * 49
        c.stroke([(-x, -y), (x, y)], 1.4, "#b5722c")


@draws("wine glass")
def wine_glass(c: Canvas, wine: str = "#8e1f3b") -> None:
    """About 48 wide and 120 high."""
    c.shade(oval(8, -1, 30, 6), strength=0.22, soft=1)
    c.fill(oval(0, -3, 22, 5), "#dfe9ef")
    c.fill(oval(0, -4, 17, 3), "#c3d2dc")
    c.stroke([(0, -5), (0, -52)], 3.6, "#d5e2ea")
    cup = smooth([(-19, -118), (0, -119), (19, -118), (24, -88), (14, -60), (0, -52), (-14, -60),
                  (-24, -88)])
    c.fill(cup, "#dcebf2")
    c.tint(rect(-30, -92, 30, -50), wine, within=cup)
    c.tint(oval(0, -92, 23, 3.6), light(wine, 0.25), within=cup)
    c.tint(rect(10, -126, 30, -48), "#14162c", 0.14, within=cup)
    c.tint(smooth([(-18, -110), (-14, -112), (-16, -76), (-20, -84)]), "#ffffff", 0.75, within=cup)


@draws("bottle")
def bottle(c: Canvas, colour: str = "#2f5d3c") -> None:
    """A wine bottle, about 40 wide and 150 high."""
    c.shade(oval(8, -1, 28, 6), strength=0.22, soft=1)
    body = smooth([(-19, -3), (0, 2), (19, -3), (20, -40), (20, -78), (9, -104), (7, -128),
                   (7, -146), (-7, -146), (-7, -128), (-9, -104), (-20, -78), (-20, -40)], steps=5)
    c.fill(body, colour)
    c.tint(rect(8, -160, 30, 4), dark(colour, 0.4), within=body)
    c.tint(rect(-14, -76, -11, -6), light(colour, 0.5), within=body)
    c.tint(rect(-30, -68, 30, -28), "#f1e4c6", within=body)
    c.tint(rect(-30, -60, 30, -57), "#a33a3a", within=body)
    c.tint(rect(-12, -160, 12, -128), "#7d2431", within=body)


@draws("fork")
def fork(c: Canvas) -> None:
    """Lies upright, tines up, about 15 wide and 110 long; its end is at 0."""
    c.shade(rect(-1, -108, 7, 2, radius=3), strength=0.18, soft=1)
    for x in (-6, -2, 2, 6):
        c.stroke([(x, -108), (x, -82)], 2, STEEL)
    c.fill(smooth([(-7, -86), (7, -86), (6, -74), (2, -66), (-2, -66), (-6, -74)]), STEEL)
    c.stroke([(0, -68), (0, -36), (0, -4)], 3.4, STEEL, 7)
    c.stroke([(1.4, -66), (1.4, -4)], 1, dark(STEEL, 0.3))


@draws("knife")
def knife(c: Canvas) -> None:
    """Lies upright, point up, about 12 wide and 118 long; its end is at 0."""
    c.shade(rect(-1, -112, 8, 2, radius=3), strength=0.18, soft=1)
    blade = smooth([(-4, -44), (-6, -88), (-4, -112), (2, -118), (4, -100), (4, -44)], steps=6)
    c.fill(blade, STEEL)
    c.tint(rect(0, -120, 6, -40), "#eef2f5", within=blade)
    c.stroke([(0, -40), (0, -5)], 7.4, "#3a3f48", 9)
    c.stroke([(-1.4, -38), (-1.4, -6)], 1.6, "#6a717c")


@draws("remote")
def remote(c: Canvas) -> None:
    """Lies on a table, seen at a slant, about 48 wide and 14 high, round `(0, 0)`."""
    c.shade(oval(2, 4, 25, 5), strength=0.25, soft=1)
    c.fill([(-25, -1), (-21, 5), (23, 5), (25, -1)], "#15161a")
    c.fill([(-25, -1), (-19, -7), (25, -7), (23, -1)], "#383c45")
    c.fill(oval(-17, -4, 2.6, 1.5), "#e8483c")
    for i in range(5):
        for j in range(2):
            c.fill(oval(-8 + i * 6 + (1 - j) * 1.4, -2.6 - j * 2.7, 1.7, 0.9), "#c7ccd4")


@draws("laptop")
def laptop(c: Canvas) -> None:
    """Open, seen from the front and above, about 190 wide and 150 high; front edge at 0."""
    c.shade(oval(0, 2, 100, 6), strength=0.25, soft=2)
    c.fill(rect(-78, -150, 78, -36, radius=6), "#31353d")
    screen = rect(-71, -143, 71, -44)
    c.fill(screen, "#eef3f8")
    c.tint(rect(-71, -143, 71, -128), "#3c78c4", within=screen)
    c.tint(rect(-71, -128, -36, -44), "#d5e0ec", within=screen)
    for i, wide in enumerate((66, 84, 54, 76)):
        c.fill(rect(-26, -118 + i * 9, -26 + wide, -114 + i * 9), "#9fb0c2")
    for i, high in enumerate((16, 26, 20, 32)):
        c.fill(rect(-22 + i * 22, -48 - high, -8 + i * 22, -48), ("#e8a33c", "#4a90d0")[i % 2])
    for i in range(4):
        c.fill(rect(-65, -120 + i * 10, -43, -116 + i * 10), "#9fb0c2")
    c.fill([(-78, -36), (78, -36), (95, -4), (-95, -4)], "#c3c8cf")
    c.fill([(-66, -32), (66, -32), (75, -15), (-75, -15)], "#4b5059")
    for y in (-28, -24, -20):
        c.stroke([(-68 - y * 0.1, y), (68 + y * 0.1, y)], 0.9, "#767c87")
    c.fill([(-22, -13), (22, -13), (24, -6), (-24, -6)], "#a8aeb7")
    c.fill(rect(-95, -4, 95, 0, radius=1), "#8d939c")


@draws("keyboard")
def keyboard(c: Canvas, colour: str = "#e9ebee") -> None:
    """Seen from above at a slant, about 190 wide and 44 high; front edge at 0."""
    c.shade(oval(2, 2, 98, 5), strength=0.2, soft=2)
    c.fill([(-88, -42), (88, -42), (96, -4), (-96, -4)], colour)
    c.fill(rect(-96, -4, 96, 1, radius=1), dark(colour, 0.3))
    for row in range(4):
        top = -38 + row * 8.2
        wide = 164 + row * 3.6
        keys = 14 - (row == 3) * 7
        for i in range(keys):
            left = -wide / 2 + wide * i / keys
            right = left + wide / keys - 2
            c.fill(rect(left, top, right, top + 6.2, radius=1.4), "#6b727d")
            c.tint(rect(left, top, right, top + 4), "#8a919c")


@draws("mouse")
def mouse(c: Canvas, colour: str = "#e9ebee") -> None:
    """Seen from above at a slant, about 30 wide and 42 high, round `(0, 0)`."""
    c.shade(oval(2, 5, 17, 20), strength=0.25, soft=1)
    body = smooth([(0, -20), (12, -14), (15, 2), (11, 17), (0, 21), (-11, 17), (-15, 2),
                   (-12, -14)])
    c.fill(body, colour)
    c.tint(smooth([(6, -24), (20, -10), (20, 26), (2, 26), (10, 8)]), dark(colour, 0.16),
           within=body)
    c.tint(rect(-0.7, -22, 0.7, -2), dark(colour, 0.45), within=body)
    c.tint(rect(-16, -2.6, 16, -1.4), dark(colour, 0.3), within=body)
    c.fill(rect(-2, -15, 2, -7, radius=2), "#545a64")


@draws("cup")
def cup(c: Canvas, colour: str = "#d8564a") -> None:
    """A mug of coffee, handle to the right, about 60 wide and 56 high."""
    c.shade(oval(5, -1, 28, 6), strength=0.25, soft=1)
    c.stroke([(18, -42), *arc(22, -28, 13, 14, -80, 80), (16, -13)], 5.4, dark(colour))
    body = [(-23, -50), (23, -50), (20, -4), *arc(0, -5, 20, 6, 0, 180), (-20, -4)]
    c.fill(body, colour)
    c.tint(rect(7, -60, 30, 4), dark(colour), within=body)
    c.tint(rect(-16, -44, -12, -8, radius=2), light(colour, 0.5), within=body)
    c.fill(oval(0, -50, 23, 6.4), light(colour, 0.25))
    c.fill(oval(0, -49.4, 19.4, 4.6), "#4a2c1c")


@draws("book")
def book(c: Canvas, colour: str, thick: float = 20, high: float = 84) -> None:
    """Stands on a shelf with its back to us, foot in the middle at 0."""
    half = thick / 2
    c.fill(rect(-half, -high, half, 0, radius=1.6), colour)
    c.tint(rect(half * 0.4, -high, half, 0), dark(colour))
    for y in (-high * 0.86, -high * 0.16):
        c.tint(rect(-half, y - 1.4, half, y + 1.4), light(colour, 0.6))
    c.tint(rect(-half * 0.5, -high * 0.7, half * 0.3, -high * 0.38), light(colour, 0.6))


@draws("teddy bear")
def teddy_bear(c: Canvas, colour: str = "#b9793f", bow: str = "#d8433b") -> None:
    """Sits and looks at us, about 70 wide and 84 high."""
    c.shade(oval(0, -1, 36, 4), strength=0.25, soft=1)
    low = dark(colour, 0.16)
    soft = light(colour, 0.45)
    c.fill(oval(0, -24, 22, 24), colour)
    c.tint(oval(17, -20, 15, 24), low)
    c.fill(oval(-1, -22, 13, 15), soft)
    for side in (-1, 1):
        c.fill(oval(side * 24, -30, 8, 14, turn=-side * 34), colour if side < 0 else low)
        c.fill(oval(side * 21, -9, 13, 9.6), colour if side < 0 else low)
        c.fill(oval(side * 25, -8, 7, 6.4), soft)
        c.fill(oval(side * 17, -77, 8.4), colour if side < 0 else low)
        c.fill(oval(side * 17, -77, 4.6), soft)
    head = oval(0, -62, 22, 19.4)
    c.fill(head, colour)
    c.tint(oval(20, -58, 13, 22), low, within=head)
    c.fill(oval(0, -55, 10.6, 8), soft)
    c.fill(oval(0, -59, 4, 2.8), "#2c2018")
    c.stroke([(0, -57), (0, -53)], 1, "#2c2018")
    c.stroke(arc(0, -54.4, 4, 3, 20, 160), 1, "#2c2018")
    for side in (-1, 1):
        c.fill(oval(side * 8, -66, 2.3), "#2c2018")
        c.fill([(0, -43), (side * 12, -49), (side * 12, -37)], bow)
    c.fill(oval(0, -43, 3), dark(bow))
