"""The pictures within four walls: what is painted, back to front."""

from __future__ import annotations

from . import animals, furniture, tabletop
from .canvas import Canvas, Spot, dark
from .scenery import flowers, framed_hills, room, window
from .shapes import oval, rect

# fmt: off
# Rows of points read better than columns.

def kitchen(c: Canvas) -> None:
    """640 x 480: refrigerator, oven, sink, a bowl of four apples, three bananas."""
    c.fade(0, 430, "#f6ecd9", "#efe0c4")
    for row in range(5):
        for column in range(17):
            x, y = 146 + column * 31 - (row % 2) * 15, 176 + row * 21
            c.fill(rect(x, y, x + 29, y + 19), "#e3efec" if (row + column) % 3 else "#d3e6e2")
    c.fade(424, 480, "#c9b193", "#b49a7c")
    for x in range(-200, 900, 64):
        c.stroke([(320 + (x - 320) * 0.8, 424), (x, 482)], 1.2, "#a3896b")
    c.fill(rect(-1, 446, 641, 447.4), "#a3896b")
    window(c, 512, 66, 612, 166, "#e8a24a")
    for left, knob in ((158, 230), (246, 260)):
        c.fill(rect(left, 42, left + 86, 148, radius=3), "#5f8f8a")
        c.fill(rect(left + 8, 50, left + 78, 140, radius=2), "#6fa19b")
        c.stroke([(knob, 122), (knob, 134)], 3, "#e7d9b8")
    c.shade(rect(158, 148, 332, 154), strength=0.15, soft=2)
    c.fill([(362, 128), (456, 128), (478, 158), (340, 158)], "#b6bdc5")
    c.fill([(362, 128), (380, 128), (362, 158), (340, 158)], "#d6dbe0")
    c.fill(rect(392, -1, 426, 130), "#b6bdc5")
    c.fill(rect(340, 156, 478, 164), "#8d959f")
    for left, right in ((150, 246), (248, 344), (476, 496), (616, 641)):
        c.fill(rect(left, 284, right, 414), "#5f8f8a")
        if right - left > 40:
            c.fill(rect(left + 8, 294, right - 8, 322, radius=2), "#6fa19b")
            c.fill(rect(left + 8, 330, right - 8, 406, radius=2), "#6fa19b")
            for y in (308, 340):
                c.stroke([((left + right) / 2 - 9, y), ((left + right) / 2 + 9, y)], 3, "#e7d9b8")
    c.fill(rect(496, 284, 616, 414), "#5f8f8a")
    c.fill(rect(504, 338, 554, 406, radius=2), "#6fa19b")
    c.fill(rect(558, 338, 608, 406, radius=2), "#6fa19b")
    c.fill(rect(150, 412, 641, 426), dark("#5f8f8a", 0.45))
    c.fill(rect(146, 276, 641, 287), "#d9c3a0")
    c.fill(rect(146, 284, 641, 288), "#b89d76")
    furniture.refrigerator(c, Spot(78, 428, 1.04))
    furniture.oven(c, Spot(410, 426, 1.1))
    furniture.sink(c, Spot(556, 278))
    for x, y, tone in ((200, 212, "#d33a33"), (176, 236, "#d33a33"), (224, 236, "#c83228"),
                       (200, 235, "#d33a33")):
        tabletop.apple(c, Spot(x, y, 0.94), tone)
    tabletop.bowl(c, Spot(200, 277))
    c.shade(oval(296, 277, 34, 3), strength=0.25, soft=1)
    for i in range(3):
        tabletop.banana(c, Spot(296 - i * 1.5, 256 + i * 10, 1.02, turn=-7 + i * 4))


def living_room(c: Canvas) -> None:
    """640 x 427: a cat on a couch, a tv, a remote on a low table, a potted plant."""
    room(c, "#d8c3a5", "#b98a5e", 300)
    framed_hills(c, 110, 70, 250, 158)
    c.fill(oval(250, 372, 230, 44), "#e7dcc8")
    c.fill(oval(250, 372, 214, 39), "#c9776a")
    c.fill(oval(250, 372, 196, 34), "#e7dcc8")
    c.shade(rect(424, 328, 610, 338), strength=0.25, soft=2)
    c.fill(rect(420, 276, 610, 286, radius=2), "#9a6a42")
    c.fill(rect(424, 286, 606, 330), "#7f5433")
    for left in (430, 520):
        c.fill(rect(left, 291, left + 80, 324, radius=2), "#946240")
        c.fill(oval(left + 40, 307, 3), "#e7d0a0")
    for x in (434, 596):
        c.fill(rect(x - 4, 330, x + 4, 340), "#5a3a22")
    furniture.tv(c, Spot(515, 276, 1.04))
    furniture.potted_plant(c, Spot(374, 336, 0.78))
    furniture.couch(c, Spot(174, 338, 1.1))
    animals.cat(c, Spot(236, 275, 0.9))
    c.shade(oval(318, 414, 120, 8), strength=0.3, soft=2)
    for x in (222, 414):
        c.fill(rect(x - 5, 388, x + 5, 416), "#6b4529")
    c.fill([(232, 364), (404, 364), (432, 388), (204, 388)], "#a8744a")
    c.fill([(232, 364), (404, 364), (407, 367), (229, 367)], "#c08d62")
    c.fill(rect(204, 388, 432, 396), "#7f5433")
    tabletop.remote(c, Spot(330, 376, 1.15))


def dinner(c: Canvas) -> None:
    """500 x 375: a pizza between fork and knife, two wine glasses and a bottle on a table."""
    c.fade(0, 160, "#7a3f46", "#97545a")
    framed_hills(c, 30, 34, 108, 104)
    c.shade(oval(250, 60, 150, 70), "#ffdf9a", 0.28, soft=14)
    c.stroke([(250, -2), (250, 10)], 3, "#2b2326")
    c.fill([(232, 8), (268, 8), (292, 34), (208, 34)], "#e0a84a")
    c.fill([(256, 8), (268, 8), (292, 34), (264, 34)], "#bd8836")
    c.fill(oval(250, 34, 42, 4), "#fff3cf")
    c.fade(150, 375, "#6b4a3a", "#5a3c2e")
    furniture.dining_table(c, Spot(0, 0), [(52, 146), (448, 146), (556, 400), (-56, 400)], 10)
    c.shade(oval(254, 272, 118, 62), strength=0.25, soft=2)
    tabletop.bottle(c, Spot(250, 198, 0.94))
    tabletop.wine_glass(c, Spot(142, 208, 1.0))
    tabletop.wine_glass(c, Spot(356, 208, 1.0))
    tabletop.pizza(c, Spot(250, 274, 1.08))
    tabletop.fork(c, Spot(92, 342, 1.12, turn=9))
    tabletop.knife(c, Spot(410, 346, 1.1, turn=-9))


def desk(c: Canvas) -> None:
    """640 x 480: a laptop, a keyboard, a mouse and a cup on a desk, seven books on a shelf."""
    c.fade(0, 340, "#c7d9d6", "#b5ccc8")
    framed_hills(c, 70, 40, 190, 120)
    c.shade(rect(334, 156, 602, 166), strength=0.2, soft=2)
    c.fill(rect(330, 146, 602, 157, radius=1), "#a8744a")
    c.fill(rect(330, 153, 602, 157, radius=1), "#7f5433")
    x = 352.0
    for colour, thick, high in (
        ("#c8413b", 22, 86), ("#2f6fb2", 18, 76), ("#e3a93c", 26, 92), ("#4a8a5a", 20, 80),
        ("#7a4f90", 24, 88), ("#3c4a5e", 18, 72), ("#d9774a", 22, 84),
    ):
        tabletop.book(c, Spot(x + thick / 2, 146), colour, thick, high)
        x += thick + 6
    c.fill(rect(-1, 328, 641, 336), "#8a5f3c")
    c.fade(330, 480, "#c99a68", "#b58450")
    for i in range(7):
        y = 346 + i * i * 2.6 + i * 3
        c.fill(rect(-1, y, 641, y + 1), "#b07e4c")
    c.shade(oval(590, 372, 40, 6), strength=0.25, soft=1)
    c.fill(oval(588, 368, 34, 8), "#2f4858")
    c.stroke([(588, 366), (604, 280), (548, 222)], 6, "#2f4858")
    c.fill(oval(604, 280, 6), "#44657a")
    c.fill([(560, 206), (572, 222), (542, 262), (506, 226)], "#e3a93c")
    c.fill([(570, 220), (572, 222), (542, 262), (528, 248)], "#b5822a")
    tabletop.laptop(c, Spot(224, 392, 1.22))
    tabletop.keyboard(c, Spot(232, 456, 1.12))
    tabletop.mouse(c, Spot(392, 440, 1.05))
    tabletop.cup(c, Spot(490, 424, 1.16))


def bedroom(c: Canvas) -> None:
    """500 x 375: a teddy bear on a bed, a clock on the wall, a vase on a night stand."""
    room(c, "#a9bfd0", "#b08a66", 300)
    window(c, 196, 44, 300, 142, "#f0e6d6")
    c.shade(oval(87, 88, 33), strength=0.2, soft=1)
    furniture.clock(c, Spot(84, 84, 1.05), 10, 10)
    c.shade(rect(402, 332, 486, 342), strength=0.25, soft=2)
    c.fill(rect(402, 252, 486, 260, radius=2), "#9c6b45")
    c.fill(rect(406, 260, 482, 332), "#855736")
    for y in (266, 299):
        c.fill(rect(411, y, 477, y + 28, radius=2), "#9c6b45")
        c.fill(oval(444, y + 14, 3.2), "#e7d0a0")
    for x in (412, 476):
        c.fill(rect(x - 4, 332, x + 4, 342), "#5f3d25")
    flowers(c, Spot(444, 192, 0.92))
    furniture.vase(c, Spot(444, 253, 0.94))
    c.fill(oval(250, 378, 190, 30), "#e4d6c2")
    furniture.bed(c, Spot(202, 342, 1.1))
    tabletop.teddy_bear(c, Spot(232, 268, 0.86))
