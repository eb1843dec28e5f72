"""The captions of a scene in, what they say of objects out; none is read further than is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from datagen.language.colours import Coloured, coloured, forms_of, singular
from datagen.language.english.words import CLOSED, COLOURS
from datagen.language.grammar import Mention, Reading, outline, read
from datagen.language.lexicon import Lexicon
from datagen.language.text import tokens_of


class Captions:
    """What people said of an image. Captions are taken at their word.

    Tokens are cheap and reading is not: a caption is read when something is asked of which it holds
    a word.
    """

    def __init__(self, texts: tuple[str, ...], lexicon: Lexicon) -> None:
        self.texts = texts
        self._lexicon = lexicon
        self._readings: dict[int, Reading] = {}
        self._coloured: dict[int, tuple[Coloured, ...]] = {}
        self._naming: dict[str, tuple[tuple[int, Mention], ...]] = {}

    @cached_property
    def _lowered(self) -> str:
        return "\n".join(self.texts).lower()

    def may_hold(self, words: Iterable[str], least: int) -> bool:
        """Whether so many of these words may stand in them; false where they surely do not."""
        text = self._lowered
        return sum(word in text for word in words) >= least

    @cached_property
    def words(self) -> tuple[list[str], ...]:
        """Of each caption, in lower case."""
        return tuple(tokens_of(text.lower()) for text in self.texts)

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

    def coloured(self, noun: str, *, plural: bool) -> Iterator[tuple[int, Coloured]]:
        """Where a thing of a name, in the singular, or several of them, are given a colour."""
        if noun[:-1] not in self._lowered:  # of "berry" and "berries", what both share
            return
        forms = forms_of(noun)
        for index, words in enumerate(self.words):
            if not (forms.isdisjoint(words) or COLOURS.keys().isdisjoint(words)):
                for one in self._of_colours(index):
                    if (one.noun, one.plural) == (noun, plural):
                        yield index, one

    def _of_colours(self, index: int) -> tuple[Coloured, ...]:
        if index not in self._coloured:
            self._coloured[index] = tuple(coloured(outline(self.texts[index])))
        return self._coloured[index]
