"""A scene in, the categories that surely are not in it out."""

from __future__ import annotations

from functools import lru_cache

from .english import words
from .sources import Scene
from .words import NAMED, PLANTED, RELATED, SUPER, UNSURE, supercategory


@lru_cache(maxsize=4096)
def absent(scene: Scene) -> tuple[str, ...]:
    """Categories with no box, no related word in a caption, and no sibling in either."""
    seen = set(words(scene.text))
    boxed = set(scene.by_category)
    near = {supercategory(c) for c in boxed} | {
        supercategory(category) for category in RELATED if _names(category) & seen
    }
    return tuple(
        category
        for category in PLANTED
        if category not in UNSURE | boxed
        and supercategory(category) not in near
        and not any(_related(member) & seen for member in _family(category))
    )


def _family(category: str) -> tuple[str, ...]:
    return SUPER[supercategory(category)]


@lru_cache(maxsize=128)
def _names(category: str) -> frozenset[str]:
    """The last words of its names: "dog" would do for "hot dog", which only blocks more."""
    named = [name for pair in NAMED.get(category, ()) for name in pair] + [category]
    return frozenset(name.lower().split()[-1] for name in named)


@lru_cache(maxsize=128)
def _related(category: str) -> frozenset[str]:
    own = set(RELATED.get(category, "").split())
    return frozenset(own | {f"{word}s" for word in own}) | _names(category)
