"""A COCO file or `COCO` object in, its rows out: decoded, not yet judged.

Nothing here fails because of one row: a value of the wrong type stays in its row as it is, and only
what makes the document as a whole unusable raises. Polygons and masks are never decoded.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from msgspec import UNSET, Raw, Struct, UnsetType

from datagen.errors import InputError
from datagen.sources.json_file import StrPath, head, load
from datagen.sources.recognise import kind_of, refuse

R = TypeVar("R")
Role: TypeAlias = Literal["captions", "instances"]
NotARow: TypeAlias = str | int | float | bool | list[Any] | None
PATHS = (str, os.PathLike)
ABSENT = Raw(b"")


class CocoObject(Protocol):
    """What `pycocotools.coco.COCO` holds once it has read a file."""

    dataset: dict[str, Any]


Given: TypeAlias = StrPath | CocoObject


class ImageRow(Struct, gc=False):
    """A row of `images`."""

    id: Any = UNSET
    file_name: Any = None
    width: Any = None
    height: Any = None
    license: Any = None
    coco_url: Any = None
    flickr_url: Any = None


class CaptionRow(Struct, gc=False):
    """A row of `annotations` in a captions file."""

    id: Any = None
    image_id: Any = UNSET
    caption: Any = UNSET


class BoxRow(Struct, gc=False):
    """A row of `annotations` in an instances file. `bbox` is JSON that is not decoded yet."""

    id: Any = None
    image_id: Any = UNSET
    category_id: Any = UNSET
    bbox: Raw = ABSENT
    iscrowd: Any = None


class CategoryRow(Struct, gc=False):
    """A row of `categories`."""

    id: Any = UNSET
    name: Any = UNSET


class _Layout(Struct, Generic[R], gc=False):
    images: list[ImageRow | NotARow] | UnsetType = UNSET
    annotations: list[R | NotARow] | UnsetType = UNSET
    categories: list[CategoryRow | NotARow] | UnsetType = UNSET
    licenses: Any = None


@dataclass(slots=True)
class Document(Generic[R]):
    """The rows of one COCO file. `name` is what errors call it; `licenses` is not checked."""

    name: str
    images: list[ImageRow | NotARow]
    annotations: list[R | NotARow]
    categories: list[CategoryRow | NotARow]
    licenses: Any


def open_captions(given: Given) -> Document[CaptionRow]:
    """Raises `InputError` where this is no captions file, or cannot be read at all."""
    document = _document(given, _Layout[CaptionRow], CaptionRow, "captions")
    if document.annotations and not _any_has(document, "caption"):
        other = _document(given, _Layout[BoxRow], BoxRow, "captions")
        raise _without("caption", document.name, swapped=_any_has(other, "bbox"))
    return document


def open_instances(given: Given) -> Document[BoxRow]:
    """Raises `InputError` where this is no instances file, or cannot be read at all."""
    document = _document(given, _Layout[BoxRow], BoxRow, "instances")
    if document.annotations and not _any_has(document, "bbox"):
        other = _document(given, _Layout[CaptionRow], CaptionRow, "instances")
        raise _without("bbox", document.name, swapped=_any_has(other, "caption"))
    if not document.categories:
        what = "the key `categories` is missing, or its list is empty"
        hint = "An instances file lists the `id` and `name` of each category."
        raise InputError(what, where=document.name, hint=hint)
    return document


def _document(given: Given, form: type[_Layout[R]], row: type[R], role: Role) -> Document[R]:
    if isinstance(given, PATHS):
        path = Path(given)
        name, layout = str(path), _from_file(path, form, role)
    else:
        name = f"{role} (a COCO object)"
        layout = _from_object(given.dataset, name, form, row)
    for key in ("images", "annotations"):
        if getattr(layout, key) is UNSET:
            hint = f"A COCO {role} file has `images` and `annotations`."
            raise InputError(f"the key `{key}` is missing", where=name, hint=hint)
    return Document(
        name=name,
        images=layout.images or [],
        annotations=layout.annotations or [],
        categories=layout.categories or [],
        licenses=layout.licenses,
    )


def _from_file(path: Path, form: type[_Layout[R]], role: Role) -> _Layout[R]:
    kind = kind_of(head(path))
    other = None if kind == "coco" else kind
    try:
        layout = load(path, form)
    except InputError as error:
        if other is not None:
            raise refuse(path, other, f"a COCO {role} file") from error
        raise
    if other is not None and UNSET in (layout.images, layout.annotations):
        raise refuse(path, other, f"a COCO {role} file")
    return layout


def _from_object(
    dataset: dict[str, Any], name: str, form: type[_Layout[R]], row: type[R]
) -> _Layout[R]:
    """The same rows that the object's file would have given."""
    forms = {"images": ImageRow, "annotations": row, "categories": CategoryRow}
    lists: dict[str, Any] = {}
    for key, row_form in forms.items():
        if key not in dataset:
            continue
        if not isinstance(dataset[key], list):
            raise InputError(f"`{key}` is not a list", where=name, hint="Give it as COCO has it.")
        lists[key] = [_row(item, row_form) for item in dataset[key]]
    return form(**lists, licenses=dataset.get("licenses"))


def _row(item: Any, form: Any) -> Any:
    if not isinstance(item, dict):
        return None
    defaults = zip(form.__struct_fields__, form.__struct_defaults__, strict=True)
    return form(
        **{
            key: Raw(json.dumps(item[key], default=str)) if default is ABSENT else item[key]
            for key, default in defaults
            if key in item
        }
    )


def _any_has(document: Document[R], key: str) -> bool:
    rows = (row for row in document.annotations if isinstance(row, Struct))
    return any(getattr(row, key) not in (UNSET, ABSENT) for row in rows)


def _without(key: Literal["caption", "bbox"], name: str, *, swapped: bool) -> InputError:
    mine, other = ("captions", "instances") if key == "caption" else ("instances", "captions")
    if swapped:
        what = f"this is a COCO {other} file, where a COCO {mine} file is expected"
        hint = f"Swap the two: give this one with --{other}, the other one with --{mine}."
        return InputError(what, where=name, hint=hint)
    hint = f"A COCO {mine} file is expected here, such as {mine}_train2017.json."
    return InputError(f"none of the annotations has a `{key}`", where=name, hint=hint)
