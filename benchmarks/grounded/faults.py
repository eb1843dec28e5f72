"""A good answer in, answers with one planted fault out. One function a kind, in `FAULTS`.

Each gives every mutant that it can make of an answer, drawn with the `Random` that it is handed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from . import phrases
from .absence import absent
from .english import mentions, put, words
from .mentions import attributes, colours, countable, counts, objects
from .sources import Good
from .words import ATTRIBUTES, COLOURS, NAMED, NUMBERS, PLANTED, SAME_COLOUR

Turns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Mutant:
    """A record with one fault. `planted` says which, for people."""

    kind: str
    good: Good
    turns: Turns
    planted: str


def object_swapped(good: Good, random: Random) -> Iterator[Mutant]:
    """An absent object in place of a present one."""
    choices = absent(good.scene)
    for one in objects(good):
        for category in random.sample(choices, min(3, len(choices))):
            name = random.choice(PLANTED[category])[one.plural]
            answer = put(good.answer, one.start, one.end, name)
            yield Mutant("object", good, good.saying(answer), f"{one.category} -> {name}")


def count_raised(good: Good, random: Random) -> Iterator[Mutant]:
    """A number above the boxes and above every number in a caption."""
    for one in counts(good):
        known = countable(good.scene, one.category)
        above = [n for n in range(2, 10) if n > known] if known else []
        for n in sorted(random.sample(above, min(5, len(above)))):
            new = str(n) if random.random() < 0.2 else NUMBERS[n - 2]
            answer = put(good.answer, one.start, one.end, new)
            yield Mutant("count", good, good.saying(answer), f"{new} of {one.category}")
    yield from _several_of_one(good, random)


_ONE = re.compile(
    r"(?<!half )\b(with|of|holding|beside|near|has|contains|behind|to)\s+an?\s+\Z", re.I
)


def _several_of_one(good: Good, random: Random) -> Iterator[Mutant]:
    """ "with a dog" -> "with three dogs", where no verb follows that would have to change."""
    plurals = {name.lower(): many for pairs in NAMED.values() for name, many in pairs}
    for one in objects(good):
        name, rest = good.answer[one.start : one.end].lower(), good.answer[one.end :]
        lead = _ONE.search(good.answer[: one.start])
        ends = re.match(r"[.,;]|\Z|\s+(?:on|in|at|by|next|near|beside|behind|and an?)\b", rest)
        known = countable(good.scene, one.category)
        if one.plural or not lead or not ends or not known or name not in plurals:
            continue
        above = range(known + 2, 10)  # one more could be a second one that a caption speaks of
        for n in random.sample(above, min(2, len(above))):
            start = lead.end(1) + 1
            answer = f"{good.answer[:start]}{NUMBERS[n - 2]} {plurals[name]}{rest}"
            yield Mutant("count", good, good.saying(answer), f"{n} of {one.category}")


OPPOSITE = {
    "left": "right",
    "above": "below",
    "higher": "lower",
    "top": "bottom",
    "upper": "lower",
}
_FLIPPED = OPPOSITE | {new: old for old, new in OPPOSITE.items() if old != "upper"}


def _hints(good: Good, kind: str) -> list[dict[str, Any]]:
    return [hint for hint in good.hints if hint["kind"] == kind]


def side_flipped(good: Good, _random: Random) -> Iterator[Mutant]:
    """Left for right, above for below: by the word, and by exchanging the two objects."""
    sides = _hints(good, "side")
    if not sides:
        return
    answer = good.answer
    for hint in reversed(sides):
        start, end = hint["span"]
        answer = put(answer, start, end, _FLIPPED[hint["words"].lower()])
    turned = ", ".join(hint["words"] for hint in sides)
    yield Mutant(_axis(sides), good, good.saying(answer), f"{turned} turned round")
    if exchanged := _exchanged(good, sides):
        yield Mutant(_axis(sides), good, good.saying(exchanged), "the two objects exchanged")


def _axis(sides: list[dict[str, Any]]) -> str:
    return "left_right" if sides[0]["axis"] == "x" else "above_below"


def _exchanged(good: Good, sides: list[dict[str, Any]]) -> str | None:
    """Only where two single objects stand there, each right after its article, and no more."""
    found = [hint for hint in _hints(good, "object") if not hint.get("plural")]
    related = [set(pair) for pair in sides[0]["holds"]]
    if len(found) != 2 or len(_hints(good, "object")) != 2:
        return None
    if related != [{hint["category"] for hint in found}]:
        return None
    first, second = found
    for hint in found:
        before = words(good.answer[: hint["span"][0]])
        if not before or before[-1] not in {"a", "an", "the"}:
            return None
    if "screen" in good.answer:
        return None
    answer = put(good.answer, *second["span"], first["words"])
    return put(answer, *first["span"], second["words"])


_PLACES = ("bottom left corner", "bottom right corner", "top left corner", "top right corner")


def place_changed(good: Good, _random: Random) -> Iterator[Mutant]:
    """Another side, third or corner of the image."""
    for hint in _hints(good, "place"):
        start, end = hint["span"]
        if hint["words"] in {"center", "middle"}:
            changed = list(_PLACES)
        else:
            parts = hint["words"].split()
            turned = [[_FLIPPED[w] if w == part else w for w in parts] for part in parts]
            turned.append([_FLIPPED[word] for word in parts])
            changed = sorted({" ".join(part) for part in turned})
        for new in changed:
            answer = put(good.answer, start, end, new)
            yield Mutant("place", good, good.saying(answer), f"{hint['words']} -> {new}")


def size_turned(good: Good, _random: Random) -> Iterator[Mutant]:
    """The smaller object said to be the larger one."""
    for hint in _hints(good, "size"):
        new = {"more": "less", "larger": "smaller"}[hint["words"]]
        answer = put(good.answer, *hint["span"], new)
        yield Mutant("size", good, good.saying(answer), f"{hint['words']} -> {new}")


def colour_changed(good: Good, random: Random) -> Iterator[Mutant]:
    """A colour that no caption names, nor one that looks like it."""
    for one, said in colours(good):
        own = {SAME_COLOUR.get(word, word) for word in words(said)} & set(COLOURS)
        near = set().union(*(COLOURS[colour] for colour in own)) | own
        others = [c for c in COLOURS if c not in near | good.scene.colours]
        for colour in random.sample(others, min(5, len(others))):
            answer = put(good.answer, one.start, one.end, colour)
            planted = f"{said} {one.category} -> {colour}"
            yield Mutant("colour", good, good.saying(answer), planted)


def attribute_changed(good: Good, random: Random) -> Iterator[Mutant]:
    """What excludes a state, an age or a material that a caption gives, and that none names."""
    for one, said in attributes(good):
        others = [w for w in ATTRIBUTES[one.category][said] if not mentions(good.scene.text, w)]
        for word in random.sample(others, min(3, len(others))):
            answer = put(good.answer, one.start, one.end, word)
            planted = f"{said} {one.category} -> {word}"
            yield Mutant("attribute", good, good.saying(answer), planted)


def leaked(good: Good, random: Random) -> Iterator[Mutant]:
    """A phrase that gives the captions or the boxes away as the source."""
    answer = phrases.joined(good.answer, random.choice(phrases.LEAKS))
    yield Mutant("leak", good, good.saying(answer), "a leak")


def coordinates_told(good: Good, random: Random) -> Iterator[Mutant]:
    """Numbers of a box of the scene, in one of the ways that models write them."""
    if not good.scene.boxes:
        return
    category, box, _ = random.choice(good.scene.boxes)
    wrote = random.choice(phrases.COORDINATES)(category, box)
    answer = phrases.joined(good.answer, wrote)
    yield Mutant("coordinates", good, good.saying(answer), wrote)


def refused(good: Good, random: Random) -> Iterator[Mutant]:
    """A refusal or a machine's word about itself, alone or before the answer."""
    said = random.choice(phrases.REFUSALS)
    answer = said if random.random() < 0.5 else f"{said} {good.answer}"
    yield Mutant("refusal", good, good.saying(answer), said)


def turn_repeated(good: Good, random: Random) -> Iterator[Mutant]:
    """A question of a conversation asked again, with its answer, as it was or a little changed."""
    for question, answer in random.sample(good.turns, min(2, len(good.turns))):
        asked = random.choice([question, question.lower(), question.rstrip("?.") + " ?"])
        yield Mutant("duplicate", good, (*good.turns, (asked, answer)), asked)


def denied(good: Good, _random: Random) -> Iterator[Mutant]:
    """ "No" where the object is there, "yes" where it is not."""
    hints = [hint for hint in good.hints if hint["kind"] == "polarity"]
    for hint in hints:
        answer = good.answer
        for old, new in hint["turn"].items():
            answer = answer.replace(old, new)
        yield Mutant(f"wrong_{hint['to']}", good, good.saying(answer), hint["category"])


Fault = Callable[[Good, Random], Iterator[Mutant]]

FAULTS: tuple[Fault, ...] = (
    object_swapped,
    count_raised,
    side_flipped,
    place_changed,
    size_turned,
    colour_changed,
    attribute_changed,
    leaked,
    coordinates_told,
    refused,
)


def faults_of(good: Good) -> tuple[Fault, ...]:
    """What can be planted in it: a conversation or a plain question is made for one fault only."""
    if len(good.turns) > 1:
        return (turn_repeated,)
    if good.source == "unboxed":
        return (attribute_changed,)
    return (denied,) if good.source == "polarity" else FAULTS
