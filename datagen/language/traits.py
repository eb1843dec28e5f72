"""What a thing has one of, such as a colour, and which words say so.

Colours stand in english/words.py, all others in english/attributes.yaml.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations, product

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from datagen.language.english.words import ALIKE, COLOURS, IMAGE_WORDS, word_set
from datagen.language.nouns import singular


@dataclass(frozen=True, slots=True, eq=False)
class Trait:
    """`values`: what each word stands for. `excluding`: pairs of values that no thing has both of.

    `nouns`: in the singular, of what alone it is told; of anything, where there are none. `names`:
    in front of these a value is part of a name, or none of the thing. `tails` may stand between a
    value and its noun. `parts`: what a word directly behind ends in where the value is that of a
    part. `undone_before` and `undone_behind`: next to these words a value is none. `asked`:
    words of a question for it. `apart`: nouns of which a plain one is none of a kind ("car door").
    `verbs`: words that are verbs, too.
    """

    name: str
    values: Mapping[str, str]
    excluding: frozenset[frozenset[str]]
    nouns: frozenset[str] = frozenset()
    names: frozenset[str] = IMAGE_WORDS
    tails: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()
    undone_before: frozenset[str] = frozenset()
    undone_behind: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()

    def agree(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether any of these values may be said of what has any of those."""
        return any(frozenset(pair) not in self.excluding for pair in product(some, others))

    def words_for(self, values: Container[str]) -> frozenset[str]:
        return frozenset([word for word, value in self.values.items() if value in values])

    def against(self, word: str) -> frozenset[str]:
        """Every word for a value that no thing has which has that of this word."""
        mine = frozenset([self.values[word]])
        pairs = [pair for pair in self.excluding if not pair.isdisjoint(mine)]
        return self.words_for(frozenset().union(*pairs) - mine)


COLOUR = Trait(
    name="colour",
    values=COLOURS,
    excluding=frozenset(map(frozenset, combinations(set(COLOURS.values()), 2))) - ALIKE,
    names=word_set(
        "juice wine bean beans onion onions pepper peppers tea light lights tape card hair skin "
        "people man woman men women person color colour colors colours background area peel slice "
        "slices tie-dye"
    )
    | IMAGE_WORDS,
    asked=word_set("color colour"),
    tails=word_set("- colored coloured hued tinted"),
    parts=("eyed", "haired", "striped", "spotted", "tipped", "trimmed", "faced", "legged"),
)

# "half open", "a five year old dog", "to open doors"
_UNDONE_BEFORE = word_set(
    "half partially partly slightly semi almost nearly barely somewhat year years month months day "
    "days week weeks - to can could will would may might must should more less"
)
# "open to all", "empty except for", "full of", "metal-framed", "older than", "busy during the day"
_UNDONE_BEHIND = word_set("of to for except but enough than off up out - like as during")


class _Written(BaseModel):
    """A trait in the file, whose top says what its keys mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    values: dict[str, list[str]]
    excluding: list[tuple[str, str]]
    nouns: list[str] = []
    asked: list[str] = []
    apart: list[str] = []
    verbs: list[str] = []


@cache
def attributes() -> tuple[Trait, ...]:
    """Every trait but colour."""
    text = (files("datagen.language") / "english" / "attributes.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    written = TypeAdapter(dict[str, _Written]).validate_python(yaml.load(text, Loader=loader))
    return tuple(_trait(name, one) for name, one in written.items())


def _trait(name: str, written: _Written) -> Trait:
    return Trait(
        name=name,
        values={word: value for value, words in written.values.items() for word in words},
        excluding=frozenset(map(frozenset, written.excluding)),
        nouns=_keys(written.nouns),
        parts=("ed", "burning", "-"),
        undone_before=_UNDONE_BEFORE,
        undone_behind=_UNDONE_BEHIND,
        asked=frozenset(written.asked),
        apart=_keys(written.apart),
        verbs=frozenset(written.verbs),
    )


def _keys(nouns: Iterable[str]) -> frozenset[str]:
    """Of "house" also "hous", which it shares with "houses"."""
    return frozenset(form for noun in nouns for form in (noun, singular(f"{noun}s")))


@cache
def rivals() -> dict[str, tuple[tuple[Trait, frozenset[str]], ...]]:
    """Of every word of these traits, by trait the words that exclude it."""
    found = dict[str, tuple[tuple[Trait, frozenset[str]], ...]]()
    for trait in attributes():
        for word in trait.values:
            found[word] = (*found.get(word, ()), (trait, trait.against(word)))
    return found


@cache
def attribute_words() -> frozenset[str]:
    """Every word of these traits: a text without them tells none."""
    return frozenset(rivals())
