"""A caption in, the categories that it names out, with the numbers that it states. No judgement."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from datagen.teachers.offline import coco
from datagen.teachers.offline.words import NUMBER_WORDS, Noun, pluralize, wordset

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """One category named at words[start:end], of which `head` is the last word.

    `number` is the exact number stated with it, `at_least` the smallest number that the wording
    allows ("several": 3), `plural` whether it speaks of more than one.
    """

    category: str
    start: int
    end: int
    head: str
    number: int | None
    at_least: int
    plural: bool


@dataclass(frozen=True, slots=True)
class _Sense:
    category: str | None
    plural: bool
    unchanged: bool


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def words_of(text: str) -> Phrase:
    """Lower-case words and numbers; hyphens part words."""
    return tuple(_WORD.findall(text.lower()))


def mentions(words: Phrase, nouns: Collection[Noun] = ()) -> Iterator[Mention]:
    """Every category named, left to right, the longest phrase first.

    COCO's categories are known by their word lists, the others in `nouns` by their own name.
    """
    own = {n.category: n for n in nouns if n.category not in coco.NAMES}
    found = list(_matches(words, _senses(), _senses_of(tuple(own.values()))))
    for place, (start, end, sense) in enumerate(found):
        if sense.category is None:
            continue
        follows = place + 1 < len(found) and found[place + 1][0] == end
        if follows and words[start] in _AGE_OR_SEX and found[place + 1][2].category is not None:
            continue
        number, at_least = _quantity(words, start)
        if sense.unchanged:
            plural = number is None and (start == 0 or words[start - 1] not in _SINGULAR_ARTICLES)
        else:
            plural = sense.plural
        plural = plural or at_least > 1 or (number or 1) > 1
        yield Mention(sense.category, start, end, words[end - 1], number, at_least, plural)


# "a baby elephant" names no person
_AGE_OR_SEX = wordset("baby adult male female individual")
_SINGULAR_ARTICLES = wordset("a an")


def _matches(
    words: Phrase, *tables: Mapping[str, tuple[tuple[Phrase, _Sense], ...]]
) -> Iterator[tuple[int, int, _Sense]]:
    start = 0
    while start < len(words):
        fits = [
            (phrase, sense)
            for table in tables
            for phrase, sense in table.get(words[start], ())
            if words[start : start + len(phrase)] == phrase
        ]
        if fits:
            phrase, sense = max(fits, key=lambda fit: len(fit[0]))
            yield start, start + len(phrase), sense
            start += len(phrase)
        else:
            start += 1


# --------------------------------------------------------------------------------- stated numbers

_EXACT = {word: number for number, word in enumerate(NUMBER_WORDS)} | {
    "single": 1, "lone": 1, "solitary": 1, "both": 2, "couple": 2, "pair": 2, "duo": 2, "trio": 3,
    "dozen": 12,
}  # fmt: skip
_VAGUE = {
    "several": 3, "multiple": 3, "various": 3, "group": 3, "herd": 3, "flock": 3, "pack": 3,
    "pile": 3, "stack": 3, "row": 3, "line": 3, "bunch": 3, "fleet": 3, "team": 3, "family": 3,
    "number": 3, "collection": 3, "assortment": 3, "variety": 3, "set": 2, "some": 2, "few": 2,
    "many": 5, "lots": 5, "lot": 5, "numerous": 5, "crowd": 5, "plenty": 5, "tons": 5,
    "dozens": 24, "hundreds": 100, "thousands": 1000,
}  # fmt: skip
_LARGE = 5  # "a large group" is at least so many
_ENDS_PHRASE = wordset(
    "a an the this that these those his her its their my our and or with without in on at by to "
    "from near next beside behind under over above below between around into onto off for while "
    "as is are was were has have holding holds that who which no"
)


def _quantity(words: Phrase, start: int) -> tuple[int | None, int]:
    """(exact number, smallest number) stated in the few words before a mention."""
    place = start
    for _ in range(4):
        place -= 1
        if place < 0:
            break
        word = words[place]
        if word.isdecimal():
            return (int(word) if len(word) < 4 else None), 1
        if word in _EXACT:
            return _EXACT[word], 1
        if word in _VAGUE:
            large = place and words[place - 1] in ("large", "big", "huge")
            return None, max(_VAGUE[word], _LARGE if large else 1)
        if word == "and" and place and words[place - 1] in coco.COLORS:
            continue
        if word in _ENDS_PHRASE or word.endswith("ing"):
            break
        if word == "of" and (place == 0 or words[place - 1] not in _EXACT.keys() | _VAGUE.keys()):
            break
    return None, 1


# ------------------------------------------------------------------------------------ word tables


def _table(senses: Mapping[Phrase, _Sense]) -> Mapping[str, tuple[tuple[Phrase, _Sense], ...]]:
    table: dict[str, list[tuple[Phrase, _Sense]]] = {}
    for phrase, sense in senses.items():
        table.setdefault(phrase[0], []).append((phrase, sense))
    return {first: tuple(entries) for first, entries in table.items()}


def _forms(category: str | None, phrase: str) -> dict[Phrase, _Sense]:
    if phrase.startswith("+"):
        return {words_of(phrase): _Sense(category, plural=True, unchanged=False)}
    one, many = words_of(phrase), words_of(pluralize(phrase))
    unchanged = one == many
    return {
        many: _Sense(category, plural=True, unchanged=unchanged),
        one: _Sense(category, plural=False, unchanged=unchanged),
    }


@lru_cache(maxsize=1)
def _senses() -> Mapping[str, tuple[tuple[Phrase, _Sense], ...]]:
    senses: dict[Phrase, _Sense] = {}
    for phrase in coco.OTHER_SENSES.split(", "):
        senses |= _forms(None, phrase)
    for category, phrases in coco.NAMES.items():
        for phrase in phrases.split(", "):
            senses |= _forms(category, phrase)
    return _table(senses)


@lru_cache(maxsize=4096)
def _senses_of(nouns: tuple[Noun, ...]) -> Mapping[str, tuple[tuple[Phrase, _Sense], ...]]:
    senses: dict[Phrase, _Sense] = {}
    for noun in nouns:
        plural = "+" if noun.form == "plural" else ""
        senses |= _forms(noun.category, plural + noun.singular)
        if noun.form == "pair":
            senses |= _forms(noun.category, f"pair of {noun.plural}")
    senses.pop((), None)
    return _table(senses)
