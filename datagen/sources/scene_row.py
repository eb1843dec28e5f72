"""One object of a scenes file in, a scene out, or what is wrong with it in words for its author."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import msgspec
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from datagen.records import Scene
from datagen.rows import InstanceRow, OriginRow, SceneRow
from datagen.sources.names import scene_id
from datagen.sources.source import Code, Flaw, shortened


def scene_of(value: Any) -> Scene | Flaw:
    """The scene that a decoded line describes, its captions not yet cleaned.

    `caption` stands for a list of one caption, an integer `id` for its 12 digits. Nothing else is
    converted: a number in quotes is no number.
    """
    if not isinstance(value, dict):
        return Flaw("malformed", "a line is one JSON object")
    fields = dict(value)
    if "caption" in fields:
        if "captions" in fields:
            return Flaw("malformed", "give either `caption` or `captions`, not both")
        fields["captions"] = [fields.pop("caption")]
    if type(fields.get("id")) is int:
        fields["id"] = scene_id(fields["id"])
    try:
        row = SceneRow.model_validate_json(msgspec.json.encode(fields), strict=True)
    except ValidationError as failure:
        return _flaw(failure.errors(include_url=False))
    return row.as_scene()


def _flaw(errors: Sequence[ErrorDetails]) -> Flaw:
    """The one error that helps most: an unknown key explains why another one is missing."""
    unknown = (error for error in errors if error["type"] == "extra_forbidden")
    error = next(unknown, errors[0])
    path = error["loc"]
    name = f"`{_dotted(path)}`"
    if error["type"] == "extra_forbidden":
        return Flaw("malformed", f"unknown key {name}{_suggestion(path)}")
    if error["type"] == "missing" and path[-1] != "bbox" and "bbox" in path:
        return Flaw("box_values", f"`{_dotted(path[:-1])}` has fewer than four numbers")
    if error["type"] == "missing":
        return Flaw("malformed", f"{name} is missing")
    if error["type"] == "value_error" and path[-1] == "bbox":
        return Flaw("box_values", f"{name} is {error['input']}: {_box_advice(error['input'])}")
    message = error["msg"].removeprefix("Value error, ")
    shown = shortened(repr(error["input"]))
    code: Code = "file_name" if error["type"] == "value_error" else "malformed"
    return Flaw(code, f"{name} is {shown}: {message[:1].lower()}{message[1:]}")


def _box_advice(box: Any) -> str:
    if any(number > 1 for number in box):
        return "this looks like pixels, corners must be fractions of the image's width and height"
    return "corners are [x1, y1, x2, y2], from 0 to 1, with x1 < x2 and y1 < y2"


def _suggestion(path: Sequence[int | str]) -> str:
    known: list[str] = [*SceneRow.model_fields, "caption"]
    if len(path) > 1:
        known = list((InstanceRow if path[0] == "instances" else OriginRow).model_fields)
    near = get_close_matches(str(path[-1]), known, n=1)
    return f", did you mean `{near[0]}`?" if near else f" (known: {', '.join(known)})"


def _dotted(path: Sequence[int | str]) -> str:
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
