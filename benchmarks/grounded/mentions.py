"""Where a good answer names an object, a number or a colour: from its hints, else by its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .english import follows_freely, mentions, stands_freely, words
from .sources import Good, Scene
from .words import ATTRIBUTES, COLOURS, NAMED, NUMBERS, SAME_COLOUR

_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_UNSURE = re.compile(
    r"\b(?:may|might|could|would|should|can be|can|if|likely|possibl[ey]|potential\w*|perhaps|"
    r"probably|suggest\w*|seem\w*|appear\w*|such as|like|without|no|not|for|to|in order|"
    r"either|whether|inferred|or)\b",
    re.I,
)


@dataclass(frozen=True)
class Mention:
    """Words of an answer that say something of a category (or of a thing that is none)."""

    start: int
    end: int
    category: str
    plural: bool = False


def objects(good: Good) -> list[Mention]:
    """Present objects in sentences that assert, each the head of its noun phrase."""
    if good.hints:
        found = [
            Mention(*hint["span"], hint["category"], hint.get("plural", False))
            for hint in good.hints
            if hint["kind"] == "object" and not hint["words"].endswith("scissors")
        ]
    else:
        found = [one for one in _named(good) if _asserts(good, one.start)]
    return [
        one
        for one in found
        if follows_freely(good.answer, one.end) and not _before(good.answer, one, "pair of")
    ]


def _named(good: Good) -> Iterator[Mention]:
    for category, names in NAMED.items():
        if category not in good.scene.by_category:
            continue
        for pair in names:
            for plural, name in enumerate(pair):
                for match in re.finditer(rf"\b{re.escape(name)}\b", good.answer, re.I):
                    one = Mention(match.start(), match.end(), category, bool(plural))
                    if stands_freely(good.answer, one.start) and _number_fits(good, one, pair):
                        yield one


def _number_fits(good: Good, one: Mention, pair: tuple[str, str]) -> bool:
    """No "a women", and no "sheep" that could be one or many."""
    return pair[0] != pair[1] and not (one.plural and _single(good.answer[: one.start]))


def _single(before: str) -> bool:
    return any(word in {"a", "an", "single", "this"} for word in words(before)[-2:])


def _asserts(good: Good, place: int) -> bool:
    if good.source in ("caption", "unboxed"):
        return True
    if good.source == "gpt4/complex":
        return False
    for sentence in _SENTENCE.finditer(good.answer):
        if sentence.start() <= place < sentence.end():
            return _UNSURE.search(sentence[0]) is None
    return False


def _before(text: str, one: Mention, phrase: str) -> bool:
    return text[: one.start].lower().rstrip().endswith(phrase)


def counts(good: Good) -> list[Mention]:
    """Number words that count all of a category; the mention is the number."""
    if good.hints:
        return [
            Mention(*hint["span"], hint["category"], True)
            for hint in good.hints
            if hint["kind"] == "count"
        ]
    number = "|".join(NUMBERS)
    found = []
    for category, names in NAMED.items():
        for _, plural in names:
            pattern = rf"\b({number})\s+(?:[a-z]+\s+)?{re.escape(plural)}\b(?!\s+of\b)"
            for match in re.finditer(pattern, good.answer, re.I):
                one = Mention(match.start(1), match.end(1), category, True)
                if follows_freely(good.answer, match.end()) and _asserts(good, match.start()):
                    found.append(one)
    return found


def countable(scene: Scene, category: str) -> int:
    """How many there are at most, by boxes and captions; 0 where nobody can say."""
    boxes = scene.by_category.get(category, [])
    tiny = any((x2 - x1) * (y2 - y1) < 0.001 for x1, y1, x2, y2 in boxes)
    if not 1 <= len(boxes) <= 9 or tiny or category in scene.crowded:
        return 0
    said = [n for n, word in enumerate(NUMBERS, start=2) if mentions(scene.text, word)]
    digits = [int(number) for number in re.findall(r"\b\d{1,2}\b", scene.text)]
    return max([len(boxes), *said, *digits])


def colours(good: Good) -> list[tuple[Mention, str]]:
    """Colours that a caption gives to the same thing, and the thing."""
    if good.hints:
        return [
            (Mention(*hint["span"], hint["thing"]), hint["words"])
            for hint in good.hints
            if hint["kind"] == "colour"
        ]
    known = "|".join([*COLOURS, *SAME_COLOUR])
    found = []
    for match in re.finditer(rf"\b({known})\s+([a-z]+)\b", good.answer, re.I):
        colour, thing = match[1].lower(), match[2].lower()
        follows = follows_freely(good.answer, match.end())
        stated = set(re.findall(rf"\b({known})(?:\s+and\s+[a-z]+)?\s+{thing}\b", good.scene.text))
        joined = good.answer[: match.start()].rstrip().lower().endswith((" and", ","))
        if follows and stated == {colour} and not joined and _asserts(good, match.start()):
            found.append((Mention(match.start(1), match.end(1), thing), colour))
    return found


def attributes(good: Good) -> list[tuple[Mention, str]]:
    """States, ages and materials before a noun that a caption gives to the same thing."""
    found = []
    for thing in sorted(ATTRIBUTES.keys() & set(words(good.answer))):
        known = "|".join(ATTRIBUTES[thing])
        pattern = rf"\b(?<!-)(?<!ly )(?<!almost )(?<!half )({known})\s+(?:[a-z]+ing\s+)?{thing}\b"
        stated = set(re.findall(pattern, good.scene.text))
        for match in re.finditer(pattern, good.answer, re.I):
            said = match[1].lower()
            follows = follows_freely(good.answer, match.end())
            joined = good.answer[: match.start()].rstrip().lower().endswith((" and", ",", " old"))
            if follows and stated == {said} and not joined and _asserts(good, match.start()):
                found.append((Mention(match.start(1), match.end(1), thing), said))
    return found
