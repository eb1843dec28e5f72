"""A name that fits no sample in, the names that were most likely meant out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_FORM = "A sample is IMAGE/RECIPE/INDEX, as in 000000033471/detail/0."


def hint(written: str, names: Iterable[str]) -> str:
    """Samples of the image that is named, where the run has it; else of the image that is nearest.

    `names` are samples: `IMAGE/RECIPE/INDEX`.
    """
    images: dict[str, list[str]] = {}
    for name in names:
        images.setdefault(name.rsplit("/", 2)[0], []).append(name)
    whole = written.count("/") > 1  # then the last part is no image, but an index
    said = f"/{_plain(written.rpartition('/')[0] if whole else written)}/"
    places = {image: said.find(f"/{_plain(image)}/") for image in images}
    if named := [image for image, place in places.items() if place >= 0]:
        first = min(named, key=lambda image: (places[image], -len(image)))
        return _did_you_mean(written, images[first])
    image = written.rsplit("/", 2)[0] if whole else written.split("/", 1)[0]
    by_id = {_plain(known): known for known in images}
    guess = _plain(image)
    near = get_close_matches(guess, by_id, n=5, cutoff=0.6)
    if not near:
        return f"There is no image '{image}' in it. {_FORM}"
    best = max(near, key=lambda known: _alike(known, guess))
    return f"There is no image '{image}' in it. {_did_you_mean(written, images[by_id[best]])}"


def _did_you_mean(written: str, names: list[str]) -> str:
    near = get_close_matches(written, names, n=3, cutoff=0.0)
    return f"Did you mean {' or '.join(near)}?"


def _alike(one: str, other: str) -> int:
    """How many characters they begin with in common."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def _plain(text: str) -> str:
    """`000401-a.jpg` as `401/a/jpg`: what people write between the parts of a name varies."""
    return "/".join(part.lstrip("0") or "0" for part in re.findall(r"[^\W_]+", text.lower()))
