"""A LLaVA record's `image` and `id` in, the ids that its image may have among annotations out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from datagen.sources.names import id_of_text, is_id

# Pictures of other collections, as LLaVA's mix names their folders: Visual Genome's 285.jpg is not
# COCO's image 285.
_OTHERS = frozenset({"vg", "vg_100k", "vg_100k_2", "gqa", "ocr_vqa", "textvqa", "sam"})
_PADDED = re.compile(r"(?:^|[^0-9])([0-9]{12})(?:\.[A-Za-z]{1,5})?(?:[#?].*)?$")


def image_ids(image: object, record_id: object) -> Iterator[str]:
    """Ids in the form of `Scene.id`, the likeliest first; none of an image of another collection.

    An image is named by COCO's 12 digits, alone or behind a folder, an address or `COCO_train2014_`
    and with or without a suffix or what follows `#` or `?`; by digits that are not filled up, or
    the number that they are; or by an id of one's own. Where the name tells nothing, the record's
    own `id` may.
    """
    name = str(image).strip().replace("\\", "/") if is_id(image) else ""
    elsewhere = any(part.lower() in _OTHERS for part in PurePosixPath(name).parts[:-1])
    written = [name] if name else []
    if is_id(record_id):
        written.append(str(record_id).strip())
    for text in written:
        if padded := _PADDED.search(text):
            yield padded[1]
        elif name and not elsewhere:
            yield id_of_text(text)
            if text is not name:
                yield text
