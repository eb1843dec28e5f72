"""A record's `image` and `id` in, the ids that its image may have among annotations out.

Files mix images of many collections, and most of these have their own image 790. A number is
taken for COCO's only where nothing says that it is another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from datagen.sources.names import id_of_text, is_id

_SUFFIX = r"(?:\.[A-Za-z]{1,5})?"
_FILLED = re.compile(rf"(?:^|[^0-9])([0-9]{{12}}){_SUFFIX}$")
_NUMBER = re.compile(rf"(0|[1-9][0-9]{{0,11}}){_SUFFIX}")
_FOLDER = re.compile(  # of COCO's pictures
    r"(?:ms[-_]?)?coco(?:[-_]?20[0-9]{2})?|(?:coco[-_]?)?(?:train|val|test|unlabeled)20(?:14|15|17)",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"[#?].*", re.DOTALL)


def image_ids(image: object, record_id: object, *, is_shown: bool) -> Iterator[str]:
    """Ids in the form of `Scene.id`, the likeliest first; none of an image of another collection.

    COCO's 12 digits are known in `image` and in `id`, behind a folder, an address or
    `COCO_train2014_`, with or without a suffix and what follows `#` or `?`. Digits that are not
    filled up are known in a folder that is COCO's by name, and where `image` is nothing else; or
    `id`, of a record without `image` that shows one all the same (`is_shown`). An id of one's own
    that is no number is known as it stands, or as the stem of a picture's name.
    """
    name, own = _text(image).replace("\\", "/"), _text(record_id)
    if filled := _FILLED.search(name) or _FILLED.search(own):
        yield filled[1]
    else:
        *folders, last = PurePosixPath(name or own).parts or ("",)
        is_coco = any(map(_FOLDER.fullmatch, folders)) if folders else name or is_shown
        if is_coco and (number := _NUMBER.fullmatch(last)):
            yield from (number[1].zfill(12), number[1])
    for text in (id_of_text(name), own):
        if text and not text.isdecimal():
            yield text


def _text(value: object) -> str:
    """An id or a name as text, without what follows it."""
    return _BEHIND.sub("", str(value)).strip() if is_id(value) else ""
