"""Object words in, a matcher out that finds them in tokens and says what they stand for.

Three kinds of words stand under a category. A *strict* one says that the object is there. A *loose*
one only keeps an absence from being sure. A *stop* word has other senses: it decides nothing by
itself. A compound is an expression that names something else than its words do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from itertools import compress
from pathlib import Path
from typing import NamedTuple

import msgspec
import yaml

from datagen.language.english.words import CLOSED, SINGLE, VERB_FORMS
from datagen.language.word_file import WordFile, Words, check_words, read_words

_NOT_OF_WOOD = frozenset(["animal", "person", "vehicle", "food"])
_MOST_EXTENDED = 1024  # sets of names that are kept: data sets have a few


class Term(NamedTuple):
    """An object word, in one of its forms.

    `strict` and `loose` are the categories that it stands for: as what is there, or as what may be;
    of `stop`, which are loose too, it may be a name. None of them, for a compound. `either`: the
    plural is the same word ("sheep").
    """

    strict: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    stop: frozenset[str] = frozenset()
    plural: bool = False
    either: bool = False


class Found(msgspec.Struct, frozen=True, gc=False):
    """A term at tokens `start` to `end`; `possessive`: its last word ends in 's."""

    start: int
    end: int
    term: Term
    possessive: bool


class _Start(NamedTuple):
    """What terms begin with a word: itself, and longer ones, by second words and lengths.

    Possessives count as the words that they are of.
    """

    alone: Term | None
    seconds: Set[str]
    lengths: tuple[int, ...]

    def joined(self, other: _Start | None) -> _Start:
        if other is None:
            return self
        lengths = sorted({*self.lengths, *other.lengths}, reverse=True)
        return _Start(self.alone or other.alone, self.seconds | other.seconds, tuple(lengths))


@dataclass(frozen=True, slots=True)
class Category:
    """`group` is the supercategory, None where it is not known. `hard`: absence is never sure.
    `heaped`: one box may hold several. `listed`: the number of the document that names it first;
    who looks for one category of a document looks for all of them.
    """

    name: str
    group: str | None
    hard: bool = False
    heaped: bool = False
    listed: int = -1


class Lexicon:
    """Finds object words."""

    def __init__(self, documents: Iterable[WordFile]) -> None:
        self.categories: dict[str, Category] = {}
        self.groups: dict[str, set[str]] = {}
        self._terms: dict[tuple[str, ...], Term] = {}
        self._own: dict[tuple[str, ...], Term] = {}  # on top of the others
        self._starts: dict[str, _Start] = {}
        self._openings: dict[str, frozenset[str]] = {}
        self._extended: dict[frozenset[str], Lexicon] = {}
        self._plurals: dict[str, str] = {}
        for number, document in enumerate(documents):
            self._read(document, number)
        self._starts = _starts(self._terms)
        self._openings = _openings(self._terms)

    def _read(self, document: WordFile, number: int) -> None:
        self._plurals |= document.plurals
        for group, of_group in document.groups.items():
            for name, given in of_group.categories.items():
                words = given or Words()
                before = self.categories.get(name)
                listed = before.listed if before else number
                self.categories[name] = Category(name, group, listed=listed)
                self.groups.setdefault(group, set()).add(name)
                self._add(name, [name, *words.strict], words.plurals, "strict")
                self._add(name, [*words.loose, *words.stop], words.plurals, "loose")
                self._add(name, words.stop, words.plurals, "stop")
            for name in self.groups.get(group, ()):
                self._add(name, of_group.loose, {}, "loose")
        for name in (document.hard | document.heaped) & self.categories.keys():
            known = self.categories[name]
            hard, heaped = known.hard or name in document.hard, name in document.heaped
            self.categories[name] = replace(known, hard=hard, heaped=known.heaped or heaped)
        for compound in document.compounds:
            for form in (compound, self.plural(compound)):
                self._terms.setdefault(_words(form), Term(plural=form != compound))

    def _add(
        self,
        category: str,
        words: Iterable[str],
        own: Mapping[str, str],
        kind: str,
        into: dict[tuple[str, ...], Term] | None = None,
    ) -> None:
        terms = self._terms if into is None else into
        for word in words:
            singular = _words(word)
            plural = _words(own.get(word) or self.plural(word))
            for form in {singular, plural}:
                new = Term(plural=form != singular, either=plural == singular)
                known = terms.get(form) or self._terms.get(form, new)
                terms[form] = known._replace(**{kind: getattr(known, kind) | {category}})

    def category(self, name: str) -> str:
        """A category as it is known here, where it is: other data sets write "Dog"."""
        lower = name.lower()
        return lower if name not in self.categories and lower in self.categories else name

    def knowing(self, names: Set[str]) -> Lexicon:
        """The same with categories of a user's own, known by their names alone."""
        if names <= self.categories.keys():
            return self
        new = frozenset(name for name in names if self.category(name) not in self.categories)
        if not new:
            return self
        if new not in self._extended:
            if len(self._extended) >= _MOST_EXTENDED:
                self._extended.clear()
            self._extended[new] = _Extended(self, new)
        return self._extended[new]

    def plural(self, word: str) -> str:
        """The plural of a word or an expression, whose last word takes it."""
        if word in self._plurals:
            return self._plurals[word]
        before, gap, last = word.rpartition(" ")
        return f"{before}{gap}{self._plurals.get(last) or _plural(last)}"

    def is_alive(self, term: Term) -> bool:
        """Whether a wooden one is only the likeness of one: animals, people, vehicles, food."""
        return any(self.categories[name].group in _NOT_OF_WOOD for name in term.strict)

    def find(self, words: Sequence[str]) -> list[Found]:
        """Terms from left to right, the longest at each place; none overlaps another.

        A hyphen counts as the gap that it stands for.
        """
        if "-" in words:
            spoken = list(map("-".__ne__, words))
            places = list(compress(range(len(words)), spoken))
            return [
                Found(places[one.start], places[one.end - 1] + 1, one.term, one.possessive)
                for one in self._find(list(compress(words, spoken)))
            ]
        return self._find([*words])

    def _find(self, spoken: list[str]) -> list[Found]:
        starts, end = self._starts, 0
        found = list[Found]()
        at_starts = [at for at, word in enumerate(spoken) if word in starts]
        spoken.append("")
        for at in at_starts:
            if at < end:
                continue
            term, seconds, _ = start = starts[spoken[at]]
            end = at + 1
            if spoken[end] in seconds:
                end, term = self._longest(spoken, at, len(spoken), start)
                if term is not None and term.plural and _is_one(spoken, at):
                    shorter, of_shorter = self._longest(spoken, at, end - 1, start)
                    if of_shorter is not None:
                        end, term = shorter, of_shorter
            if term is not None:
                found.append(Found(at, end, term, spoken[end - 1].endswith("'s")))
        return found

    def _longest(
        self, spoken: list[str], at: int, stop: int, start: _Start
    ) -> tuple[int, Term | None]:
        """The longest term that begins at a place and ends before `stop`, and the place behind."""
        for length in start.lengths:
            form = tuple(map(_base, spoken[at : at + length]))
            term = self._own.get(form) or self._terms.get(form)
            if term is not None and at + length <= stop and not self._ends_in_verb(form, term):
                return at + length, term
        return at + 1, start.alone if at < stop else None

    def _ends_in_verb(self, words: tuple[str, ...], term: Term) -> bool:
        """Whether "cake stands" is rather a cake that stands than what cakes stand on."""
        return (
            term.plural
            and not term.strict
            and words[-1] in VERB_FORMS
            and words[:-1] in self._terms
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with which strict terms begin."""
        return frozenset().union(*self._openings.values())

    def openings(self, category: str) -> frozenset[str]:
        """Words with which a strict term of a category begins: a text without them names none."""
        return self._openings.get(category, frozenset())

    def possible(self, words: Sequence[str]) -> set[str]:
        """Every category that a text may hint at, also within compounds."""
        bases = [*(_base(word) for word in words if word != "-"), ""]
        hinted = set[str]()
        for at, base in enumerate(bases):
            start = self._starts.get(base)
            if start is None:
                continue
            if start.alone is not None:
                hinted.update(start.alone.strict, start.alone.loose)
            for length in start.lengths if bases[at + 1] in start.seconds else ():
                form = tuple(bases[at : at + length])
                if term := self._own.get(form) or self._terms.get(form):
                    hinted.update(term.strict, term.loose)
        return hinted


class _Extended(Lexicon):
    """A lexicon and a few names on top."""

    def __init__(self, base: Lexicon, names: frozenset[str]) -> None:
        self.groups = base.groups
        self._plurals, self._terms = base._plurals, base._terms
        self._extended = {}
        self.categories = base.categories | {n: Category(n, None, hard=True) for n in names}
        self._own = {}
        for name in sorted(names):
            self._add(name, [name], {}, "strict", self._own)
        self._openings = base._openings | _openings(self._own)
        own = _starts(self._own).items()
        self._starts = base._starts | {
            word: start.joined(base._starts.get(word)) for word, start in own
        }


def _starts(terms: Mapping[tuple[str, ...], Term]) -> dict[str, _Start]:
    lengths: dict[str, set[int]] = {}
    seconds: dict[str, set[str]] = {}
    for form in filter(None, terms):
        lengths.setdefault(form[0], set()).update({len(form)} - {1})
        seconds.setdefault(form[0], set()).update(form[1:2])
    found = dict[str, _Start]()
    for word, of_word in lengths.items():
        following = seconds[word]
        start = _Start(
            terms.get((word,)),
            following | {f"{one}'s" for one in following},
            tuple(sorted(of_word, reverse=True)),
        )
        found |= {word: start, f"{word}'s": start}
    return found


def _openings(terms: Mapping[tuple[str, ...], Term]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for form, term in terms.items():
        for category in term.strict:
            found.setdefault(category, set()).update({form[0], f"{form[0]}'s"})
    return {category: frozenset(words) for category, words in found.items()}


def _is_one(words: Sequence[str], at: int) -> bool:
    """Whether a word stands behind "a": in "a bus stops", no bus stops are meant."""
    before = words[max(0, at - 2) : at]
    return bool(before) and (
        before[-1] in SINGLE or (before[0] in SINGLE and before[-1] not in CLOSED)
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(_base(word) for word in text.lower().replace("-", " ").split())


def _base(word: str) -> str:
    """A word without its possessive ending."""
    return word[:-2] if word.endswith("'s") else word


def _plural(word: str) -> str:
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"


@cache
def _shipped() -> WordFile:
    text = (files("datagen.language") / "english" / "objects.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return WordFile.model_validate(yaml.load(text, Loader=loader))


def open_lexicon(own: Sequence[Path] = ()) -> Lexicon:
    """The words of COCO's categories, and those of a user's files, which come on top.

    Raises `InputError` where a file cannot be read, or says what cannot be.
    """
    files = [(path, read_words(path)) for path in own]
    lexicon = Lexicon([_shipped(), *(words for _, words in files)])
    for path, words in files:
        check_words(path, words, lexicon.categories)
    return lexicon
