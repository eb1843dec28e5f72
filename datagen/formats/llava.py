"""LLaVA records: made from turns, read from files that anybody made.

A record is `{"id", "image", "conversations": [{"from": "human" | "gpt", "value"}, …]}` (LLaVA's
docs/Finetune_Custom_Data.md). LLaVA's trainer reads one JSON array; JSON Lines is for everybody
else.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8 as _BOM
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import jsonlines
import msgspec

from datagen.errors import InputError
from datagen.identity import choose
from datagen.inlet import start_of
from datagen.records import LlavaRecord, LlavaTurn, Scene, Turn

IMAGE = "<image>"
Position = Literal["first", "last"]
_BLOCK = 1 << 16  # bytes


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
    """Whether the file is one JSON array.

    Raises `InputError` where it is no regular file of text: a pipe gives its content only once, and
    this file is read several times.
    """
    text = start_of(path, _BLOCK).lstrip()
    with path.open("rb") as file:
        file.seek(_BLOCK)
        while not text and (block := file.read(_BLOCK)):
            text = block.lstrip()
    if not text:
        raise InputError("is empty", where=path, hint="A LLaVA file holds at least one record.")
    return text.startswith(b"[")


def _read_array(path: Path) -> Iterator[Row]:
    data = path.read_bytes().removeprefix(_BOM)
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
    """The items of an array, one at a time where msgspec can tell them apart.

    Python's json takes what msgspec does not: NaN, and numbers that are out of range.
    """
    try:
        items = msgspec.json.decode(data, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        values = json.loads(data)
        if not isinstance(values, list):
            raise ValueError("it is no list") from None
        yield from values
        return
    for item in items:
        try:
            yield msgspec.json.decode(item)
        except msgspec.DecodeError:
            yield json.loads(bytes(item))


def _read_lines(path: Path) -> Iterator[Row]:
    number = -1
    with path.open("rb") as lines, jsonlines.Reader(lines) as reader:
        if lines.read(len(_BOM)) != _BOM:
            lines.seek(0)
        try:
            values = reader.iter(allow_none=True, skip_empty=True)
            for number, value in enumerate(values):
                if number == 0 and _is_no_record(value) and (whole := _only_line(path)):
                    raise whole
                yield Row(number, value)
        except (jsonlines.InvalidLineError, RecursionError) as problem:
            if number < 0 and (whole := _whole_file(path)):
                raise whole from problem
            line = getattr(problem, "lineno", None)
            before = "The record" if number == 0 else f"The {number + 1:,} records"
            why = str(problem).split(" (line")[0]
            raise InputError(
                f"is neither a JSON array nor JSON Lines: {why}"
                if number < 0
                else f"{'a line' if line is None else 'this line'} is no JSON: {why}",
                where=path if line is None else f"{path}:{line}",
                hint="A LLaVA file is one JSON array, or one JSON object a line."
                if number < 0
                else f"{before} before it can be read. Was the file cut off?",
            ) from problem


def _is_no_record(value: Any) -> bool:
    return isinstance(value, dict) and "conversations" not in value


def _whole_file(path: Path) -> InputError | None:
    """What to say of a file that is one JSON object, on a line or many; None where it is not."""
    try:
        value = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    if "conversations" in value:
        return InputError(
            "is one record over several lines",
            where=path,
            hint="Write each record on a line of its own, or put [ and ] around all of them.",
        )
    under = [f"'{key[:40]}'" for key, held in value.items() if isinstance(held, list)]
    if not under:
        return None
    return InputError(
        f"is one JSON object with lists under {', '.join(under[:4])}, no list of records",
        where=path,
        hint="A LLaVA file is one JSON array of records, or one record a line. Where these are "
        "records, take the list out; annotations go with --captions, --instances or --scenes.",
    )


def _only_line(path: Path) -> InputError | None:
    """The same of a file of one line."""
    with path.open("rb") as file:
        lines = (line for line in file if line.strip())
        next(lines, None)
        return _whole_file(path) if next(lines, None) is None else None
