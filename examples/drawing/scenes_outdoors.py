"""The pictures of sport, animals and open country: what is painted, back to front."""

from __future__ import annotations

from random import Random

from . import animals, outdoors, people, vehicles
from .canvas import Canvas, Spot, dark, light, mixed
from .people import Look, Pose
from .scenery import acacia, cloud, grass, pine, scattered, tree
from .shapes import arc, oval, rect, smooth, star

# fmt: off
# Rows of points read better than columns.

def tennis(c: Canvas) -> None:
    """480 x 640: a tennis player, her racket and a ball in the air."""
    c.fade(0, 220, "#7db9e8", "#dff0f8")
    cloud(c, Spot(110, 90, 1.1))
    for i, x in enumerate((20, 100, 180, 262, 340, 420, 480)):
        tree(c, Spot(x, 262, 0.95 + 0.1 * (i % 3)), mixed("#4f9a4a", "#3b7f58", (i % 3) / 2))
    c.fill(rect(-1, 216, 481, 300), "#2f6a4f")
    for x in range(0, 481, 40):
        c.fill(rect(x - 2, 214, x + 2, 300), "#24503d")
    c.fill(rect(-1, 214, 481, 219), "#24503d")
    c.fade(296, 640, "#3f8a5a", "#357a50")
    c.fill([(30, 330), (450, 330), (560, 640), (-80, 640)], "#3a72b4")
    for a, b, wide in (((30, 330), (450, 330), 4), ((30, 330), (-80, 640), 6),
                       ((450, 330), (560, 640), 6), ((8, 400), (472, 400), 4),
                       ((240, 400), (240, 640), 6)):
        c.stroke([a, b], wide, "#f4f6f4")
    for x in range(-6, 490, 12):
        c.stroke([(x, 334), (x, 392)], 0.8, "#28303c")
    for y in range(338, 392, 9):
        c.stroke([(-4, y), (484, y)], 0.8, "#28303c")
    c.stroke([(-4, 332), (484, 332)], 7, "#ffffff")
    c.shade(oval(196, 596, 118, 12), strength=0.35, soft=2)
    look = Look("#ffffff", "#d8436b", style="cap", hat="#d8436b", long_sleeves=False, shorts=True,
                shoes="#f4f4f6", hair="#5a3a22")
    pose = Pose(
        head=(5, -90),
        neck=(3, -79),
        far_arm=((-4, -76), (-16, -64), (-27, -70)),
        near_arm=((8, -76), (22, -78), (31, -92)),
        far_leg=((-2, -46), (-12, -27), (-24, -6)),
        near_leg=((2, -46), (14, -27), (18, -4)),
        facing=1,
    )
    with c.at(Spot(190, 600, 3.6)):
        player = people.person(c, Spot(0, 0), look, pose, face=True)
        outdoors.racket(c, Spot(29.4, -88, 0.66, turn=30))
        with c.more(player):
            c.fill(oval(31, -91.4, 3.3), look.skin)
            c.stroke([(29.2, -92.4), (33, -90.8)], 1.6, dark(look.skin, 0.12))
    outdoors.tennis_ball(c, Spot(424, 128, 1.5))


def park(c: Canvas) -> None:
    """640 x 427: a leaping dog, a frisbee, somebody on a skateboard, a bench, a bicycle."""
    c.fade(0, 220, "#8ccbf0", "#e6f5f6")
    cloud(c, Spot(300, 60, 0.9))
    cloud(c, Spot(560, 44, 0.7))
    c.fill(smooth([(-60, 214), (80, 176), (260, 200), (430, 170), (700, 206), (700, 300),
                   (-60, 300)]), "#9ccb85")
    c.fade(212, 427, "#86bf63", "#63a34c")
    for x, y, scale, leaf in ((60, 226, 1.15, "#4f9a4a"), (236, 220, 0.9, "#6aa84a"),
                              (356, 228, 1.2, "#458c50"), (600, 230, 1.3, "#5a9e48")):
        tree(c, Spot(x, y, scale), leaf)
    c.fill(smooth([(-80, 366), (160, 352), (420, 352), (720, 338), (720, 408), (420, 412),
                   (160, 410), (-80, 420)]), "#dccba4")
    c.tint(smooth([(-80, 408), (160, 402), (420, 404), (720, 398), (720, 414), (420, 414),
                   (160, 412), (-80, 424)]), "#c4b189")
    grass(c, scattered(3, 70, 6, 240, 634, 344) + scattered(5, 12, 6, 418, 634, 426), "#4c8a3c")
    outdoors.bench(c, Spot(430, 306))
    vehicles.bicycle(c, Spot(568, 318, 1.1))
    c.shade(oval(190, 322, 54, 6), strength=0.25, soft=2)
    animals.dog(c, Spot(190, 286, 1.16))
    outdoors.frisbee(c, Spot(88, 226, 1.15), "#e0483c")
    c.shade(oval(300, 392, 42, 5), strength=0.3, soft=1)
    vehicles.skateboard(c, Spot(300, 392, 1.3))
    skater = Look("#2f9c8c", "#3f4a66", style="cap", hat="#e0a52e", skin="#8d5a3c", hair="#241a16")
    stance = Pose(
        head=(5, -84),
        neck=(3, -74),
        hips=(-2, -42),
        far_arm=((-2, -71), (-14, -62), (-24, -68)),
        near_arm=((7, -71), (17, -60), (27, -64)),
        far_leg=((-4, -42), (-11, -24), (-11, -4)),
        near_leg=((1, -42), (11, -26), (9, -4)),
        facing=1,
    )
    people.person(c, Spot(300, 378, 1.3), skater, stance)


def farm(c: Canvas) -> None:
    """640 x 480: three cows, a horse and eight sheep in front of a barn."""
    c.fade(0, 250, "#86c3ee", "#eaf5f2")
    c.fill(oval(560, 64, 30), "#ffe89a")
    cloud(c, Spot(120, 70))
    cloud(c, Spot(360, 52, 0.8))
    c.fill(smooth([(-80, 240), (90, 176), (250, 206), (420, 160), (720, 214), (720, 330),
                   (-80, 330)]), "#a9cf8a")
    c.fill(smooth([(-80, 262), (160, 214), (380, 232), (560, 206), (720, 226), (720, 360),
                   (-80, 360)]), "#8cc06a")
    for x, y, scale in ((212, 226, 0.6), (250, 230, 0.5), (606, 218, 0.6)):
        tree(c, Spot(x, y, scale), "#5a9a4e")
    _barn(c)
    c.fade(318, 480, "#76b255", "#5d9a45")
    for x, y in ((352, 252), (418, 246), (484, 250), (556, 244), (384, 288), (450, 292), (522, 286),
                 (594, 290)):
        animals.sheep(c, Spot(x, y, 0.6, flip=x % 4 == 0))
    for y in (304, 316):
        c.fill(rect(-2, y, 642, y + 5), "#c7a27a")
        c.fill(rect(-2, y + 4, 642, y + 5.4), "#9a7852")
    for x in range(16, 660, 64):
        c.fill(rect(x - 4, 294, x + 4, 332, radius=2), "#b08a60")
        c.fill(rect(x + 1, 294, x + 4, 332, radius=1), "#8d6b48")
    grass(c, scattered(8, 90, 4, 344, 636, 478), "#48823a")
    animals.cow(c, Spot(326, 384, 0.82, flip=True))
    animals.cow(c, Spot(112, 428, 1.12))
    animals.cow(c, Spot(296, 462, 1.0), "#f4efe6", "#8a4f2e", graze=True)
    animals.horse(c, Spot(524, 456, 1.08))


def _barn(c: Canvas) -> None:
    red = "#b5402f"
    c.fill([(40, 258), (40, 186), (52, 160), (94, 140), (136, 160), (148, 186), (148, 258)], red)
    c.fill([(118, 258), (118, 152), (136, 160), (148, 186), (148, 258)], dark(red))
    c.stroke([(36, 190), (50, 158), (94, 136), (138, 158), (152, 190)], 5, "#6b5146")
    c.fill(rect(74, 208, 114, 258), "#f4ece0")
    c.fill(rect(77, 211, 111, 258), dark(red, 0.35))
    for path in (((77, 211), (111, 258)), ((111, 211), (77, 258))):
        c.stroke(path, 2.4, "#f4ece0")
    c.fill(rect(84, 164, 104, 184), "#f4ece0")
    c.fill(rect(87, 167, 101, 181), "#4a3a36")


def beach(c: Canvas) -> None:
    """640 x 480: two kite flyers, five gulls, a boat, a surfboard, a beach umbrella."""
    c.fade(0, 196, "#5fb2e8", "#d9f0f6")
    cloud(c, Spot(560, 52, 0.8))
    c.fade(194, 300, "#2f86b8", "#5fc0c8")
    for x, y in scattered(2, 34, 10, 204, 630, 282):
        c.stroke([(x - 9, y), (x + 9, y)], 1.3, "#9fdbe2", 1.0)
    c.fade(300, 480, "#f3dfae", "#e3c588")
    shore = [(-20, 286), (90, 296), (220, 288), (360, 298), (500, 290), (660, 298)]
    c.stroke([(x, y + 5) for x, y in shore], 16, "#d9c391")
    c.stroke(shore, 15, "#6fcacd")
    c.stroke([(x, y + 6) for x, y in shore], 5, "#ffffff")
    for x, y in scattered(6, 60, 8, 322, 632, 474):
        c.fill(oval(x, y, 1.8, 0.9), "#cfae70")
    vehicles.boat(c, Spot(176, 238, 0.8))
    for x, y, scale, flip in ((50, 92, 1.0, False), (104, 52, 0.8, False), (150, 116, 0.95, False),
                              (222, 70, 0.85, False), (586, 122, 1.0, True)):
        animals.bird(c, Spot(x, y, scale, flip=flip))
    for (x0, y0), (x1, y1) in (((284, 321), (330, 108)), ((362, 345), (440, 148))):
        line = [(x0 + (x1 - x0) * t * (0.6 + 0.4 * t), y0 + (y1 - y0) * t)
                for t in (i / 20 for i in range(21))]
        c.stroke(line, 0.8, "#f5f5f5")
    outdoors.kite(c, Spot(334, 82, 0.9, turn=14), "#e0443c", "#f7c633")
    outdoors.kite(c, Spot(446, 124, 0.8, turn=16), "#7a4fc0", "#4fc08a")
    c.shade(oval(112, 420, 34, 6), strength=0.3, soft=1)
    vehicles.surfboard(c, Spot(106, 422, 1.12, turn=4))
    c.fill(smooth([(82, 418), (106, 412), (132, 418), (136, 430), (78, 430)]), "#e6cb92")
    flying = Pose(
        near_arm=((9, -77), (19, -84), (26, -95)),
        far_arm=((-9, -77), (-14, -62), (-12, -48)),
        facing=1,
    )
    for x, y, scale, look in (
        (250, 444, 1.3, Look("#3f7fd0", "#f0e6d2", style="short", long_sleeves=False, shorts=True)),
        (338, 432, 0.92, Look("#f28a3c", "#3f6f5a", style="tail", long_sleeves=False, shorts=True)),
    ):
        c.shade(oval(x + 12, y, 30 * scale, 4 * scale), strength=0.28, soft=1)
        people.person(c, Spot(x, y, scale), look, flying)
    c.shade(oval(516, 438, 92, 13), strength=0.28, soft=2)
    c.fill([(500, 428), (596, 428), (616, 450), (506, 450)], "#4f9fc0")
    for i in range(3):
        x = 514 + i * 30
        c.fill([(x, 428), (x + 10, 428), (x + 14, 450), (x + 3, 450)], "#f5f5ee")
    outdoors.beach_umbrella(c, Spot(490, 440, 1.18, turn=4))


def zoo(c: Canvas) -> None:
    """480 x 640: a giraffe and three zebras."""
    c.fade(0, 300, "#7fc0ea", "#f6ecd0")
    c.fill(oval(396, 90, 34), "#fff0b0")
    cloud(c, Spot(250, 70, 0.8))
    c.fill(smooth([(-60, 306), (70, 250), (210, 284), (350, 240), (540, 290), (540, 360),
                   (-60, 360)]), "#b9b48a")
    acacia(c, Spot(372, 312, 1.1))
    c.fade(300, 640, "#e0c583", "#c9a561")
    for i in range(13):
        x = i * 40
        c.fill(rect(x - 4, 296, x + 4, 338, radius=2), "#8a6238")
        c.fill(rect(x + 1, 296, x + 4, 338, radius=1), "#6d4b2a")
    for y in (304, 320):
        c.fill(rect(-2, y, 482, y + 5), "#9c7040")
    for x, y, wide in ((432, 372, 34), (28, 598, 40), (452, 622, 30)):
        c.fill(arc(x, y, wide, wide * 0.62, 180, 360), "#9a968c")
        c.fill([*arc(x, y, wide, wide * 0.62, 270, 360), (x, y)], "#7f7b73")
    grass(c, scattered(12, 90, 4, 350, 476, 636), "#9a8b3c")
    animals.zebra(c, Spot(316, 398, 0.72))
    animals.giraffe(c, Spot(150, 566, 1.86))
    animals.zebra(c, Spot(366, 486, 0.92, flip=True))
    animals.zebra(c, Spot(352, 616, 1.1))


def stadium(c: Canvas) -> None:
    """640 x 640: a full stand, and six players round a ball in front of it."""
    c.fade(0, 90, "#86c0ea", "#dcecf4")
    c.fade(60, 336, "#7d8896", "#5f6977")
    c.fill([(-10, 40), (650, 40), (650, 78), (-10, 92)], "#d9dee4")
    c.fill([(-10, 84), (650, 70), (650, 80), (-10, 94)], "#9aa4b0")
    for x in (80, 320, 560):
        c.fill(rect(x - 4, 84, x + 4, 130), "#8b95a1")
    _spectators(c)
    c.fill(rect(-1, 332, 641, 372), "#23406e")
    c.fill(rect(-1, 332, 641, 337), "#e9edf2")
    for i in range(8):
        x = 40 + i * 80
        c.fill(rect(x - 39, 340, x + 39, 370), ("#23406e", "#c8413b", "#f0b429", "#2f7f6d")[i % 4])
        c.fill(star(x - 18, 355, 9, 4), "#ffffff")
        c.fill(rect(x - 4, 351, x + 26, 359, radius=4), "#ffffff")
    for i in range(7):
        high = 372 + i * i * 2.6 + i * 23
        low = 372 + (i + 1) ** 2 * 2.6 + (i + 1) * 23
        c.fill(rect(-1, high, 641, low + 1), "#57a34c" if i % 2 else "#4c9644")
    c.stroke([(-4, 392), (644, 392)], 3, "#f2f6ef")
    c.stroke([(320, 392), (320, 644)], 4, "#f2f6ef")
    c.stroke(arc(320, 520, 190, 70, 0, 360), 4, "#f2f6ef")
    red = Look("#d8352f", "#ffffff", long_sleeves=False, shorts=True)
    blue = Look("#2f62c8", "#1f2f5c", long_sleeves=False, shorts=True)
    for x, y, scale, flip, kit, pose, hair, skin in (
        (108, 492, 1.1, False, red, people.RUNNING, "#2a1c14", "#8d5a3c"),
        (540, 488, 1.1, True, blue, people.RUNNING, "#5a3a22", "#e0a680"),
        (430, 470, 1.0, True, red, people.WALKING, "#2a1c14", "#d59a70"),
        (216, 470, 1.0, False, blue, people.WALKING, "#1f1714", "#7a4a30"),
        (266, 604, 1.45, False, red, people.KICKING, "#7a4a22", "#e6b08c"),
        (450, 612, 1.5, True, blue, people.RUNNING, "#1f1714", "#8d5a3c"),
    ):
        c.shade(oval(x + 6, y, 34 * scale, 5 * scale), strength=0.3, soft=1)
        look = Look(kit.top, kit.bottom, skin, hair, "#24262c", long_sleeves=False, shorts=True)
        people.person(c, Spot(x, y, scale, flip=flip), look, pose)
    c.shade(oval(338, 604, 14, 4), strength=0.3, soft=1)
    outdoors.football(c, Spot(334, 592, 1.15))


def _spectators(c: Canvas) -> None:
    """The crowd: one instance for all, row behind row, each row on a step of its own."""
    dice = Random(21)
    shirts = ("#d8352f", "#d8352f", "#2f62c8", "#2f62c8", "#f0b429", "#ffffff", "#4a9a6a",
              "#8a5aa8")
    skins = ("#e6b08c", "#d59a70", "#8d5a3c", "#7a4a30", "#f0c4a0")
    hairs = ("#2a1c14", "#5a3a22", "#1f1714", "#a8743a", "#6b6b70")
    with c.thing("person", crowd=True):
        for row in range(7):
            y = 136 + row * 31
            for seat in range(25):
                x = 12 + seat * 26 + (row % 2) * 11 - 8 + dice.uniform(-2, 2)
                lift = dice.uniform(-2, 2)
                shirt, skin = dice.choice(shirts), dice.choice(skins)
                hair, arms = dice.choice(hairs), dice.random()
                with c.at(Spot(x, y + lift)):
                    _spectator(c, shirt, skin, hair, cheering=arms < 0.28)


def _spectator(c: Canvas, shirt: str, skin: str, hair: str, *, cheering: bool) -> None:
    if cheering:
        for side in (-1, 1):
            c.stroke([(side * 8, 10), (side * 12, 0), (side * 10, -14)], 4, shirt, 3)
            c.fill(oval(side * 10, -15, 2.5), skin)
    c.fill(smooth([(-10, 30), (-10.5, 12), (-4, 7), (4, 7), (10.5, 12), (10, 30)]), shirt)
    c.fill(smooth([(2, 30), (3, 8), (10.5, 12), (10, 30)]), dark(shirt, 0.16))
    c.fill(rect(-2, 3, 2, 9), dark(skin, 0.15))
    c.fill(oval(0, -1, 5.6, 6.6), skin)
    c.fill(arc(0, -2.4, 6, 6, 180, 360), hair)


def lake(c: Canvas) -> None:
    """500 x 333: mountains behind a lake, and nothing to count."""
    c.fade(0, 190, "#f3b98a", "#fdeccb")
    c.fill(oval(352, 112, 26), "#fff4cf")
    for top, shift, colour in ((78, 0, "#9a8fb0"), (108, 46, "#6f7a9c")):
        for x, wide, high in ((60, 120, 0), (200, 140, -18), (340, 130, 16), (470, 120, -4)):
            with c.at(Spot(x + shift, top + high)):
                foot = 200 - top - high
                c.fill([(-wide, foot), (0, 0), (wide, foot)], colour)
                c.fill([(0, 0), (wide, foot), (18, foot)], dark(colour, 0.16))
                slope = foot / wide
                c.fill([(0, 0), (-24, 24 * slope), (-8, 19), (2, 28), (12, 18), (26, 26 * slope)],
                       light(colour, 0.75))
    c.fill(smooth([(-60, 202), (60, 182), (190, 196), (330, 180), (560, 196), (560, 220),
                   (-60, 220)]), "#4f7358")
    for i in range(26):
        x = i * 21 - 6 + (i * 7) % 9
        pine(c, Spot(x, 206, 0.26 + 0.05 * ((i * 5) % 4)), "#2f5f4a")
    c.fade(204, 333, "#f2cfa4", "#5f86a4")
    for x, wide, high in ((60, 120, 40), (246, 140, 56), (386, 130, 30), (500, 110, 40)):
        c.tint([(x - wide, 205), (x + wide, 205), (x, 205 + high)], "#6f7a9c", 0.45)
    for i, wide in enumerate((24, 20, 22, 14, 17, 9, 12, 6)):
        middle, low = 352 + (i % 3 - 1) * 4, 222 + i * 9
        c.stroke([(middle - wide, low), (middle + wide, low)], 3.4, "#fff0c8")
    for left, y in scattered(14, 44, -6, 214, 482, 322):
        c.stroke([(left, y), (left + 24, y)], 1.1, "#fbe6c6", 0.6)
    c.fill(smooth([(-60, 300), (40, 286), (130, 306), (170, 340), (60, 380), (-80, 380)]),
           "#3f6a4c")
    c.fill(smooth([(540, 312), (450, 304), (400, 326), (390, 350), (560, 380)]), "#365e46")
    for x, low, scale in ((26, 304, 1.3), (72, 312, 1.0), (470, 322, 1.25), (108, 324, 0.7)):
        pine(c, Spot(x, low, scale), "#255440")
