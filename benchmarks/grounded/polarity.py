"""Scenes in, plain questions of yes and no out, with the true answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from .absence import absent
from .english import mentions, wants_an
from .sources import Good, Scene
from .words import NAMED, PLANTED, UNSURE

_YES = ("Yes, there is {a} {name} in the image.", "Yes, {a} {name} is visible.", "Yes.")
_NO = ("No, there is no {name} in the image.", "No, there is not {a} {name} to be seen.", "No.")
_ASKED = ("Is there {a} {name} in the image?", "Can you see {a} {name} in this picture?")


def questions(scenes: Iterable[Scene], seed: int) -> Iterator[Good]:
    for scene in scenes:
        random = Random(f"{seed}/{scene.image}")
        present = [
            (category, pair[0])
            for category, boxes in scene.by_category.items()
            for pair in NAMED.get(category, ())[:1]
            if category not in UNSURE
            and mentions(scene.text, pair[0])
            and max((x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in boxes) > 0.005
        ]
        none = [(c, PLANTED[c][0][0]) for c in absent(scene)]
        for category, name in random.sample(present, min(3, len(present))):
            yield _asked(scene, category, name, True, random)
        for category, name in random.sample(none, min(4, len(none))):
            yield _asked(scene, category, name, False, random)


def _asked(scene: Scene, category: str, name: str, there: bool, random: Random) -> Good:
    words = {"a": "an" if wants_an(name) else "a", "name": name}
    form = random.randrange(len(_YES))
    yes, no = _YES[form].format(**words), _NO[form].format(**words)
    turn = {yes: no} if there else {no: yes}
    hint = {
        "kind": "polarity",
        "turn": turn,
        "to": "no" if there else "yes",
        "category": category,
    }
    asked = random.choice(_ASKED).format(**words)
    return Good("polarity", scene, ((asked, yes if there else no),), (hint,))
