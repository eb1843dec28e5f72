"""What a thing has one of, such as a colour, and which words say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from datagen.language.english.words import ALIKE, COLOURS, IMAGE_WORDS, word_set


@dataclass(frozen=True, slots=True, eq=False)
class Trait:
    """`values`: what each word stands for. `excluding`: pairs of values that no thing has both of.

    `names`: in front of these nouns a value is part of a name, or none of the thing. `tails` may
    stand between a value and its noun. `parts`: what a word directly behind ends in where the value
    is that of a part.
    """

    name: str
    values: Mapping[str, str]
    excluding: frozenset[frozenset[str]]
    names: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()

    def agree(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether any of these values may be said of what has any of those."""
        return any(frozenset(pair) not in self.excluding for pair in product(some, others))


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
    tails=word_set("- colored coloured hued tinted"),
    parts=("eyed", "haired", "striped", "spotted", "tipped", "trimmed", "faced", "legged"),
)
