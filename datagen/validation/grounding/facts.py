"""A scene in, what is known of it out: graded truth from boxes and captions.

COCO's boxes are incomplete and captions name what people found worth naming, so truth is their
union, with its provenance. Source: facts of RePOPE and CHAIR on how far each can be trusted; the
rule for absence is that of the class `Facts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec

from datagen.language.described import Described
from datagen.language.english.words import PEOPLE, QUANTIFIERS
from datagen.language.grammar import Mention, Reading, Sentence
from datagen.language.lexicon import Lexicon
from datagen.language.nouns import singular
from datagen.language.questions import narrowings, places_of
from datagen.language.traits import Trait
from datagen.records import Scene
from datagen.validation.grounding.captions import Captions

_EVERYBODY = frozenset(["people", "persons", "anyone", "anybody"])
TINY = 0.001  # of the image: smaller things are boxed by chance
SMALL = 0.005  # of the image: people may overlook what is smaller
_STOPS = 10  # annotators stop counting here, and mark a crowd


class Box(msgspec.Struct, frozen=True, gc=False):
    """A box by its index in the scene; corners as shares of width and height."""

    index: int
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def area(self) -> float:
        return (self.x2 - self.x1) * (self.y2 - self.y1)


class Support(msgspec.Struct, frozen=True, gc=False):
    """What speaks for a category: its boxes, and the captions that name it by a strict word."""

    boxes: tuple[int, ...] = ()
    captions: tuple[int, ...] = ()


class Known(msgspec.Struct, frozen=True, gc=False):
    """How many of a category there are. `counted`: so many captions give a number.

    `boxes` are all of its boxes. `most` is the highest number that is known of, None where it is
    open: a crowd, ten and more, something tiny, what is boxed by the heap, or captions that speak
    of more than are boxed. `single`: captions speak of one only.
    """

    boxes: tuple[Box, ...]
    captions: tuple[int, ...]
    most: int | None
    stated: frozenset[int]
    counted: int
    single: bool


def _most_in_one_caption(mentions: list[tuple[int, Mention]]) -> int:
    """How many one caption speaks of: "a man and a woman" are two; the same word counts once.

    "The man" may be one that is spoken of already, and so may a word without an article.
    """
    by_caption: dict[int, dict[str, int]] = {}
    for index, mention in mentions:
        words = by_caption.setdefault(index, {})
        if mention.begin < mention.start and not mention.definite:
            number = mention.count.number if mention.count else 1
            words[mention.word] = max(number, words.get(mention.word, 0))
    return max((max(1, sum(words.values())) for words in by_caption.values()), default=0)


class Facts:
    """A category is *absent* where all of this holds: it is one of the lexicon's, with a group; it
    is not hard; no box and no caption names it, also not by a loose word; no other category of its
    group is boxed or named; and the image has both boxes and captions.
    """

    def __init__(self, scene: Scene, lexicon: Lexicon) -> None:
        self.scene = scene
        self.lexicon = lexicon.knowing({instance.category for instance in scene.instances})
        self._boxed: dict[str, list[int]] = {}  # indexes of instances
        self._crowds: set[str] = set()
        for index, instance in enumerate(scene.instances):
            name = instance.category
            if name not in self.lexicon.categories:
                name = self.lexicon.category(name)
            if instance.crowd:
                self._crowds.add(name)
            self._boxed.setdefault(name, []).append(index)
        self.captions = Captions(scene.captions, self.lexicon)

    @cached_property
    def several(self) -> frozenset[str]:
        """Of which two and more are boxed."""
        return frozenset([name for name, indexes in self._boxed.items() if len(indexes) > 1])

    def may_name(self, vocabulary: frozenset[str], categories: Iterable[str]) -> bool:
        """Whether a text of these words may name one of these; false where it surely does not."""
        return any(not self.lexicon.openings(name).isdisjoint(vocabulary) for name in categories)

    @cached_property
    def _alike(self) -> set[str]:
        """Whose names are part of the names of boxed categories: a teddy bear is called a bear."""
        words = {word for name in self._boxed for word in name.split()}
        return (words & self.lexicon.categories.keys()) - self._boxed.keys()

    def has_word(self, word: str) -> bool:
        """Whether captions or boxes speak of it; of people always the image's own."""
        if word in PEOPLE or word in QUANTIFIERS:
            return False
        name = singular(word)
        return name in self._boxed or not self.captions.vocabulary.isdisjoint((word, name))

    def is_alike(self, categories: Iterable[str]) -> bool:
        """Whether something is boxed that may be called by the name of one of these."""
        return not self._alike.isdisjoint(categories)

    @cached_property
    def _groups_boxed(self) -> set[str | None]:
        return {self.lexicon.categories[name].group for name in self._boxed}

    @cached_property
    def _named_groups(self) -> set[str | None]:
        return {self.lexicon.categories[name].group for name in self.captions.named}

    def is_boxed(self, categories: Iterable[str]) -> bool:
        return not self._boxed.keys().isdisjoint(categories)

    def support(self, categories: Iterable[str]) -> Support:
        names = sorted(categories)
        return Support(
            tuple(box.index for box in self.boxes(names)),
            tuple(sorted({i for name in names for i, _ in self.captions.naming(name)})),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        return not (self.scene.captions or self.scene.instances)

    def named_whole(self, mention: Mention) -> list[str]:
        """The categories that a word means the whole of: not "puppies", nor "zebra foals"."""
        plural = self.lexicon.plural
        return [
            name
            for name in sorted(mention.categories)
            if mention.word in (name, plural(name))
            or (name == "person" and mention.word in _EVERYBODY)
        ]

    def is_name(self, mention: Mention) -> bool:
        """Whether a word means the whole of a category."""
        return bool(self.named_whole(mention))

    def is_of_all(
        self, reading: Reading, sentence: Sentence, mention: Mention, *, several: bool = False
    ) -> bool:
        """Whether nothing around a phrase narrows it down: all of its kind in the image are meant.

        Also not "in the harbor", of a scene where a caption says the same of them; of `several`,
        where that counts them.
        """
        narrow = narrowings(reading, sentence, mention)
        return not narrow or any(
            places_of(self.captions.words[index], told.end).issuperset(narrow)
            for name in mention.categories
            for index, told in self.captions.naming(name)
            if told.plural or not several
        )

    def is_known(self, category: str) -> bool:
        """Whether a box or a caption names it."""
        return category in self._boxed or bool(self.captions.naming(category))

    def is_absent(self, category: str) -> bool:
        """Whether it is well supported that there is none."""
        if category in self._boxed:
            return False
        known = self.lexicon.categories.get(category)
        return (
            known is not None
            and known.group is not None
            and not known.hard
            and known.listed in self._lists_searched
            and known.group not in self._groups_boxed
            and category not in self._alike
            and category not in self.captions.hinted
            and known.group not in self._named_groups
        )

    @cached_property
    def _lists_searched(self) -> frozenset[int]:
        """Of which lists of categories annotators looked for all: some are boxed, and people
        described the image as well.
        """
        boxed = [self.lexicon.categories[name] for name in self._boxed if self.scene.captions]
        return frozenset([category.listed for category in boxed if category.group])

    def is_surely_there(self, category: str) -> bool:
        """Boxed at a size that one sees, or named by two people."""
        if any(box.area >= SMALL for box in self.boxes([category])):
            return True
        return len({index for index, _ in self.captions.naming(category)}) > 1

    def meant(self, mention: Mention) -> frozenset[str]:
        """The categories of a mention; of a word with other senses, the one that is boxed here."""
        if mention.categories:
            return mention.categories
        boxed = mention.names & self._boxed.keys()
        return boxed if len(boxed) == 1 else frozenset()

    def boxes(self, categories: Iterable[str]) -> tuple[Box, ...]:
        found = [index for name in categories for index in self._boxed.get(name, ())]
        if not found:
            return ()
        instances = self.scene.instances
        return tuple([Box(index, *instances[index].bbox) for index in sorted(found)])

    def boxed(self, categories: Iterable[str]) -> int:
        """How many are boxed."""
        return sum(len(self._boxed.get(name, ())) for name in categories)

    def known(self, categories: Iterable[str]) -> Known:
        """How many are known of, for all these categories together."""
        names = sorted(categories)
        boxes = self.boxes(names)
        mentions = [one for name in names for one in self.captions.naming(name)]
        stated = {m.count.number for _, m in mentions if m.count and m.count.exact}
        lowest = _most_in_one_caption(mentions)
        plural = any(m.plural for _, m in mentions)
        is_open = (
            not self._crowds.isdisjoint(names)
            or len(boxes) >= _STOPS
            or any(box.area < TINY for box in boxes)
            or (plural and len(boxes) < 2 and not stated)
            or any(self.lexicon.categories[name].heaped for name in names)
            or (not boxes and not mentions)
        )
        return Known(
            boxes,
            tuple(sorted({index for index, _ in mentions})),
            None if is_open else max(len(boxes), lowest, 1 if mentions else 0),
            frozenset(stated),
            len({index for index, m in mentions if m.count}),
            bool(mentions) and not plural and lowest == 1,
        )

    def only_box(self, categories: frozenset[str]) -> Box | None:
        """The box of these categories where there is one only."""
        if self.boxed(categories) != 1 or not self._crowds.isdisjoint(categories):
            return None
        return self.boxes(categories)[0]

    def only(self, categories: frozenset[str]) -> Box | None:
        """The same where no caption speaks of more, either."""
        box = self.only_box(categories)
        if box is not None and any(
            mention.plural or (mention.count and mention.count.number > 1)
            for name in categories
            for _, mention in self.captions.naming(name)
        ):
            return None
        return box

    def is_single(self, noun: str) -> bool:
        """Whether one thing of a name is known of, and no more."""
        names = [noun] if noun in self._boxed else [n for n in self._boxed if n.split()[-1] == noun]
        if names:
            return self.only(frozenset(names)) is not None
        return noun not in self.captions.plurals

    def values_of(self, told: Described, trait: Trait) -> dict[str, list[tuple[int, str]]]:
        """The values that captions give what has been given some, by which captions and words.

        Not those of another kind of them: of a stop sign, where a street sign is meant, or any
        sign.
        """
        given: dict[str, list[tuple[int, str]]] = {}
        if told.noun not in self._boxed:
            kinds = [name.split()[:-1] for name in self._boxed if name.split()[-1] == told.noun]
            another = kinds and not any(told.kind in words for words in kinds)
            if another and (told.kind or told.indefinite):
                return given
        for index, one in self.captions.described(trait, told.noun, plural=told.plural):
            loose = told.noun not in trait.apart and not (one.kind and told.kind)
            if loose or one.kind == told.kind:
                for word in one.words:
                    given.setdefault(trait.values[word], []).append((index, word))
        return given
