"""The start of a file in, the kind of file it seems to be out: for errors that say what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, TypeAlias

from datagen.errors import InputError

Kind: TypeAlias = Literal["coco", "scenes", "llava", "results"]

_COCO_KEYS = {b"images", b"annotations", b"categories", b"licenses"}
_SCENE_KEYS = {b"captions", b"caption", b"instances"}
_NAMES: dict[Kind, str] = {
    "coco": "a COCO annotation file",
    "scenes": "a scenes file (one JSON object a line)",
    "llava": "a LLaVA file",
    "results": "a list of caption results",
}
_HINTS: dict[Kind, str] = {
    "coco": "Give a COCO file with --captions or --instances.",
    "scenes": "Give a scenes file with --scenes.",
    "llava": "LLaVA records are made from annotations: give the COCO files behind them instead.",
    "results": "Give the annotation file with `images` and `annotations` instead.",
}


def kind_of(head: bytes) -> Kind | None:
    """What the keys near a file's start tell of it; None where they tell nothing."""
    start = head.lstrip()
    keys = set(re.findall(rb'"(\w+)"\s*:', head))
    if b"conversations" in keys:
        return "llava"
    if start.startswith(b"["):
        return "results" if {b"image_id", b"caption"} <= keys else None
    if not start.startswith(b"{"):
        return None
    if keys & _COCO_KEYS:
        return "coco"
    return "scenes" if keys & _SCENE_KEYS and b"image" in keys else None


def refuse(path: Path, kind: Kind, expected: str) -> InputError:
    """The error for a file of one kind given where another one is expected."""
    what = f"this is {_NAMES[kind]}, where {expected} is expected"
    return InputError(what, where=path, hint=_HINTS[kind])
