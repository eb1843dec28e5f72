"""A colour in, something that drives, flies or sails on the canvas out.

Unless said otherwise it is seen from its side, faces left, and stands at `(0, 0)`.
"""

from __future__ import annotations

from .canvas import Canvas, Spot, dark, draws, light
from .shapes import Outline, arc, oval, rect, smooth

# fmt: off
# Rows of points read better than columns.

GLASS = "#bfe0ee"
RUBBER = "#26272d"


@draws("car")
def car(c: Canvas, colour: str) -> None:
    """About 182 wide and 64 high."""
    c.shade(oval(0, 0, 96, 7), strength=0.35, soft=1)
    body: Outline = [
        *arc(-82, -24, 9, 12, 180, 270), (-46, -41), (-26, -59), *arc(-18, -58, 8, 5, 240, 270),
        (24, -63), *arc(30, -57, 9, 6, 270, 330), (62, -41), *arc(80, -28, 11, 11, 270, 360),
        (91, -13), (-91, -13),
    ]
    c.fill(body, colour)
    c.tint(rect(-95, -27, 95, -10), dark(colour, 0.22), within=body)
    c.tint(rect(-95, -66, 95, -56), light(colour, 0.25), within=body)
    for glass in (
        [(-38, -41), (-22, -56), (-2, -57), (-2, -41)],
        [(3, -41), (3, -57), (25, -56), (45, -41)],
    ):
        c.fill(glass, GLASS)
        x = glass[0][0] + 12
        c.tint([(x, -41), (x + 14, -60), (x + 20, -60), (x + 6, -41)], "#ffffff", 0.6, within=glass)
    c.stroke([(0.5, -57), (0.5, -18)], 1.0, dark(colour, 0.4))
    for x in (8, 50):
        c.stroke([(x, -35), (x + 8, -35)], 2.0, dark(colour, 0.45))
    c.fill(rect(-92, -19, -60, -12, radius=3), dark(colour, 0.5))
    c.fill(rect(60, -19, 93, -12, radius=3), dark(colour, 0.5))
    c.fill(smooth([(-90, -30), (-80, -34), (-76, -30), (-84, -26)]), "#fff2b8")
    c.fill(rect(84, -34, 91, -26, radius=2), "#ff6b5a")
    for x in (-54, 55):
        c.fill(arc(x, -15, 20, 20, 180, 360), dark(colour, 0.6))
        _wheel(c, x, 15)


@draws("bus")
def bus(c: Canvas, colour: str = "#f2b632", glow: str = "#ffe9a8") -> None:
    """About 212 wide and 92 high; `glow` is the colour of its windows."""
    c.shade(oval(0, 0, 108, 7), strength=0.4, soft=1)
    body = rect(-106, -92, 106, -12, radius=10)
    c.fill(body, colour)
    c.tint(rect(-110, -36, 110, -10), dark(colour, 0.25), within=body)
    c.tint(rect(-110, -44, 110, -36), "#f7f4ea", within=body)
    c.tint(rect(-110, -94, 110, -85), light(colour, 0.35), within=body)
    c.fill(rect(-103, -78, -86, -40, radius=4), glow)
    for i in range(4):
        c.fill(rect(-52 + i * 39, -76, -17 + i * 39, -50, radius=4), glow)
        c.tint([(-46 + i * 39, -50), (-36 + i * 39, -76), (-29 + i * 39, -76),
                (-39 + i * 39, -50)], "#ffffff", 0.45)
    c.fill(rect(-82, -78, -58, -15, radius=3), dark(colour, 0.55))
    for x in (-79.5, -69):
        c.fill(rect(x, -75, x + 9, -19, radius=2), glow)
    c.fill(rect(-50, -89, 0, -80, radius=2), "#23252d")
    for i in range(6):
        c.fill(rect(-46 + i * 7, -87, -42 + i * 7, -82), "#ffb84a")
    c.fill(rect(-107, -30, -99, -21, radius=2), "#fffbe0")
    c.fill(rect(100, -34, 106, -22, radius=2), "#e8483c")
    for x in (-38, 66):
        c.fill(arc(x, -14, 20, 20, 180, 360), dark(colour, 0.6))
        _wheel(c, x, 14.5)


@draws("truck")
def truck(c: Canvas, cab: str = "#e07b2f", tank: str = "#eef1f4") -> None:
    """A tank truck, about 176 wide and 70 high."""
    c.shade(oval(0, 0, 92, 6), strength=0.3, soft=1)
    c.fill(rect(-84, -22, 88, -12), "#3a3d47")
    barrel = rect(-36, -66, 88, -20, radius=22)
    c.fill(barrel, tank)
    c.tint(rect(-40, -34, 92, -16), dark(tank, 0.25), within=barrel)
    c.tint(rect(-40, -60, 92, -54), "#ffffff", within=barrel)
    c.tint(rect(-40, -48, 92, -42), cab, within=barrel)
    for x in (-8, 26, 60):
        c.stroke([(x, -65), (x, -21)], 1.2, dark(tank, 0.3))
    c.fill(rect(16, -71, 36, -64, radius=2), dark(tank, 0.3))
    front: Outline = [(-88, -14), (-88, -38), (-78, -62), *arc(-48, -58, 6, 6, 270, 360),
                      (-42, -14)]
    c.fill(front, cab)
    c.tint(rect(-92, -28, -40, -10), dark(cab), within=front)
    c.fill([(-82, -40), (-74, -58), (-56, -58), (-56, -40)], GLASS)
    c.tint([(-72, -40), (-64, -58), (-59, -58), (-67, -40)], "#ffffff", 0.6)
    c.stroke([(-53, -36), (-48, -36)], 2, dark(cab, 0.5))
    c.fill(rect(-90, -27, -83, -20, radius=2), "#fff2b8")
    for x in (-64, 40, 70):
        _wheel(c, x, 13)


@draws("train")
def train(c: Canvas, cars: int = 2, colour: str = "#2f6fb2") -> None:
    """Faces left, its nose at `(0, 0)`, rails at its foot; 108 high, 250 for each car."""
    end = 250.0 * cars
    nose: Outline = [
        (end, -104), (62, -104), *arc(62, -40, 58, 64, 270, 190), (0, -16), (8, -10), (end, -10),
    ]
    c.fill(rect(20, -14, end, -4), "#30323a")
    for x in range(0, int(end), 250):
        for wheel in (50, 82, 178, 210):
            c.fill(oval(x + wheel, -8, 9), "#22242a")
            c.fill(oval(x + wheel, -8, 4), "#8d949e")
    c.fill(nose, "#eef1f3")
    c.tint(rect(-10, -42, end, -8), colour, within=nose)
    c.tint(rect(-10, -48, end, -42), "#f0b429", within=nose)
    c.tint(rect(-10, -20, end, -8), dark(colour, 0.3), within=nose)
    c.tint(rect(-10, -106, end, -96), dark("#eef1f3", 0.18), within=nose)
    windscreen = smooth([(14, -62), (24, -80), (42, -92), (58, -94), (58, -62)], steps=5)
    c.fill(windscreen, "#24425c")
    c.tint([(26, -60), (44, -96), (52, -96), (34, -60)], "#7fb0cf", 0.8, within=windscreen)
    c.fill(smooth([(4, -36), (14, -38), (16, -32), (5, -30)]), "#fff6c8")
    for x in range(0, int(end), 250):
        first = 104 if x == 0 else 50
        for left in (first, first + 40, 190) if x else (first + 14, 190):
            c.fill(rect(x + left, -86, x + left + 32, -60, radius=4), "#2d5878")
            c.tint([(x + left + 6, -60), (x + left + 16, -86), (x + left + 23, -86),
                    (x + left + 13, -60)], "#86b7d4", 0.8)
        for left in (70, 154) if x == 0 else (10, 146):
            c.fill(rect(x + left, -90, x + left + 28, -14, radius=3), light(colour, 0.15))
            c.fill(rect(x + left + 4, -84, x + left + 24, -54, radius=3), "#2d5878")
            c.stroke([(x + left + 14, -88), (x + left + 14, -16)], 1, dark(colour, 0.3))
        if x:
            c.fill(rect(x - 4, -102, x + 4, -12), "#4a4e58")


@draws("airplane")
def airplane(c: Canvas, colour: str, *, wheels: bool = True) -> None:
    """About 330 wide and 110 high, faces left; stands on its wheels or flies without."""
    white = "#f4f6f8"
    if wheels:
        c.shade(oval(0, 0, 150, 8), strength=0.3, soft=2)
        for x in (-104, 12, 30):
            c.stroke([(x, -30), (x, -9)], 3.4, "#7d8590")
            c.fill(oval(x, -7, 7), RUBBER)
            c.fill(oval(x, -7, 3), "#aab1ba")
    c.fill([(102, -66), (140, -116), (164, -116), (152, -60)], colour)
    c.tint([(128, -60), (164, -118), (168, -60)], dark(colour))
    c.fill([(112, -56), (150, -74), (168, -74), (150, -54)], dark(white, 0.25))
    body = smooth([(-158, -44), (-146, -58), (-118, -68), (-60, -70), (80, -70), (130, -68),
                   (160, -60), (120, -44), (70, -34), (-60, -30), (-124, -32), (-150, -37)])
    c.fill(body, white)
    c.tint(rect(-170, -42, 170, -20), dark(white, 0.22), within=body)
    c.tint(rect(-170, -49, 170, -45), colour, within=body)
    cockpit = [(-148, -57), (-136, -64), (-124, -64), (-124, -56)]
    c.fill(cockpit, "#274a63")
    for i in range(16):
        x = -102 + i * 13
        c.fill(rect(x, -60, x + 6, -53, radius=2), "#3d6480")
    for x in (-114, 112):
        c.fill(rect(x, -63, x + 8, -46, radius=2), dark(white, 0.14))
    c.fill(rect(-46, -38, -6, -20, radius=9), dark(white, 0.12))
    c.fill(oval(-43, -29, 4.4, 8.4), colour)
    c.fill([(-34, -46), (22, -46), (100, -22), (104, -15), (84, -15)], dark(white, 0.34))
    c.fill([(-34, -46), (22, -46), (100, -22), (92, -21)], dark(white, 0.18))


@draws("boat")
def boat(c: Canvas, hull: str = "#c8413b", sail: str = "#fbf7ec") -> None:
    """A sailing boat, about 90 wide and 120 high; the water line is at 0."""
    c.stroke([(2, -12), (2, -116)], 3, "#7a5230")
    main = [(6, -112), (44, -24), (6, -22)]
    c.fill(main, sail)
    c.tint([(6, -112), (18, -23), (6, -22)], dark(sail, 0.14), within=main)
    jib = [(-2, -104), (-2, -24), (-36, -20)]
    c.fill(jib, light(hull, 0.35))
    c.fill([(2, -116), (18, -111), (2, -106)], hull)
    body = smooth([(-48, -16), (-20, -15), (48, -17), (36, 0), (-32, 0)], steps=5)
    c.fill(body, hull)
    c.tint(rect(-60, -7, 60, 4), dark(hull, 0.3), within=body)
    c.tint(rect(-60, -20, 60, -13), "#ffffff", within=body)


@draws("bicycle")
def bicycle(c: Canvas, colour: str = "#1f7a6d") -> None:
    """About 112 wide and 66 high."""
    c.shade(oval(0, 0, 52, 4), strength=0.25, soft=1)
    for x in (-34, 34):
        for angle in range(0, 180, 45):
            spoke = arc(x, -21, 18, 18, angle, angle + 180)
            c.stroke([spoke[0], spoke[-1]], 0.7, "#a3a8b0")
        c.stroke(oval(x, -21, 19.5), 3.4, RUBBER)
        c.fill(oval(x, -21, 3), "#70757e")
    for tube in (
        [(34, -21), (16, -50)], [(34, -21), (6, -21)], [(6, -21), (16, -50)],
        [(6, -21), (-22, -50)], [(16, -48), (-22, -48)], [(-34, -21), (-20, -58)],
    ):
        c.stroke(tube, 3.2, colour)
    c.stroke([(16, -50), (18, -57)], 2.6, "#50555e")
    c.fill(smooth([(8, -58), (18, -60), (28, -61), (28, -57), (16, -55)]), RUBBER)
    c.stroke([(-20, -58), (-19, -64), (-27, -64)], 3, "#50555e")
    c.fill(oval(6, -21, 5), "#50555e")
    c.stroke([(6, -21), (1, -12)], 2, "#50555e")
    c.stroke([(-2, -12), (4, -12)], 2.6, RUBBER)


@draws("skateboard")
def skateboard(c: Canvas, colour: str = "#7a3fb0") -> None:
    """About 50 wide and 12 high; feet stand on it at -12."""
    c.stroke([(-25, -13), (-19, -9.6), (19, -9.6), (25, -13)], 3.4, colour)
    for x in (-13, 13):
        c.fill(oval(x, -4, 4), "#f0d76b")
        c.fill(oval(x, -4, 1.5), "#6b5a1e")


@draws("surfboard")
def surfboard(c: Canvas, colour: str = "#f2c230", stripe: str = "#d6453d") -> None:
    """Stuck upright in the sand, about 38 wide and 150 high."""
    board = smooth([(0, -150), (14, -118), (19, -76), (16, -34), (10, 0), (-10, 0), (-16, -34),
                    (-19, -76), (-14, -118)])
    c.fill(board, colour)
    c.tint(rect(-3, -160, 3, 8), stripe, within=board)
    c.tint(rect(8, -160, 24, 8), dark(colour, 0.2), within=board)
    for y in (-104, -92):
        c.tint([(-24, y), (0, y + 14), (24, y), (24, y + 6), (0, y + 20), (-24, y + 6)],
               light(stripe, 0.1), within=board)


def _wheel(c: Canvas, x: float, radius: float) -> None:
    c.fill(oval(x, -radius, radius), RUBBER)
    c.fill(oval(x, -radius, radius * 0.55), "#c9ced4")
    c.fill(oval(x, -radius, radius * 0.2), "#6d747d")
    with c.at(Spot(x, -radius)):
        for turn in range(0, 360, 72):
            c.fill(oval(*arc(0, 0, radius * 0.36, radius * 0.36, turn, turn + 8)[0], radius * 0.1),
                   "#6d747d")
