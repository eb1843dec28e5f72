"""A file that names images in, their ids out: what to include in a run, or to keep out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET

from datagen.errors import InputError
from datagen.sources.json_file import StrPath, head, load
from datagen.sources.json_lines import read_lines
from datagen.sources.names import id_of_text, is_id, scene_id
from datagen.sources.recognise import kind_of
from datagen.sources.source import Flaw

_HINT = "Name one image a line, or give objects with `image`, `image_id` or `id`."


class _Entry(msgspec.Struct, gc=False):
    """An object that may name an image. A scene's own keys tell that its `id` is the image's."""

    image: Any = None
    image_id: Any = None
    id: Any = None
    captions: Any = UNSET
    instances: Any = UNSET


_Item: TypeAlias = _Entry | str | int | float | bool | list[Any] | None


class _Coco(msgspec.Struct, gc=False):
    images: list[_Item]


def read_ids(path: StrPath) -> frozenset[str]:
    """The ids in a file, in the form of `Scene.id`; its content shows which kind of file it is.

    - text with an id or a file name a line, `#` starts a comment;
    - a JSON array of ids, of file names, or of objects with `image`, `image_id` or `id`, the first
      of which counts (LLaVA's records); the same as JSON Lines of objects (POPE's questions);
    - a scenes file, whose `id` counts;
    - a COCO file, whose `images` count.

    Digits are filled up to 12 and a picture's name gives its stem, without folders and COCO's 2014
    prefix; ids of other kinds stay as they are. Raises `InputError` for a file without ids, and
    for an entry without one: a list that silently lost an entry would let its image into a run.
    """
    file = Path(path)
    found = set()
    for place, image in _places(file, head(file)):
        if image is None:
            what = "no image id can be read here"
            raise InputError(what, where=f"{file}: {place}", hint=_HINT)
        found.add(image)
    if not found:
        raise InputError("the file names no image", where=file, hint="Is it the right file?")
    return frozenset(found)


def _places(file: Path, start: bytes) -> Iterator[tuple[str, str | None]]:
    """Each place that should name an image, and its id if it does."""
    first = start.lstrip()[:1]
    if first == b"[":
        for number, item in enumerate(load(file, list[_Item])):
            yield f"[{number}]", _named(item)
    elif first == b"{" and kind_of(start) == "coco":
        for number, item in enumerate(load(file, _Coco).images):
            yield f"images[{number}]", _own_id(item)
    elif first == b"{":
        for line, item in read_lines(file, _Item):
            if isinstance(item, Flaw):
                raise InputError(item.detail, where=f"{file}: line {line}", hint=_HINT)
            yield f"line {line}", _named(item)
    else:
        for line, text in _lines(file):
            yield f"line {line}", id_of_text(text)


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """What a text file's lines say besides comments, where they say anything."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                text = re.sub(r"(^|\s)#.*", "", line).strip()
                if text:
                    yield number, text
    except UnicodeDecodeError as error:
        what = "the file is neither text nor JSON"
        raise InputError(what, where=file, hint="Is it the right file?") from error


def _named(item: Any) -> str | None:
    """The id that an id, a file name or an object stands for."""
    if isinstance(item, _Entry):
        if item.captions is not UNSET or item.instances is not UNSET:
            return _own_id(item)
        names = (item.image, item.image_id, item.id)
        item = next((name for name in names if name is not None), None)
    if isinstance(item, str):
        return id_of_text(item.strip()) or None
    return scene_id(item) if is_id(item) else None


def _own_id(item: Any) -> str | None:
    """The id of an image's own row, as its scene has it."""
    return scene_id(item.id) if isinstance(item, _Entry) and is_id(item.id) else None
