"""A colour in, an animal on the canvas out.

Unless said otherwise an animal is seen from its side, faces left, and stands at `(0, 0)`.
"""

from __future__ import annotations

from random import Random

from .canvas import Canvas, Spot, dark, draws, light
from .shapes import Outline, oval, rect, regular, smooth

# fmt: off
# Rows of points read better than columns.

@draws("cow")
def cow(c: Canvas, coat: str = "#f4efe6", patch: str = "#4a3a34", *, graze: bool = False) -> None:
    """About 125 wide and 80 high; grazing, its head is at the ground."""
    c.shade(oval(0, 0, 62, 6), strength=0.28, soft=1)
    for x in (-26, 32):
        _leg(c, x, -34, 8, dark(coat, 0.25), "#38302c")
    c.stroke([(47, -60), (55, -46), (54, -28)], 3.2, dark(coat, 0.12), 2.2)
    c.fill(oval(54, -24, 3.2, 6.5), patch)
    c.fill(oval(20, -25, 11, 7), "#eab0a6")
    body = smooth(
        [(-42, -60), (-20, -66), (18, -65), (43, -65), (51, -53), (48, -34), (28, -26), (-10, -23),
         (-34, -27), (-46, -42)]
    )
    c.fill(body, coat)
    for spot in (
        [(-20, -70), (4, -68), (8, -52), (-6, -42), (-22, -50)],
        [(24, -70), (56, -66), (54, -44), (38, -46), (28, -56)],
        [(-4, -32), (12, -38), (18, -20), (-2, -18)],
    ):
        c.tint(smooth(spot), patch, within=body)
    c.tint(smooth([(-50, -40), (-20, -34), (20, -34), (54, -46), (50, -20), (-50, -18)]),
           "#14162c", 0.16, within=body)
    for x in (-36, 42):
        _leg(c, x, -36, 8.6, coat, "#38302c")
    if graze:
        c.stroke([(-34, -48), (-48, -32)], 25, coat, 22)
    with c.at(Spot(-47, -33, turn=-62) if graze else Spot(-38, -54)):
        c.fill(smooth([(4, -10), (-16, -20), (-24, -8), (-14, 8), (2, 16), (12, 4)]), coat)
        c.stroke([(-12, -21), (-13, -28), (-9, -31)], 2.6, "#d8cba8", 1.2)
        c.stroke([(-21, -21), (-26, -27), (-24, -31)], 2.6, "#d8cba8", 1.2)
        c.fill(oval(-5, -18, 7, 3.6, turn=14), patch)
        face = smooth(
            [(-10, -22), (-20, -24), (-30, -14), (-39, -2), (-37, 7), (-29, 8), (-20, 0), (-10, -8)]
        )
        c.fill(face, coat)
        c.tint(smooth([(-8, -26), (-24, -28), (-26, -14), (-12, -6)]), patch, within=face)
        c.fill(oval(-33.5, 3, 7, 6, turn=30), "#e7ab9f")
        c.fill(oval(-36, 1.5, 1.2, 1.6), "#7a4038")
        c.fill(oval(-22, -13, 1.8), "#1c1a1a")


@draws("sheep")
def sheep(c: Canvas, wool: str = "#f3f0e8", face: str = "#3d3736") -> None:
    """About 66 wide and 50 high."""
    c.shade(oval(0, 0, 30, 4), strength=0.28, soft=1)
    for x in (-14, 12):
        c.fill(rect(x - 2.6, -18, x + 2.6, 0), dark(face))
    for x in (-8, 18):
        c.fill(rect(x - 2.8, -18, x + 2.8, 0, radius=1), face)
    low = [(-17, -17), (-6, -14), (7, -14), (19, -18)]
    high = [(-22, -27), (-16, -37), (-3, -42), (11, -41), (21, -35), (26, -26)]
    for x, y in low:
        c.fill(oval(x, y, 8.6, 7), dark(wool, 0.16))
    for x, y in high:
        c.fill(oval(x, y, 9, 8), wool)
    c.fill(oval(1, -28, 23, 12), wool)
    for x, y in [(-14, -20), (-2, -18), (11, -19), (20, -24)]:
        c.fill(oval(x, y, 8, 5), wool)
    head = smooth([(-24, -42), (-32, -42), (-37, -33), (-35, -26), (-30, -26), (-24, -33)])
    c.fill(oval(-21, -38, 5.4, 2.4, turn=20), dark(face))
    c.fill(head, face)
    c.fill(oval(-27.5, -43, 5.4, 3.8), wool)
    c.fill(oval(-31, -36, 1.2), "#ffffff")


@draws("horse")
def horse(c: Canvas, coat: str = "#8a5532", mane: str = "#3a2418") -> None:
    """About 140 wide and 100 high."""
    c.shade(oval(2, 0, 56, 6), strength=0.28, soft=1)
    _equine_legs(c, dark(coat, 0.28), "#2b2320", far=True)
    c.fill(smooth([(42, -64), (56, -60), (62, -40), (58, -16), (52, -14), (50, -34), (46, -50)]),
           mane)
    body, _, head = _equine(c, coat)
    c.tint(smooth([(-44, -46), (0, -42), (48, -50), (48, -28), (-40, -28)]), dark(coat, 0.22),
           within=body)
    _equine_legs(c, coat, "#2b2320", far=False)
    c.fill(
        smooth([(-46, -101), (-39, -97), (-27, -80), (-15, -67), (-20, -60), (-32, -68), (-38, -82),
                (-46, -92)]),
        mane,
    )
    c.tint(oval(-74, -64, 8, 9, turn=30), dark(coat, 0.3), within=head)
    c.fill(oval(-57, -86, 1.9), "#1c1410")


@draws("zebra")
def zebra(c: Canvas) -> None:
    """About 140 wide and 100 high."""
    coat, ink = "#f6f3ec", "#26242a"
    c.shade(oval(2, 0, 56, 6), strength=0.28, soft=1)
    _equine_legs(c, dark(coat, 0.2), ink, far=True, striped=True)
    c.stroke([(46, -62), (55, -50), (56, -34)], 4, coat, 2.5)
    c.fill(oval(56, -27, 3.4, 9), ink)
    body, neck, head = _equine(c, coat)
    for i in range(9):
        x = -36 + i * 10
        bend = 5 - i
        stripe = smooth([(x - 2.6, -70), (x + 3, -70), (x + bend + 3, -52), (x + 1.4, -32),
                         (x - 0.4, -32), (x + bend - 2.4, -52)])
        c.tint(stripe, ink, within=body)
    c.tint(smooth([(-44, -44), (0, -40), (48, -46), (48, -28), (-40, -28)]), ink, 0.12, within=body)
    for i in range(5):
        x, y = -26 - i * 6, -58 - i * 8
        c.tint([(x - 24, y - 3), (x - 24, y + 1), (x + 24, y - 12), (x + 22, y - 17)], ink,
               within=neck)
    for i in range(3):
        x, y = -54 - i * 6, -88 + i * 7
        c.tint([(x - 16, y - 4), (x - 16, y - 2), (x + 12, y + 9), (x + 12, y + 6)], ink,
               within=head)
    _equine_legs(c, coat, ink, far=False, striped=True)
    for i in range(6):
        c.stroke([(-45 + i * 5, -96 + i * 6), (-42.4 + i * 5, -98 + i * 6)], 5.4,
                 ink if i % 2 else coat)
    c.tint(oval(-77, -63, 7, 8, turn=30), ink, within=head)
    c.fill(oval(-57, -85, 1.9), ink)


def _equine(c: Canvas, coat: str) -> tuple[Outline, Outline, Outline]:
    """The body, neck and head of a horse or a zebra; returns the three outlines."""
    body = smooth(
        [(-38, -62), (-16, -66), (10, -62), (32, -67), (46, -60), (48, -46), (36, -36), (8, -33),
         (-22, -33), (-42, -44)]
    )
    neck = smooth(
        [(-42, -46), (-46, -66), (-56, -82), (-54, -96), (-44, -97), (-34, -86), (-22, -70),
         (-10, -64), (-18, -46)]
    )
    head = smooth(
        [(-46, -98), (-56, -97), (-66, -84), (-80, -68), (-79, -60), (-71, -59), (-61, -69),
         (-50, -74), (-43, -86)]
    )
    for ear in ([(-49, -96), (-44, -108), (-42, -94)], [(-54, -96), (-51, -107), (-47, -95)]):
        c.fill(ear, dark(coat, 0.15))
    c.fill(neck, coat)
    c.fill(body, coat)
    c.fill(head, coat)
    return body, neck, head


def _equine_legs(
    c: Canvas, coat: str, hoof: str, *, far: bool, striped: bool = False
) -> None:
    shift = 11 if far else 0
    front = [(-31 + shift, -42), (-32 + shift, -22), (-31 + shift, -4)]
    hind = [(39 - shift, -46), (43 - shift, -24), (40 - shift, -4)]
    for path, wide in ((front, 12.0), (hind, 15.0)):
        c.stroke(path[:2], wide, coat, 6.6)
        c.stroke(path[1:], 6.6, coat, 5.4)
        if striped:
            for i in range(4):
                x = path[1][0] + (path[2][0] - path[1][0]) * i / 5
                y = path[1][1] - 6 + i * 5.4
                c.tint(rect(x - 7, y, x + 7, y + 2), hoof)
        foot_x = path[2][0]
        c.fill([(foot_x - 3.2, -5), (foot_x + 3.2, -5), (foot_x + 4, 0), (foot_x - 4.4, 0)], hoof)


@draws("giraffe")
def giraffe(c: Canvas, coat: str = "#efc777", patch: str = "#a5652c") -> None:
    """About 105 wide and 215 high."""
    c.shade(oval(4, 0, 46, 6), strength=0.28, soft=1)
    for x in (-10, 28):
        _leg(c, x, -78, 7, dark(coat, 0.25), "#5b4326")
    c.stroke([(38, -104), (46, -86), (46, -66)], 2.8, coat, 1.8)
    c.fill(oval(46, -60, 2.8, 8), "#4a2d18")
    neck = [(-30, -94), (-32, -118), (-50, -180), (-54, -196), (-42, -200), (-36, -184),
            (-20, -138), (-8, -119), (10, -108)]
    c.fill(neck, coat)
    body = smooth(
        [(-32, -100), (-22, -116), (2, -114), (34, -106), (42, -94), (38, -76), (14, -70),
         (-16, -68), (-32, -80)]
    )
    c.fill(body, coat)
    dice = Random(4)
    for row in range(5):
        for column in range(8):
            across = -36 + column * 11.5 + (row % 2) * 5.8 + dice.uniform(-1, 1)
            down = -116 + row * 11 + dice.uniform(-1, 1)
            c.tint(regular(across, down, dice.uniform(4.4, 5.4), 6), patch, within=body)
    for row in range(9):
        for column in range(3):
            across = -52 + row * 3.2 + column * (8 + row * 0.3) + (row % 2) * 3
            down = -188 + row * 9.4
            c.tint(regular(across, down, 3.2 + row * 0.16, 6), patch, within=neck)
    c.tint(smooth([(-36, -86), (0, -80), (44, -88), (40, -66), (-34, -62)]), "#14162c", 0.15,
           within=body)
    for x in (-24, 33):
        _leg(c, x, -84, 7.6, coat, "#5b4326")
        for i in range(4):
            c.tint(regular(x - 2 + 3 * (i % 2), -78 + i * 10, 3.2 - i * 0.4, 6), patch)
    c.stroke([(-40, -198), (-32, -170), (-12, -120)], 3.2, "#8a4f22", 2)
    for x in (-48, -43):
        c.stroke([(x, -202), (x + 1, -213)], 2, coat, 2)
        c.fill(oval(x + 1, -214, 1.9), "#4a2d18")
    c.fill(oval(-36, -201, 6.6, 2.8, turn=-20), dark(coat, 0.15))
    head = smooth([(-39, -203), (-50, -206), (-60, -198), (-72, -190), (-73, -184), (-66, -182),
                   (-54, -186), (-42, -190)])
    c.fill(head, coat)
    c.tint(oval(-70, -186, 7, 6), light(coat, 0.4), within=head)
    c.fill(oval(-53, -199, 1.7), "#2a1a10")
    c.fill(oval(-70, -187, 0.9), "#6a4326")


@draws("dog")
def dog(c: Canvas, coat: str = "#c98d4e", mark: str = "#f5ead8") -> None:
    """In a leap, about 95 wide and 70 high; its belly is over `(0, 0)`."""
    far = dark(coat, 0.22)
    c.stroke([(22, -6), (36, 2), (47, 11)], 9, far, 5)
    c.stroke([(-18, -12), (-28, 3), (-40, 5)], 7.6, far, 5)
    c.stroke([(30, -16), (42, -25), (47, -37)], 6, coat, 3)
    body = smooth([(-30, -26), (-10, -24), (14, -24), (32, -20), (35, -8), (24, -1), (2, -5),
                   (-18, -3), (-31, -9)])
    c.fill(body, coat)
    c.tint(smooth([(-36, -14), (-10, -9), (36, -9), (34, 6), (-34, 6)]), far, within=body)
    c.tint(smooth([(-38, -26), (-26, -22), (-22, -6), (-36, -2)]), mark, within=body)
    c.stroke([(27, -8), (36, 6), (49, 4)], 11, coat, 5)
    c.stroke([(-22, -9), (-35, 0), (-48, -5)], 8.4, coat, 5.4)
    c.fill(oval(-48, -5, 3.4), mark)
    head = smooth([(-24, -34), (-32, -42), (-42, -40), (-46, -34), (-57, -31), (-57, -25),
                   (-46, -22), (-34, -20), (-25, -22)])
    c.fill(head, coat)
    c.tint(smooth([(-46, -34), (-60, -32), (-60, -22), (-42, -20)]), mark, within=head)
    c.fill(oval(-57, -30, 2.7, 2.2), "#2a2020")
    c.fill(oval(-43, -34, 1.6), "#2a2020")
    c.fill(smooth([(-32, -41), (-24, -38), (-20, -26), (-26, -23), (-32, -32)]), dark(coat, 0.4))
    c.fill(smooth([(-25, -24), (-35, -19), (-34, -16), (-24, -18)]), "#d64541")


@draws("cat")
def cat(c: Canvas, coat: str = "#e08a3c", belly: str = "#f8e3c8") -> None:
    """Sits and looks at us; about 56 wide and 72 high."""
    c.shade(oval(4, 0, 30, 4), strength=0.3, soft=1)
    c.stroke([(16, -6), (30, -5), (34, -14), (29, -23)], 7, dark(coat, 0.12), 5)
    body = smooth([(-17, 0), (17, 0), (22, -12), (15, -34), (7, -44), (-7, -44), (-15, -34),
                   (-22, -12)])
    c.fill(body, coat)
    c.tint(smooth([(6, -46), (26, -30), (28, 4), (14, 4), (12, -20)]), dark(coat), within=body)
    c.tint(oval(0, -22, 8.4, 15), belly, within=body)
    for y in (-30, -23, -16):
        c.tint([(-24, y), (-12, y + 2), (-24, y + 3.4)], dark(coat, 0.4), within=body)
        c.tint([(24, y), (13, y + 2), (24, y + 3.4)], dark(coat, 0.5), within=body)
    for x in (-7, 7):
        c.stroke([(x, -20), (x, -4)], 7.4, light(coat, 0.1), 8)
        c.fill(oval(x, -2.8, 5.4, 3.6), belly)
    for side in (-1, 1):
        c.fill([(side * 16, -54), (side * 14.5, -74), (side * 3, -64)], coat)
        c.fill([(side * 13.8, -58), (side * 13, -69), (side * 6.4, -63)], "#d98a80")
    head = smooth([(-17, -52), (-13, -63), (0, -66), (13, -63), (17, -52), (10, -42), (-10, -42)])
    c.fill(head, coat)
    c.tint(smooth([(8, -70), (22, -60), (20, -40), (8, -40), (12, -54)]), dark(coat, 0.14),
           within=head)
    for x in (-4, 0, 4):
        c.tint([(x - 1.3, -68), (x + 1.3, -68), (x, -59)], dark(coat, 0.4), within=head)
    c.fill(oval(0, -46.5, 7, 4.6), belly)
    for side in (-1, 1):
        c.fill(oval(side * 6.8, -54, 2.9, 3.3), "#d7e08a")
        c.fill(oval(side * 6.6, -54, 1.3, 3.0), "#22201c")
        for end in (-50, -46):
            c.stroke([(side * 7, -47.5), (side * 19, end)], 0.6, "#fff6ea")
    c.fill([(-2.3, -50), (2.3, -50), (0, -47.4)], "#c9655d")


@draws("bird")
def bird(c: Canvas, feather: str = "#ffffff", back: str = "#aab4c2") -> None:
    """A gull in flight to the left, about 46 wide; its body is at `(0, 0)`."""
    c.fill(smooth([(0, -2), (10, -10), (16, -23), (12, -25), (0, -15), (-6, -4)]), dark(back, 0.2))
    c.stroke([(13.5, -21), (14.6, -24)], 4.4, "#33363f", 3)
    c.fill([(8, -2), (20, -3), (19, 3), (8, 3)], feather)
    c.fill(smooth([(-14, -3), (-8, -4.6), (6, -4), (13, 0), (6, 4), (-6, 4), (-14, 1)]), feather)
    c.stroke([(-13.5, -0.4), (-18, 0.6)], 3, "#ee9d2b", 2)
    c.fill(oval(-11, -1.6, 0.9), "#22242c")
    c.fill(smooth([(-5, 0), (6, 0), (14, -8), (23, -20), (20, -23), (6, -15), (-4, -6)]), back)
    c.stroke([(19.6, -17.6), (22.4, -21.4)], 5.4, "#33363f", 3)


def _leg(c: Canvas, x: float, top: float, width: float, coat: str, hoof: str) -> None:
    c.stroke([(x, top), (x, -5)], width, coat, width * 0.74)
    half = width * 0.42
    c.fill([(x - half, -6), (x + half, -6), (x + half + 0.8, 0), (x - half - 0.8, 0)], hoof)
