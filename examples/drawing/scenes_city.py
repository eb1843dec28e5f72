"""The pictures of streets and of travel: what is painted, back to front."""

from __future__ import annotations

from . import furniture, outdoors, people, vehicles
from .canvas import Canvas, Spot, mixed
from .people import Look, Pose
from .scenery import cloud, house, scattered, tree
from .shapes import oval, rect, smooth

# fmt: off
# Rows of points read better than columns.

def street(c: Canvas) -> None:
    """640 x 480: three cars, a traffic light, a hydrant, a stop sign, somebody walking."""
    c.fade(0, 290, "#8fc4ea", "#e3f1f7")
    cloud(c, Spot(120, 62, 0.9))
    cloud(c, Spot(520, 50, 0.7))
    for left, right, top, wall in (
        (-10, 112, 96, "#d9a066"), (112, 220, 130, "#8fa9b8"), (220, 352, 84, "#c86f5a"),
        (352, 468, 122, "#e3c98a"), (468, 560, 100, "#7d9c8a"), (560, 660, 136, "#b98aa0"),
    ):
        house(c, left, right, top, 292, wall)
    c.fill(rect(-1, 292, 641, 314), "#c9c7c2")
    c.fill(rect(-1, 312, 641, 318), "#9d9b98")
    c.fade(318, 412, "#5b5f68", "#4d5059")
    for i in range(9):
        c.fill([(i * 84 - 20, 360), (i * 84 + 24, 360), (i * 84 + 20, 365), (i * 84 - 24, 365)],
               "#f0ead2")
    c.fade(412, 480, "#d3d0ca", "#bdbab4")
    c.fill(rect(-1, 410, 641, 417), "#a19f9b")
    for x in range(-60, 720, 92):
        c.stroke([(x, 417), (x - 26, 482)], 1.2, "#a9a6a1")
    people.person(c, Spot(84, 309, 0.84), Look("#f0c23c", style="tail"), people.WALKING)
    c.fill(rect(424, 186, 430, 312), "#565c66")
    c.fill(rect(419, 306, 435, 313), "#3f444c")
    outdoors.traffic_light(c, Spot(427, 206, 1.12), 2)
    vehicles.car(c, Spot(318, 348, 0.84), "#f2bd2e")
    vehicles.car(c, Spot(164, 400, 1.02, flip=True), "#d3372f")
    vehicles.car(c, Spot(438, 401, 1.02, flip=True), "#2f6fc4")
    outdoors.fire_hydrant(c, Spot(74, 466, 1.06), "#e8b62c")
    c.shade(oval(598, 466, 26, 4), strength=0.25, soft=1)
    c.fill(rect(589, 254, 595, 466), "#8b929c")
    c.fill(rect(593, 254, 595, 466), "#6d747d")
    outdoors.stop_sign(c, Spot(592, 236, 1.18))


def airport(c: Canvas) -> None:
    """640 x 360: one airplane on the ground, one in the air, and a tank truck."""
    c.fade(0, 230, "#79b6e6", "#e9f3f4")
    cloud(c, Spot(110, 74, 0.9))
    cloud(c, Spot(316, 48, 0.7))
    cloud(c, Spot(600, 118, 0.7))
    c.fill(smooth([(-60, 226), (120, 200), (330, 216), (520, 196), (700, 214), (700, 260),
                   (-60, 260)]), "#9fc08e")
    c.fill(rect(300, 176, 660, 236), "#d7dde2")
    c.fill(rect(294, 170, 660, 180), "#aab4bd")
    for x in range(308, 650, 26):
        c.fill(rect(x, 188, x + 20, 216), "#6fa3c0")
        c.fill([(x + 4, 216), (x + 12, 188), (x + 17, 188), (x + 9, 216)], "#a9cfe0")
    c.fill([(562, 176), (586, 176), (582, 96), (566, 96)], "#c3cad0")
    c.fill([(552, 72), (596, 72), (588, 98), (560, 98)], "#47708a")
    c.fill([(570, 72), (580, 72), (576, 98), (568, 98)], "#86b4cb")
    c.fill(rect(548, 64, 600, 73, radius=2), "#e7ebee")
    c.stroke([(574, 64), (574, 44)], 2, "#8b929c")
    c.fade(234, 252, "#8fbf6a", "#80b05e")
    c.fade(250, 360, "#9aa0a8", "#868c95")
    for i in range(8):
        c.fill([(i * 96 - 40, 336), (i * 96 + 10, 336), (i * 96 + 4, 342), (i * 96 - 46, 342)],
               "#f3e9b0")
    vehicles.airplane(c, Spot(414, 118, 0.42, turn=12), "#e07b2f", wheels=False)
    vehicles.airplane(c, Spot(226, 312, 1.24), "#2f6fb2")
    vehicles.truck(c, Spot(538, 326, 0.96))


def station(c: Canvas) -> None:
    """640 x 427: a train at a platform, two travellers, a suitcase, a backpack, a clock."""
    c.fade(0, 300, "#9fd0ee", "#eaf4f2")
    for i, x in enumerate((14, 70, 300, 380, 470, 560, 630)):
        tree(c, Spot(x, 300, 0.9 + 0.15 * (i % 3)), mixed("#5b9a54", "#3f8060", (i % 2) * 0.8))
    c.fill(rect(-1, 290, 641, 336), "#8d8377")
    c.fade(304, 336, "#7a7065", "#665d54")
    vehicles.train(c, Spot(64, 326, 1.2), 3, "#2f7f6d")
    c.fill(rect(-1, 322, 641, 328), "#4a4641")
    c.fade(328, 427, "#cfccc6", "#b9b5ae")
    c.fill(rect(-1, 326, 641, 333), "#e6e3dd")
    c.fill(rect(-1, 342, 641, 350), "#f0c23c")
    for x in range(-120, 800, 84):
        c.stroke([(320 + (x - 320) * 0.9, 352), (320 + (x - 320) * 1.12, 428)], 1, "#a5a19a")
    c.fill(rect(-1, -1, 641, 52), "#5b6b78")
    c.fill(rect(-1, 52, 641, 62), "#43515c")
    for x in range(20, 660, 70):
        c.fill([(x, 0), (x + 40, 0), (x + 34, 44), (x + 6, 44)], "#a9cfe0")
    for x in (40, 600):
        c.shade(oval(x + 4, 378, 22, 4), strength=0.25, soft=1)
        c.fill(rect(x - 7, 58, x + 7, 378), "#43515c")
        c.fill(rect(x - 7, 58, x - 2, 378), "#6b7d8a")
        c.fill(rect(x - 12, 366, x + 12, 379), "#37424b")
        for side in (-1, 1):
            c.stroke([(x, 100), (x + side * 34, 60)], 5, "#43515c")
    c.stroke([(320, 60), (320, 92)], 4, "#43515c")
    furniture.clock(c, Spot(320, 122, 0.98), 9, 30)
    waiting = Pose(facing=-1)
    c.shade(oval(188, 404, 36, 5), strength=0.28, soft=1)
    people.person(c, Spot(186, 402, 1.36), Look("#d8a72e", "#3a3f55", style="long", hair="#5a3018"),
                  waiting)
    outdoors.suitcase(c, Spot(236, 406, 0.92))
    c.shade(oval(450, 410, 36, 5), strength=0.28, soft=1)
    hiker = Look("#c0443c", "#4a5568", style="short", skin="#8d5a3c", hair="#1f1714")
    with c.at(Spot(450, 408, 1.42, flip=True)):
        people.person(c, Spot(0, 0), hiker, people.WALKING)
        outdoors.backpack(c, Spot(-14, -64, 0.95))


def night_bus(c: Canvas) -> None:
    """320 x 240: a lit bus in a street at night, a red traffic light, somebody waiting."""
    c.fade(0, 170, "#10183a", "#3a3f72")
    for x, y in scattered(9, 40, 4, 4, 316, 70):
        c.fill(oval(x, y, 0.8), "#dfe4ff")
    c.shade(oval(236, 32, 26), "#fff3c4", 0.35, soft=5)
    c.fill(oval(236, 32, 15), "#fdf3cf")
    c.fill(oval(242, 28, 3.4), "#e3d6a8")
    c.fill(oval(231, 37, 2.4), "#e3d6a8")
    for left, right, top, wall in (
        (-8, 62, 52, "#2c3358"), (62, 138, 30, "#383a66"), (138, 206, 58, "#2a2f52"),
        (206, 268, 72, "#363660"), (268, 330, 50, "#272c4e"),
    ):
        house(c, left, right, top, 168, wall, lit="#f6cf6d" if left % 4 else "#5a6090")
    c.fade(166, 184, "#4a4d66", "#45485f")
    c.fade(184, 240, "#30323f", "#262833")
    for i in range(5):
        c.fill(rect(i * 74 - 10, 222, i * 74 + 28, 226), "#c9c4a4")
    c.fill(rect(284, 88, 288, 186), "#1b1d26")
    outdoors.traffic_light(c, Spot(286, 112, 0.86), 0)
    c.shade(oval(286, 68, 17), "#ff4a3d", 0.3, soft=5)
    c.shade([(56, 180), (-8, 176), (-8, 214)], "#ffe9a8", 0.4, soft=2)
    vehicles.bus(c, Spot(160, 206, 0.98), "#cf3b34", "#ffe08a")
    people.person(c, Spot(24, 184, 0.66), Look("#d9dbe6", "#3b4a7a", style="bun"), Pose(facing=1))
