"""The captions of a scene in, what they say of objects out; none is read further than is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import cached_property
from string import digits, punctuation

from datagen.language.described import Described, described
from datagen.language.english.words import CLOSED
from datagen.language.grammar import Mention, Reading, outline, read
from datagen.language.lexicon import Lexicon
from datagen.language.nouns import forms_of, singular
from datagen.language.text import cut
from datagen.language.traits import Trait

_MARKS = str.maketrans(dict.fromkeys({*punctuation, *digits, "\n"} - {"'"}, " "))


class Captions:
    """What people said of an image. Captions are taken at their word.

    Tokens are cheap and reading is not: a caption is read when something is asked of which it holds
    a word.
    """

    def __init__(self, texts: tuple[str, ...], lexicon: Lexicon) -> None:
        self.texts = texts
        self._lexicon = lexicon
        self._readings: dict[int, Reading] = {}
        self._described: dict[tuple[int, Trait], tuple[Described, ...]] = {}
        self._naming: dict[str, tuple[tuple[int, Mention], ...]] = {}

    @cached_property
    def _lowered(self) -> str:
        return "\n".join(self.texts).lower()

    @cached_property
    def _pieces(self) -> frozenset[str]:
        """What stands between marks and spaces, without quotes."""
        pieces = self._lowered.translate(_MARKS).split()
        return frozenset([piece.strip("'") for piece in pieces] if "'" in self._lowered else pieces)

    def may_hold(self, words: Set[str], least: int = 1) -> bool:
        """Whether so many of these words may stand in them; false where they surely do not."""
        return len(words & self._pieces) >= least or not self._lowered.isascii()

    @cached_property
    def words(self) -> tuple[list[str], ...]:
        """Of each caption, in lower case."""
        return tuple(cut(text).words for text in self.texts)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset().union(*self.words)

    @cached_property
    def plurals(self) -> frozenset[str]:
        """The singular of each plural in them."""
        return frozenset(one for word in self.vocabulary if (one := singular(word)) != word)

    @cached_property
    def contents(self) -> tuple[frozenset[str], ...]:
        """Of each caption, the words that are no mere grammar."""
        return tuple(frozenset(words) - CLOSED for words in self.words)

    @cached_property
    def hinted(self) -> frozenset[str]:
        """Every category that they may hint at."""
        return frozenset().union(*map(self._lexicon.possible, self.words))

    @cached_property
    def named(self) -> frozenset[str]:
        """Every category that a strict word names."""
        return frozenset(
            category
            for index in range(len(self.texts))
            for mention in self._mentions(index)
            for category in mention.categories
        )

    def naming(self, category: str) -> tuple[tuple[int, Mention], ...]:
        """Mentions of a category by a strict word, with the caption's index."""
        if category not in self._naming:
            opening = self._lexicon.openings(category)
            self._naming[category] = tuple(
                (index, mention)
                for index, words in enumerate(self.words)
                if not opening.isdisjoint(words)
                for mention in self._mentions(index)
                if category in mention.categories
            )
        return self._naming[category]

    def _mentions(self, index: int) -> Iterable[Mention]:
        sentences = self._reading(index).sentences
        return (one for sentence in sentences for one in sentence.mentions if not one.negated)

    def _reading(self, index: int) -> Reading:
        if index not in self._readings:
            self._readings[index] = read(self.texts[index], self._lexicon, trusted=True)
        return self._readings[index]

    def described(
        self, trait: Trait, noun: str, *, plural: bool
    ) -> Iterator[tuple[int, Described]]:
        """Where a thing of a name, in the singular, or several of them, are given a value."""
        if noun[:-1] not in self._lowered:  # of "berry" and "berries", what both share
            return
        forms = forms_of(noun)
        for index, words in enumerate(self.words):
            if not (forms.isdisjoint(words) or trait.values.keys().isdisjoint(words)):
                for one in self._of_trait(index, trait):
                    if (one.noun, one.plural) == (noun, plural):
                        yield index, one

    def _of_trait(self, index: int, trait: Trait) -> tuple[Described, ...]:
        if (index, trait) not in self._described:
            self._described[index, trait] = tuple(described(outline(self.texts[index]), trait))
        return self._described[index, trait]
