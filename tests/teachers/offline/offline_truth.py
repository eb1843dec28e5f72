"""What COCO's annotations say of an image, read from the files by code of the tests' own."""

from __future__ import annotations

import re
from typing import Any

_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: n for n, word in enumerate(_WORDS.split())}
SPELLED = {n: word for word, n in NUMBERS.items()}
SHARES = {
    "a tenth": 1 / 10, "a fifth": 1 / 5, "a quarter": 1 / 4, "a third": 1 / 3, "half": 1 / 2,
    "two thirds": 2 / 3, "three quarters": 3 / 4,
}  # fmt: skip
PLURALS = {
    "person": "people", "mouse": "computer mice", "knife": "knives", "sheep": "sheep",
    "skis": "skis", "broccoli": "broccoli", "scissors": "pairs of scissors", "tv": "TVs",
    "remote": "remote controls",
}  # fmt: skip
SINGULARS = {"mouse": "computer mouse", "tv": "TV", "remote": "remote control"}
# Other words that captions have for a category.
WORDS = {
    "person": r"\b(?:wo)?m[ae]n\b|people|person|boy|girl|guy|lady|kid|child|player|skier|surfer",
    "tennis racket": "racket|racquet",
}
Xyxy = tuple[float, float, float, float]


class Truth:
    """What the annotations say of one image."""

    def __init__(self, image: dict[str, Any], coco: dict[str, Any]) -> None:
        self.groups = {c["name"]: c["supercategory"] for c in coco["instances"]["categories"]}
        names = {c["id"]: c["name"] for c in coco["instances"]["categories"]}
        self.captions = [
            " ".join(note["caption"].split())
            for note in coco["captions"]["annotations"]
            if note["image_id"] == image["id"]
        ]
        self.boxes: dict[str, list[Xyxy]] = {}
        self.crowds: dict[str, list[Xyxy]] = {}
        for note in coco["instances"]["annotations"]:
            if note["image_id"] != image["id"]:
                continue
            x, y, w, h = note["bbox"]
            width, height = image["width"], image["height"]
            holder = self.crowds if note["iscrowd"] else self.boxes
            holder.setdefault(names[note["category_id"]], []).append(
                (x / width, y / height, (x + w) / width, (y + h) / height)
            )

    def category(self, phrase: str) -> str:
        """The category that a noun phrase names, with or without its article."""
        bare = re.sub(r"^(?:the|a pair of|an|a|any|no|one)\s+", "", phrase.strip().lower())
        if bare in ("man", "woman", "boy", "girl", "child", "baby"):
            return "person"
        for name in self.groups:
            forms = {
                name,
                SINGULARS.get(name, name),
                PLURALS.get(name, name + "s"),
                name + "es",
                f"{name}s",
            }
            if bare in {form.lower() for form in forms}:
                return name
        raise AssertionError(f"no category is called {phrase!r}")

    def only(self, phrase: str) -> Xyxy:
        """The box of the one thing that a phrase names."""
        name = self.category(phrase)
        assert name not in self.crowds, phrase
        (box,) = self.boxes[name]
        assert (box[2] - box[0]) * (box[3] - box[1]) >= 0.005
        assert not any(re.search(rf"\b(?:two|three|four|several) {name}", c) for c in self.captions)
        return box

    def number(self, phrase: str) -> int:
        """How many there are of what a phrase in the plural names."""
        name = self.category(phrase)
        assert name not in self.crowds, phrase
        for box in self.boxes[name]:
            assert (box[2] - box[0]) * (box[3] - box[1]) >= 0.001
        return len(self.boxes[name])

    def told_by(self, name: str) -> int:
        """How many captions hold the plain word for a category."""
        pattern = WORDS.get(name, SINGULARS.get(name, name))
        return sum(1 for caption in self.captions if re.search(pattern, caption.lower()))
