"""LLaVA records: made from turns, read from files that anybody made.

A record is `{"id", "image", "conversations": [{"from": "human" | "gpt", "value"}, …]}` (LLaVA's
docs/Finetune_Custom_Data.md). LLaVA's trainer reads one JSON array; JSON Lines is for everybody
else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import jsonlines
import msgspec

from datagen.errors import InputError
from datagen.identity import choose
from datagen.records import LlavaRecord, LlavaTurn, Scene, Turn

IMAGE = "<image>"
Position = Literal["first", "last"]


class Row(NamedTuple):
    """An item of a file, of any shape. `number` counts from 0 and names it in every message."""

    number: int
    value: Any


def make_record(
    scene: Scene,
    turns: Sequence[Turn],
    *,
    sample: str,
    seed: int,
    image_prefix: str,
    image_position: Literal["first", "last", "random"],
) -> LlavaRecord:
    """Turns as a record. Where `<image>` stands at random, the seed and the sample decide it."""
    messages: list[LlavaTurn] = []
    for number, turn in enumerate(turns):
        question = turn.question
        if number == 0:
            question = _with_image(question, _position(image_position, seed, sample))
        messages.append(LlavaTurn("human", question))
        messages.append(LlavaTurn("gpt", turn.answer))
    return LlavaRecord(scene.id, f"{image_prefix}{scene.image}", tuple(messages))


def _position(wanted: Literal["first", "last", "random"], seed: int, sample: str) -> Position:
    if wanted == "random":
        return choose(("first", "last"), seed, sample, "image position")
    return wanted


def _with_image(question: str, position: Position) -> str:
    return f"{IMAGE}\n{question}" if position == "first" else f"{question}\n{IMAGE}"


def read_records(path: Path) -> Iterator[Row]:
    """The items of a LLaVA-format file, a JSON array or JSON Lines.

    Raises `InputError` where the file cannot be read as either. An array is read whole: about as
    much memory as the file has bytes.
    """
    return _read_array(path) if is_array(path) else _read_lines(path)


def is_array(path: Path) -> bool:
    """Whether the file is one JSON array. Raises `InputError` where it is missing or empty."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            start = next((line.strip()[:1] for line in lines if line.strip()), "")
    except IsADirectoryError as problem:
        hint = "Name a file in it, such as llava_instruct.json of a run."
        raise InputError("is a folder, not a file", where=path, hint=hint) from problem
    except OSError as problem:
        raise InputError(
            f"cannot be read: {problem.strerror}", where=path, hint="Is the path right?"
        ) from problem
    if not start:
        raise InputError("is empty", where=path, hint="A LLaVA file holds at least one record.")
    return start == "["


def _read_array(path: Path) -> Iterator[Row]:
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        values = _items(data)
        for number, value in enumerate(values):
            yield Row(number, value)
    except (ValueError, RecursionError) as problem:
        raise InputError(
            f"is no JSON array: {problem}",
            where=path,
            hint="Was the file cut off while it was copied?",
        ) from problem


def _items(data: bytes) -> Iterator[Any]:
    """The items of an array, one at a time; all at once where a number in it is out of range."""
    try:
        items = msgspec.json.decode(data, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        values = json.loads(data)
        if not isinstance(values, list):
            raise ValueError("it is no list") from None
        yield from values
    else:
        for item in items:
            yield msgspec.json.decode(item)


def _read_lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig") as lines, jsonlines.Reader(lines) as reader:
        try:
            yield from (
                Row(number, value)
                for number, value in enumerate(reader.iter(allow_none=True, skip_empty=True))
            )
        except (jsonlines.InvalidLineError, UnicodeDecodeError, RecursionError) as problem:
            line = getattr(problem, "lineno", None)
            raise InputError(
                f"is neither a JSON array nor JSON Lines: {str(problem).split(' (line')[0]}",
                where=path if line is None else f"{path}:{line}",
                hint="A LLaVA file is one JSON array, or one JSON object a line.",
            ) from problem
