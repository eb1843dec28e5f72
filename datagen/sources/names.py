"""Image ids and file names in, the ids and names that scenes carry out."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Literal, TypeAlias, TypeGuard

Id: TypeAlias = int | str
ID_TYPES = (int, str)  # and no other: `true` and 1.0 would be found as the id 1
ImageNames: TypeAlias = Literal["coco2017", "source"]

_COCO_NAME = re.compile(r"(?:COCO_[a-z]+\d{4}_)?(\d{12})\.jpg")
_IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"}


def is_id(value: Any) -> TypeGuard[Id]:
    """Whether a value is an integer or a text that is not empty; `true` is neither."""
    return type(value) in ID_TYPES and value != ""


def scene_id(image_id: Id) -> str:
    """COCO's integers as 12 digits; ids that are strings as they are."""
    return f"{image_id:012d}" if isinstance(image_id, int) else image_id


def image_name(file_name: str | None, scene: str, names: ImageNames) -> str:
    """The name of a scene's picture, relative to the image folder.

    COCO's 2014 names (`COCO_val2014_000000397133.jpg`) become those of 2017 (`000000397133.jpg`),
    because everything made from COCO since uses them; `names="source"` keeps the file's own. Other
    names stay as they are, and without one the id stands in.
    """
    if file_name is None:
        return f"{scene}.jpg"
    if names == "coco2017" and (match := _COCO_NAME.fullmatch(file_name)):
        return f"{match[1]}.jpg"
    return file_name


def stays_inside(file_name: str) -> bool:
    """Whether a name is relative and stays in the folder it starts from, on any system."""
    if _COCO_NAME.fullmatch(file_name):
        return True
    windows = PureWindowsPath(file_name)
    path = PurePosixPath(file_name)
    absolute = path.is_absolute() or windows.drive or windows.root
    return bool(file_name) and not absolute and ".." not in path.parts and "\\" not in file_name


def id_of_text(text: str) -> str:
    """The id that a name or id written by hand stands for.

    Digits are filled up to 12, a picture's name gives its stem (without folders and without COCO's
    2014 prefix), anything else is an id of the user's own and stays.
    """
    path = PurePosixPath(text)
    if path.suffix.lower() in _IMAGE_SUFFIXES:
        match = _COCO_NAME.fullmatch(path.name)
        text = match[1] if match else path.stem
    return text.zfill(12) if text.isascii() and text.isdigit() else text
