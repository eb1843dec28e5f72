"""Rows of `annotations` in, captions and boxes added to their pictures: each row judged alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Raw

from datagen.errors import InputError
from datagen.sources.boxes import Pixels, corners, pack
from datagen.sources.caption_text import clean, text_flaw
from datagen.sources.coco_document import (
    ABSENT,
    BoxRow,
    CaptionRow,
    CategoryRow,
    Document,
    NotARow,
)
from datagen.sources.coco_images import Picture
from datagen.sources.names import ID_TYPES, Id, is_id
from datagen.sources.source import Flaw, Skips, shortened

T = TypeVar("T")
_four_numbers = msgspec.json.Decoder(Pixels)


def add_captions(
    document: Document[CaptionRow], pictures: Mapping[Id, Picture], skips: Skips
) -> None:
    """Adds each caption, cleaned, to its picture, in the order of the annotations."""
    for number, row in _consumed(document.annotations):
        if flaw := _add_caption(row, pictures):
            skips.add(document.name, _place(number, row), flaw)


def add_boxes(
    document: Document[BoxRow], pictures: Mapping[Id, Picture], skips: Skips
) -> tuple[str, ...]:
    """Adds each box, packed, to its picture. Gives the names of the categories by their numbers."""
    categories = _categories(document, skips)
    numbers = {category: number for number, category in enumerate(categories)}
    for number, row in _consumed(document.annotations):
        if flaw := _add_box(row, pictures, numbers):
            skips.add(document.name, _place(number, row), flaw)
    return tuple(categories.values())


def _add_caption(row: CaptionRow | NotARow, pictures: Mapping[Id, Picture]) -> Flaw | None:
    if not isinstance(row, CaptionRow):
        return Flaw("malformed", "an annotation is an object with `image_id` and `caption`")
    picture = pictures.get(row.image_id) if type(row.image_id) in ID_TYPES else None
    if picture is None:
        return _image_flaw(row.image_id)
    if not isinstance(row.caption, str):
        return _value_flaw("caption", row.caption, "is not a text")
    caption = clean(row.caption)
    if flaw := text_flaw(caption):
        return flaw
    picture.captions += (caption,)
    return None


def _add_box(
    row: BoxRow | NotARow, pictures: Mapping[Id, Picture], categories: Mapping[Id, int]
) -> Flaw | None:
    if not isinstance(row, BoxRow):
        needed = "`image_id`, `category_id` and `bbox`"
        return Flaw("malformed", f"an annotation is an object with {needed}")
    picture = pictures.get(row.image_id) if type(row.image_id) in ID_TYPES else None
    if picture is None:
        return _image_flaw(row.image_id)
    category = categories.get(row.category_id) if type(row.category_id) in ID_TYPES else None
    if category is None:
        return _category_flaw(row.category_id)
    if row.iscrowd not in (None, 0, 1):
        return _value_flaw("iscrowd", row.iscrowd, "is neither 0 nor 1")
    if picture.size is None:
        return Flaw("image_size", f"the size of image {picture.id} is not known")
    try:
        pixels = _four_numbers.decode(row.bbox)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _numbers_flaw(row.bbox)
    box = corners(pixels, picture.size)
    if isinstance(box, Flaw):
        return box
    picture.boxes += pack(category, bool(row.iscrowd), *box)
    return None


def _image_flaw(image: Any) -> Flaw:
    if is_id(image):
        return Flaw("unknown_image", f"image {image!r} is not among this file's usable images")
    return _value_flaw("image_id", image, "is neither an integer nor a text")


def _category_flaw(category: Any) -> Flaw:
    if is_id(category):
        return Flaw("unknown_category", f"category {category!r} is not in `categories`")
    return _value_flaw("category_id", category, "is neither an integer nor a text")


def _numbers_flaw(bbox: Raw) -> Flaw:
    if bbox is ABSENT:
        return _value_flaw("bbox", UNSET, "")
    text = shortened(bytes(bbox).decode(errors="replace"))
    return Flaw("box_values", f"`bbox` is {text}, not four numbers [x, y, w, h]")


def _value_flaw(key: str, value: Any, complaint: str) -> Flaw:
    if value is UNSET:
        return Flaw("malformed", f"`{key}` is missing")
    return Flaw("malformed", f"`{key}` {complaint}: {shortened(repr(value))}")


def _categories(document: Document[BoxRow], skips: Skips) -> dict[Id, str]:
    names: dict[Id, str] = {}
    for number, row in enumerate(document.categories):
        place = f"categories[{number}]"
        if not (isinstance(row, CategoryRow) and is_id(row.id) and isinstance(row.name, str)):
            detail = "a category is an object with `id` and `name`"
            skips.add(document.name, place, Flaw("malformed", detail))
            continue
        name = clean(row.name)
        if not name:
            empty = Flaw("malformed", "the `name` of a category is empty")
            skips.add(document.name, place, empty)
        elif names.setdefault(row.id, name) != name:
            what = f"the category id {row.id!r} has two names, {names[row.id]!r} and {name!r}"
            hint = "Give each category an id of its own."
            raise InputError(what, where=f"{document.name}: {place}", hint=hint)
    return names


def _consumed(rows: list[T]) -> Iterator[tuple[int, T]]:
    """Each row with its number. Rows are let go one by one: a file has a million of them."""
    rows.reverse()
    for number in range(len(rows)):
        yield number, rows.pop()


def _place(number: int, row: Any) -> str:
    name = getattr(row, "id", None)
    return f"annotations[{number}]" + ("" if name is None else f" (id {name})")
