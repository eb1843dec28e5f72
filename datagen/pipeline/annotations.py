"""A source and the records of a file in, the scene of each record out.

Only scenes that the file may mean are kept, packed: about a kilobyte for an image of COCO.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from datagen.records import Scene
from datagen.sources import Source, image_ids
from datagen.validation.structure import IMAGE

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(Scene).decode


class _Names(NamedTuple):
    """What a record says of which image it is about: `image` as the annotations may name it."""

    image: str | None
    ids: tuple[str, ...]


class Annotations:
    """What is known of the images that records name.

    `records` are of any shape; `prefix` is what they put before the names of the annotations.
    """

    def __init__(self, source: Source, records: Iterable[Any], *, prefix: str = "") -> None:
        self._prefix = prefix
        self._packed: dict[str, bytes] = {}
        self._by_image: dict[str, str] = {}
        ids, images = set[str](), set[str]()
        for record in records:
            names = self._names(record)
            ids.update(names.ids)
            if names.image is not None:
                images.add(names.image)
        for scene in source:
            if scene.id in ids or scene.image in images:
                self._packed[scene.id] = _ENCODE(msgspec.structs.replace(scene, origin=None))
                if scene.image in images:
                    self._by_image[scene.image] = scene.id

    def __len__(self) -> int:
        """The images that may be meant."""
        return len(self._packed)

    def packed(self, record: Any) -> bytes | None:
        """The scene of a record, as `unpacked` takes it; None where its image is not known."""
        return next((self._packed[found] for found in self._found(self._names(record))), None)

    def _found(self, names: _Names) -> Iterator[str]:
        if names.image in self._by_image:
            yield self._by_image[names.image]
        yield from (found for found in names.ids if found in self._packed)

    def _names(self, record: Any) -> _Names:
        if not isinstance(record, dict):
            return _Names(None, ())
        image = record.get("image")
        is_shown = image is None and _shows_one(record)
        ids = tuple(image_ids(image, record.get("id"), is_shown=is_shown))
        return _Names(image.removeprefix(self._prefix) if isinstance(image, str) else None, ids)


unpacked = _DECODE


def _shows_one(record: Mapping[str, Any]) -> bool:
    turns = record.get("conversations")
    if not isinstance(turns, list):
        return False
    values = (turn.get("value") for turn in turns if isinstance(turn, dict))
    return any(isinstance(value, str) and IMAGE in value for value in values)
