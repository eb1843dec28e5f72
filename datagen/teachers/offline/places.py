"""Boxes and lengths in, words for them out, in the viewer's frame; None in a close call."""

from __future__ import annotations

from datagen.records import Box

# A share of the image: what lies this close to a dividing line is on neither side of it.
MARGIN = 0.02


def place(box: Box) -> str | None:
    """Where a box lies if it is within one third of the image: "on the left side of the image"."""
    across = _third(box.x1, box.x2)
    down = _third(box.y1, box.y2)
    match across, down:
        case ("first" | "last" as side, "first" | "last" as end):
            return f"in the {_DOWN[end]} {_ACROSS[side]} part of the image"
        case ("first" | "last" as side, _):
            return f"on the {_ACROSS[side]} side of the image"
        case ("middle", "first"):
            return "in the middle of the upper part of the image"
        case ("middle", "last"):
            return "in the middle of the lower part of the image"
        case ("middle", "middle"):
            return "right in the center of the image"
        case ("middle", None) if box.y1 < 0.5 < box.y2:
            return "in the middle of the image"
        case (None, "first"):
            return "at the top of the image"
        case (None, "last"):
            return "at the bottom of the image"
    return None


_ACROSS = {"first": "left", "last": "right"}
_DOWN = {"first": "upper", "last": "lower"}


def _third(start: float, end: float) -> str | None:
    if end <= 1 / 3 - MARGIN:
        return "first"
    if start >= 2 / 3 + MARGIN:
        return "last"
    return "middle" if start >= 1 / 3 + MARGIN and end <= 2 / 3 - MARGIN else None


# Shares of the width or the height of the image, rising.
SHARES = {
    "a tenth": 1 / 10,
    "a fifth": 1 / 5,
    "a quarter": 1 / 4,
    "a third": 1 / 3,
    "half": 1 / 2,
    "two thirds": 2 / 3,
    "three quarters": 3 / 4,
}


def more_than(length: float) -> str | None:
    """The largest share that a length surely exceeds."""
    return next((name for name in reversed(SHARES) if length >= SHARES[name] + MARGIN / 2), None)


def less_than(length: float) -> str | None:
    """The smallest share that surely exceeds a length."""
    return next((name for name in SHARES if length <= SHARES[name] - MARGIN / 2), None)
