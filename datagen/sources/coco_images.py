"""Rows of `images` in, pictures by id out: what COCO files say of each image itself."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from datagen.errors import InputError
from datagen.records import Origin
from datagen.sources.coco_document import Document, ImageRow
from datagen.sources.names import Id, is_id, scene_id, stays_inside
from datagen.sources.source import Flaw, Skips, shortened


class License(NamedTuple):
    id: int | None = None
    name: str | None = None
    url: str | None = None


class Picture(msgspec.Struct, gc=False):
    """An image and what is gathered for it: cleaned captions, and boxes as boxes.pack packs them.

    Of its `row`, id and file name have been checked. `size` is width and height in pixels.
    """

    row: ImageRow
    license: License
    size: tuple[int, int] | None
    captions: tuple[str, ...] = ()
    boxes: bytes = b""

    @property
    def id(self) -> Id:
        image: Id = self.row.id
        return image

    def origin(self) -> Origin:
        return Origin(
            file_name=self.row.file_name,
            license_id=self.license.id,
            license_name=self.license.name,
            license_url=self.license.url,
            coco_url=_text(self.row.coco_url),
            flickr_url=_text(self.row.flickr_url),
        )


def read_pictures(
    document: Document[Any], skips: Skips, *, sizes_needed: bool
) -> dict[Id, Picture]:
    """The usable images, in the order of the file.

    An image without a usable size stays, without one. Where `sizes_needed` is false, an image that
    gives no size at all is nothing to report.
    """
    licenses = _licenses(document.licenses)
    sizes: dict[tuple[int, int] | None, tuple[int, int] | None] = {}  # few, so shared
    pictures: dict[Id, Picture] = {}
    for number, row in enumerate(document.images):
        if not (isinstance(row, ImageRow) and is_id(row.id)):
            what = "an image is an object with an `id` that is an integer or a text"
            skips.add(document.name, f"images[{number}]", Flaw("malformed", what))
            continue
        if flaw := _name_flaw(row):
            skips.add(document.name, _place(number, row), flaw)
            continue
        if first := pictures.get(row.id):
            if first.row == row:
                continue
            what = f"the image id {row.id!r} is listed twice, with different content"
            where = f"{document.name}: {_place(number, row)}"
            raise InputError(what, where=where, hint="Give each image an id of its own.")
        size = _size(row)
        silent = row.width is None and row.height is None
        if size is None and (sizes_needed or not silent):
            what = f"no size in pixels: `width` is {row.width!r}, `height` is {row.height!r}"
            skips.add(document.name, _place(number, row), Flaw("image_size", what))
        shared = sizes.setdefault(size, size)
        pictures[row.id] = Picture(row, _license(row.license, licenses), shared)
    return pictures


def joined(said: dict[Id, Picture], marked: dict[Id, Picture], where: str) -> list[Picture]:
    """The pictures of a captions file with their boxes, then those that only have boxes.

    The instances file's size counts, because it is the one that the boxes are measured in. Raises
    `InputError` where two ids would be one scene's name.
    """
    for image, picture in said.items():
        if (other := marked.get(image)) is None:
            continue
        picture.size, picture.boxes = other.size, other.boxes
        if picture.row != other.row:
            picture.row = _completed(picture.row, other.row)
        if picture.license.id is None:
            picture.license = other.license
    pictures = [*said.values(), *(p for image, p in marked.items() if image not in said)]
    names: dict[str, Id] = {}
    for picture in pictures:
        first = names.setdefault(scene_id(picture.id), picture.id)
        if first != picture.id:
            what = f"the image ids {first!r} and {picture.id!r} are one and the same in 12 digits"
            raise InputError(what, where=where, hint="Write every id as an integer.")
    return pictures


def _place(number: int, row: ImageRow) -> str:
    return f"images[{number}] (id {row.id})"


def _name_flaw(row: ImageRow) -> Flaw | None:
    name = f"{row.id}.jpg" if row.file_name is None else row.file_name
    if not isinstance(name, str):
        return Flaw("malformed", f"`file_name` is not a text: {shortened(repr(name))}")
    if not stays_inside(name):
        detail = f"the file name {name!r} is not a relative path inside the image folder"
        return Flaw("file_name", detail)
    return None


def _completed(row: ImageRow, other: ImageRow) -> ImageRow:
    """The row, with the other one's word where it says nothing."""
    return ImageRow(
        **{
            key: getattr(other, key) if getattr(row, key) is None else getattr(row, key)
            for key in ImageRow.__struct_fields__
        }
    )


def _size(row: ImageRow) -> tuple[int, int] | None:
    width, height = _pixels(row.width), _pixels(row.height)
    return None if width is None or height is None else (width, height)


def _pixels(value: Any) -> int | None:
    """A whole number above 0 (some tools write it as 640.0) that a picture could have."""
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 < value < 2**31 else None


def _licenses(rows: Any) -> dict[int, License]:
    """Licences by id. The list is optional and only carried along: odd rows are passed over."""
    return {
        row["id"]: License(row["id"], _text(row.get("name")), _text(row.get("url")))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and type(row.get("id")) is int
    }


def _license(value: Any, licenses: dict[int, License]) -> License:
    if type(value) is not int:
        return License()
    return licenses.get(value) or License(value)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
