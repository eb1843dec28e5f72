"""A look and a pose in, a person on the canvas out.

People are 100 units tall and stand with their feet at `(0, 0)`. Left and right are as on the
picture; the arm and the leg called `far` are drawn first and a tone darker.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import atan2, degrees, hypot
from typing import Literal

from .canvas import Canvas, Spot, dark, draws
from .shapes import Outline, Point, arc, oval, smooth

# fmt: off
# Rows of points read better than columns.

Hair = Literal["short", "long", "tail", "bun", "cap"]


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody wears; `hat` is the colour of a cap."""

    top: str
    bottom: str = "#2f4068"
    skin: str = "#e0a680"
    hair: str = "#3b2a22"
    shoes: str = "#2b2b33"
    style: Hair = "short"
    hat: str = "#d8433b"
    long_sleeves: bool = True
    shorts: bool = False


@dataclass(frozen=True, slots=True)
class Pose:
    """Joints of a person: shoulder, elbow and hand; hip, knee and ankle.

    `facing` is -1 (left), 0 (to us) or 1 (right).
    """

    head: Point = (0, -91)
    neck: Point = (0, -80)
    hips: Point = (0, -46)
    far_arm: tuple[Point, Point, Point] = ((-9, -77), (-13, -62), (-13, -47))
    near_arm: tuple[Point, Point, Point] = ((9, -77), (13, -62), (13, -47))
    far_leg: tuple[Point, Point, Point] = ((-4, -46), (-5, -24), (-5, -4))
    near_leg: tuple[Point, Point, Point] = ((4, -46), (5, -24), (5, -4))
    facing: int = 0


STANDING = Pose()
WALKING = Pose(
    far_arm=((-6, -77), (-12, -63), (-8, -48)),
    near_arm=((6, -77), (8, -62), (14, -49)),
    far_leg=((-2, -46), (-6, -25), (-15, -6)),
    near_leg=((2, -46), (8, -26), (12, -4)),
    facing=1,
)
RUNNING = Pose(
    head=(9, -89),
    neck=(6, -79),
    far_arm=((3, -76), (-10, -68), (-17, -56)),
    near_arm=((8, -76), (14, -61), (25, -66)),
    far_leg=((-2, -46), (-10, -26), (-27, -24)),
    near_leg=((2, -46), (16, -34), (14, -6)),
    facing=1,
)
KICKING = Pose(
    head=(-5, -90),
    neck=(-3, -79),
    far_arm=((-8, -76), (-20, -66), (-27, -54)),
    near_arm=((4, -76), (14, -66), (24, -60)),
    far_leg=((-3, -46), (-5, -25), (-8, -4)),
    near_leg=((2, -46), (15, -32), (28, -18)),
    facing=1,
)


@draws("person")
def person(c: Canvas, look: Look, pose: Pose = STANDING, *, face: bool = False) -> None:
    """Draw somebody whole; `face` adds eyes and a mouth, for large figures."""
    _arm(c, pose.far_arm, replace(look, top=dark(look.top), skin=dark(look.skin, 0.1)))
    _leg(c, pose.far_leg, replace(look, bottom=dark(look.bottom)), pose.facing)
    _leg(c, pose.near_leg, look, pose.facing)
    if look.style == "long":
        with c.at(Spot(*pose.head, flip=pose.facing < 0)):
            c.fill(smooth([(-8, -4), (0, -9), (7.6, -4), (7.8 - 5 * abs(pose.facing), 12), (0, 15),
                           (-8.6, 13)]), look.hair)
    _torso(c, pose, look)
    _head(c, pose, look, face=face)
    _arm(c, pose.near_arm, look)


def _arm(c: Canvas, joints: tuple[Point, Point, Point], look: Look) -> None:
    shoulder, elbow, hand = joints
    c.stroke([elbow, hand], 5.6, look.top if look.long_sleeves else look.skin, 4.8)
    c.fill(oval(*hand, 3.3), look.skin)
    if look.long_sleeves:
        c.stroke([shoulder, elbow], 7.4, look.top, 6.0)
    else:
        c.stroke([shoulder, elbow], 6.4, look.skin, 5.6)
        middle = _between(shoulder, elbow, 0.55)
        c.stroke([shoulder, middle], 8.2, look.top, 8.0)


def _leg(c: Canvas, joints: tuple[Point, Point, Point], look: Look, facing: int) -> None:
    hip, knee, ankle = joints
    cloth = look.skin if look.shorts else look.bottom
    toe = facing * 4.0 or (1.4 if ankle[0] > 0 else -1.4)
    lean = degrees(atan2(ankle[1] - knee[1], ankle[0] - knee[0])) - 90
    c.stroke([knee, ankle], 7.6, cloth, 5.6)
    with c.at(Spot(*ankle, turn=lean)):
        c.fill(smooth([(-3.6, -1), (3.6, -1), (toe + 4, 2), (toe + 3, 4), (-3.8, 4)]), look.shoes)
    c.stroke([hip, knee], 9.6, cloth, 7.8)
    if look.shorts:
        c.stroke([hip, _between(hip, knee, 0.75)], 10.6, look.bottom, 10.2)


def _torso(c: Canvas, pose: Pose, look: Look) -> None:
    (x0, y0), (x1, y1) = pose.hips, pose.neck
    long = hypot(x1 - x0, y1 - y0)
    lean = degrees(atan2(y1 - y0, x1 - x0)) + 90
    wide = 10.2 if pose.facing == 0 else 8.4
    c.stroke([pose.neck, pose.head], 5.4, dark(look.skin, 0.12))
    with c.at(Spot(x0, y0, turn=lean)):
        c.fill(smooth([(-7.4, 0), (0, 4.6), (7.4, 0), (6.4, -7), (-6.4, -7)]), look.bottom)
        shirt: Outline = smooth(
            [
                (-8.4, 0),
                (0, 1.5),
                (8.4, 0),
                (7.4, -13),
                (wide + 1, -long + 6),
                (wide - 2, -long + 1.2),
                (3, -long - 0.6),
                (-3, -long - 0.6),
                (-wide + 2, -long + 1.2),
                (-wide - 1, -long + 6),
                (-7.4, -13),
            ]
        )
        c.fill(shirt, look.top)
        c.tint([(-14, 4), (-3, 4), (-1, -20), (-4, -long - 2), (-14, -long)], dark(look.top),
               within=shirt)


def _head(c: Canvas, pose: Pose, look: Look, *, face: bool) -> None:
    way = pose.facing
    with c.at(Spot(*pose.head, flip=way < 0)):
        turned = 0.0 if way == 0 else 1.0
        if look.style == "tail":
            c.stroke([(-5, -5), (-12, -3), (-13, 8)], 5.5, look.hair, 2.5)
        if look.style == "bun":
            c.fill(oval(-3 * turned, -10.5, 4.2), look.hair)
        skull = oval(0.4 * turned, 0, 6.6, 8.2)
        c.fill(skull, look.skin)
        if way != 0:
            c.fill(oval(7, 1.4, 1.6, 1.3), look.skin)
        c.tint(oval(-7.5, 2, 5.5, 12), dark(look.skin, 0.12), within=skull)
        if face:
            _face(c, turned, look)
        _hair(c, turned, look)


def _face(c: Canvas, turned: float, look: Look) -> None:
    ink = "#3a2420"
    for x in (-2.6, 2.6) if turned == 0 else (1.4, 5.2):
        c.fill(oval(x, -0.4, 0.7, 1.0), ink)
    middle = 3.2 * turned
    c.stroke([(x, y) for x, y in arc(middle, 2.4, 2.2, 1.9, 30, 150)], 0.7, dark(look.skin, 0.55))


def _hair(c: Canvas, turned: float, look: Look) -> None:
    if look.style == "cap":
        c.fill([*arc(0.2 * turned, -2.2, 7.3, 7.4, 180, 360)], look.hat)
        c.fill(smooth([(-1, -3.4), (8 + 4 * turned, -3), (8 + 4 * turned, -1.4), (0, -1.2)]),
               dark(look.hat))
        if turned:
            c.fill(smooth([(-7, -2), (-4, -2), (-4.5, 3), (-6.5, 4)]), look.hair)
        return
    if turned:
        crown: Outline = smooth(
            [(5.8, -4.4), (4.5, -8.2), (-1, -9.4), (-6.4, -6.6), (-7.6, 0), (-5.6, 5), (-3.4, 1.5),
             (-1.8, -3.4), (2, -4.2)]
        )
    else:
        crown = smooth(
            [(6.9, 0), (6.6, -5.6), (3, -9.2), (-3, -9.2), (-6.6, -5.6), (-6.9, 0), (-5.4, -3.4),
             (0, -4.8), (5.4, -3.4)]
        )
    c.fill(crown, look.hair)


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
