"""Furniture and appliances of a home; they stand at `(0, 0)` unless said otherwise."""

from __future__ import annotations

from math import cos, radians, sin

from .canvas import Canvas, Spot, dark, draws, light, mixed
from .shapes import Outline, arc, oval, rect, smooth

# fmt: off
# Rows of points read better than columns.

@draws("refrigerator")
def refrigerator(c: Canvas, colour: str = "#dfe6ea") -> None:
    """About 130 wide and 300 high."""
    c.shade(oval(6, 0, 74, 6), strength=0.3, soft=2)
    c.fill(rect(-58, -6, 58, 2), "#3a3d45")
    body = rect(-65, -300, 65, -2, radius=7)
    c.fill(body, colour)
    c.tint(rect(44, -304, 70, 2), dark(colour, 0.16), within=body)
    c.tint(rect(-58, -304, -50, 2), "#ffffff", 0.7, within=body)
    c.tint(rect(-70, -204, 70, -200), dark(colour, 0.5), within=body)
    for top, bottom in ((-246, -216), (-188, -130)):
        c.stroke([(-44, top), (-44, bottom)], 5.4, "#868e98")
        c.stroke([(-45, top), (-45, bottom)], 1.8, "#e9edf0")
    c.fill(rect(2, -272, 28, -246, radius=1), "#f5d76a")
    c.fill(oval(15, -270, 3), "#d8433b")
    for y in (-262, -257, -252):
        c.stroke([(6, y), (23, y)], 1, "#b79a38")


@draws("oven")
def oven(c: Canvas, colour: str = "#e9ebee") -> None:
    """With its hob, about 124 wide and 136 high."""
    c.fill(rect(-60, -136, 60, -130, radius=2), "#2c2f36")
    for x in (-34, 34):
        c.fill(rect(x - 20, -139, x + 20, -135, radius=2), "#454a53")
    body = rect(-60, -130, 60, 0)
    c.fill(body, colour)
    c.tint(rect(46, -132, 62, 2), dark(colour, 0.14), within=body)
    c.fill(rect(-60, -130, 60, -106), dark(colour, 0.1))
    for x in (-46, -28, 28, 46):
        c.fill(oval(x, -118, 6.4), "#3b4048")
        c.stroke([(x, -118), (x, -123)], 1.4, "#f2f3f5")
    c.fill(rect(-14, -124, 14, -112, radius=2), "#1d2a2a")
    for x in (-8, -3, 5):
        c.fill(rect(x - 1.4, -121, x + 1.4, -115), "#57e3a1")
    c.fill(rect(-48, -86, 48, -26, radius=5), "#2c2f36")
    window = rect(-42, -80, 42, -32, radius=4)
    c.fill(window, "#5d4a3c")
    c.tint([(-30, -28), (4, -84), (20, -84), (-14, -28)], "#8a7462", within=window)
    for y in (-62, -48):
        c.tint(rect(-42, y, 42, y + 1.6), "#2c2420", within=window)
    c.stroke([(-44, -96), (44, -96)], 5, "#868e98")
    c.stroke([(-44, -97), (44, -97)], 1.6, "#eef1f3")
    c.fill(rect(-60, -12, 60, -9), dark(colour, 0.3))


@draws("sink")
def sink(c: Canvas) -> None:
    """A white basin with its tap, seen from the front; 110 wide, rim at 0, 50 below, 70 above."""
    c.stroke([(14, -2), (14, -46), *arc(-2, -48, 16, 18, 0, -180)], 6, "#8d959f")
    c.stroke([(12.6, -2), (12.6, -46), *arc(-2, -48, 14.6, 17, 0, -180)], 2, "#e9edf0")
    c.stroke([(-18, -48), (-18, -42)], 6.6, "#8d959f")
    c.stroke([(30, -2), (30, -14), (40, -18)], 4.4, "#8d959f")
    basin = rect(-55, -6, 55, 52, radius=7)
    c.fill(basin, "#fafbfb")
    c.tint(rect(34, -10, 60, 60), "#d5dade", within=basin)
    c.tint(rect(-60, 42, 60, 60), "#d5dade", within=basin)
    c.fill(rect(-58, -8, 58, 2, radius=3), "#ffffff")
    c.tint(rect(-60, -1, 60, 3), "#c3cad0")


@draws("dining table")
def dining_table(c: Canvas, corners: Outline, edge: float, wood: str = "#b9814e") -> None:
    """A table top through four `corners` (from the far left clockwise), `edge` thick in front."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    c.fill([(x3, y3), (x2, y2), (x2, y2 + edge), (x3, y3 + edge)], dark(wood, 0.4))
    c.fill(corners, wood)
    for i in range(1, 6):
        share = i / 6
        c.tint([(x0 + (x1 - x0) * share - 0.5, y0), (x0 + (x1 - x0) * share + 0.5, y1),
                (x3 + (x2 - x3) * share + 1, y2), (x3 + (x2 - x3) * share - 1, y3)],
               dark(wood, 0.22))
    c.tint([(x0, y0), (x1, y1), (x1 + 3, y1 + 7), (x0 - 3, y0 + 7)], light(wood, 0.3))


@draws("couch")
def couch(c: Canvas, colour: str = "#3f8a86") -> None:
    """For three, about 270 wide and 120 high."""
    c.shade(oval(0, 0, 138, 7), strength=0.3, soft=2)
    for x in (-112, 112):
        c.fill(rect(x - 5, -14, x + 5, 0), "#5a3d28")
    low = dark(colour, 0.22)
    c.fill(rect(-118, -118, 118, -30, radius=16), dark(colour, 0.1))
    for i in range(3):
        left = -104 + i * 70
        c.fill(rect(left, -110, left + 68, -50, radius=12), colour)
        c.tint(rect(left, -64, left + 68, -48), low)
    for i in range(3):
        left = -104 + i * 70
        c.fill(rect(left, -60, left + 68, -34, radius=8), light(colour, 0.14))
        c.tint(rect(left, -42, left + 68, -34), low)
    c.fill(rect(-112, -36, 112, -10, radius=4), low)
    for left, tone in ((-134, colour), (102, dark(colour, 0.12))):
        arm = rect(left, -78, left + 32, -10, radius=14)
        c.fill(arm, tone)
        c.tint(rect(-140, -26, 140, -8), low, within=arm)


@draws("tv")
def tv(c: Canvas) -> None:
    """On its foot, about 170 wide and 108 high; a sunset is on."""
    c.fill(rect(-34, -5, 34, 0, radius=2), "#2b2e35")
    c.fill(rect(-8, -14, 8, -3), "#3b3f47")
    c.fill(rect(-85, -108, 85, -12, radius=4), "#1d1f25")
    for i in range(30):
        c.fill(rect(-79, -102 + i * 2, 79, -98 + i * 2), mixed("#3f6fb5", "#f4b96a", i / 29))
    c.fill(arc(18, -42, 16, 16, 180, 360), "#fff0b8")
    screen = rect(-79, -102, 79, -20)
    c.fill(rect(-79, -42, 79, -20), "#2c5a78")
    c.tint(smooth([(-80, -44), (-52, -70), (-30, -52), (-8, -44)]), "#4a3f66", within=screen)
    c.tint([(-60, -18), (-20, -106), (6, -106), (-34, -18)], "#ffffff", 0.1, within=screen)


@draws("potted plant")
def potted_plant(c: Canvas, pot: str = "#c8693f", leaf: str = "#3f8f4f") -> None:
    """About 100 wide and 150 high."""
    c.shade(oval(4, 0, 34, 5), strength=0.3, soft=1)
    for angle, long in ((-62, 66), (62, 64), (-38, 84), (40, 86), (-14, 100), (16, 96), (0, 84)):
        with c.at(Spot(0, -46, turn=angle)):
            blade = smooth([(0, 4), (-11, -long * 0.45), (0, -long), (11, -long * 0.45)])
            tone = mixed(leaf, "#8fcf6a", 0.35 if abs(angle) < 20 else 0.0)
            c.fill(blade, tone)
            c.tint([(0, 6), (0, -long - 4), (14, -long), (14, 6)], dark(tone, 0.18), within=blade)
    body: Outline = [(-28, -46), (28, -46), (21, 0), (-21, 0)]
    c.fill(body, pot)
    c.tint([(8, -50), (34, -50), (30, 2), (6, 2)], dark(pot), within=body)
    rim = rect(-32, -54, 32, -42, radius=3)
    c.fill(rim, light(pot, 0.12))
    c.tint(rect(8, -56, 36, -40), dark(pot, 0.1), within=rim)


@draws("bed")
def bed(c: Canvas, blanket: str = "#4d78b8", wood: str = "#8a5a37") -> None:
    """Seen from its side, head to the left, about 330 wide and 140 high."""
    c.shade(oval(0, 0, 168, 7), strength=0.3, soft=2)
    for x in (-148, 148):
        c.fill(rect(x - 6, -20, x + 6, 0), dark(wood, 0.3))
    c.fill(rect(-164, -140, -146, -8, radius=5), wood)
    c.tint(rect(-152, -144, -140, 0), dark(wood))
    c.fill(rect(-150, -30, 156, -12, radius=3), wood)
    c.fill(rect(148, -72, 164, -8, radius=5), dark(wood, 0.12))
    c.fill(rect(-148, -62, 150, -28, radius=9), "#f3f0ea")
    c.fill(smooth([(-144, -64), (-142, -88), (-112, -92), (-84, -84), (-80, -64), (-110, -58)]),
           "#ffffff")
    c.tint(smooth([(-144, -60), (-110, -66), (-80, -62), (-84, -52), (-140, -52)]), "#d5d9e2")
    cover = smooth([(-70, -70), (-20, -74), (90, -72), (148, -68), (152, -40), (150, -22),
                    (40, -20), (-62, -22), (-72, -44)], steps=6)
    c.fill(cover, blanket)
    for x in (-36, 8, 52, 96, 136):
        c.tint(rect(x - 5, -80, x + 5, -14), light(blanket, 0.3), within=cover)
    c.tint(rect(-80, -40, 160, -10), dark(blanket, 0.3), 0.55, within=cover)
    c.tint(rect(-74, -80, -56, -10), light(blanket, 0.75), within=cover)


@draws("clock")
def clock(c: Canvas, hour: int, minute: int, rim: str = "#2f3a4d") -> None:
    """A round clock, 64 wide, round `(0, 0)`; without a shadow, for it may hang free."""
    c.fill(oval(0, 0, 32), rim)
    c.fill(oval(0, 0, 27), "#fbfaf4")
    for i in range(12):
        angle = radians(30 * i)
        x, y = sin(angle), -cos(angle)
        c.stroke([(x * 21.5, y * 21.5), (x * 24, y * 24)], 2.2 if i % 3 == 0 else 1.1, rim)
    for turn, long, wide in ((30 * (hour % 12) + minute / 2, 13, 3.2), (6 * minute, 20, 2.2)):
        c.stroke([(0, 0), (long * sin(radians(turn)), -long * cos(radians(turn)))], wide, rim)
    c.fill(oval(0, 0, 2.4), "#d8433b")


@draws("vase")
def vase(c: Canvas, colour: str = "#5f9fb8") -> None:
    """About 40 wide and 66 high; its flowers are scenery and are drawn before it."""
    body = smooth([(-9, -66), (9, -66), (8, -54), (19, -36), (18, -14), (9, 0), (-9, 0), (-18, -14),
                   (-19, -36), (-8, -54)])
    c.fill(body, colour)
    c.tint(smooth([(4, -70), (26, -50), (26, 4), (2, 4), (9, -24)]), dark(colour, 0.22),
           within=body)
    c.tint(smooth([(-13, -38), (-9, -40), (-10, -14), (-14, -18)]), "#ffffff", 0.55, within=body)
    c.tint(rect(-24, -30, 24, -26), light(colour, 0.6), within=body)
    c.fill(rect(-11, -69, 11, -64, radius=2), light(colour, 0.25))
