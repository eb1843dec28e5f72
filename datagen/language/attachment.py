"""A phrase in a sentence in, which of the things around it it is said of out.

English hangs a phrase on what stands before it, or on the subject; one at the beginning, on what
follows. Where both readings are open, both are given.
"""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from datagen.language.english.words import (
    AUXILIARIES,
    BE_AT,
    CLOSED,
    DETERMINERS,
    IMAGE_WORDS,
    NO_PARTICIPLES,
    PARTS,
    PREPOSITIONS,
    VERB_FORMS,
    word_set,
)
from datagen.language.grammar import Mention, Reading

SIDE_WORDS = word_set("side part half edge end portion section area third corner hand")
_HARD_BREAKS = frozenset(",;:()\u2013\u2014") | word_set("while whereas but")
_OPENERS = word_set("and with then also yes no just further farther far down up high low out here")
_NO_NOUNS = IMAGE_WORDS | word_set(
    "left right side directly far way some well high background foreground front distance middle "
    "center centre corner room things objects items other"
)
_SUBJECTS = word_set("it he she they this that one which who something someone nothing")
_VERB_ENDS = ("ing", "ed")
_PERSONAL = "person"
_REACH = 100  # words: no phrase is said of what stands further off
_MANY = 16  # mentions: fewer are looked through as they are


class Stretch(msgspec.Struct, frozen=True, gc=False):
    """The words `start` to `end` of a reading, in its sentence with that number."""

    reading: Reading
    number: int
    words: list[str]
    start: int
    end: int

    @property
    def first(self) -> int:
        """Where its sentence begins, or as far back as a phrase reaches."""
        return max(self.reading.sentences[self.number].first, self.start - _REACH)

    @property
    def last(self) -> int:
        return min(self.reading.sentences[self.number].last, self.end + _REACH)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        mentions = self.reading.sentences[self.number].mentions
        if len(mentions) > _MANY:
            low = bisect_left(mentions, self.first, key=_start)
            mentions = mentions[low : bisect_left(mentions, self.last, key=_start)]
        return tuple([m for m in mentions if m.names])

    def between(self, first: int, last: int) -> list[Mention]:
        return [m for m in self.mentions if first <= m.start and m.end <= last and not m.possessive]


def _start(mention: Mention) -> int:
    return mention.start


def is_seen_by_another(reading: Reading, first: int, last: int) -> bool:
    """Whether sides are those of somebody in the image: "from the man's point of view"."""
    words = reading.words
    if words[first] == "for":  # "for the man facing us"
        return True
    if _VIEWS.isdisjoint(reading.vocabulary):
        return False
    views = [at for at in range(first + 1, last) if words[at] in _VIEWS]
    return any(words[at - 1].endswith("'s") and words[at - 1] not in _OURS for at in views) or any(
        words[at - 1] in _THEIR for at in views
    )


_VIEWS = word_set("perspective point viewpoint standpoint")
_OURS = word_set("viewer's camera's photographer's observer's")
_THEIR = word_set("his her its their")


def noun_at(words: list[str], at: int, last: int) -> int:
    """The place of the next noun phrase, behind its determiner."""
    while at < last and words[at] in DETERMINERS:
        at += 1
    return at


def referent(stretch: Stretch, target: int, *, owned: bool) -> Mention | None:
    """The thing at a place, or the one that "it" or "its" there stands for, if that is clear."""
    word = stretch.words[target] if target < stretch.last else ""
    if word == "it" or (owned and word == "its"):
        return _antecedent(stretch, owned=owned)
    for mention in stretch.mentions:
        if mention.begin <= target < mention.end:
            return mention
    return None


def _antecedent(stretch: Stretch, *, owned: bool) -> Mention | None:
    """The one thing spoken of before; of the sentence, else of the one before it."""
    before = [m for m in stretch.between(stretch.first, stretch.start) if _is_thing(m)]
    begins = _begin(stretch) == stretch.start
    if before and not begins:
        joined = stretch.words[stretch.start - 1] == "and"  # "A is above B and to its left"
        first = owned and not joined
        before = before[:1] if first else before[-1:] if owned else before[:-1]
    if not before and stretch.number:
        previous = stretch.reading.sentences[stretch.number - 1]
        before = [m for m in previous.mentions[-_MANY:] if m.names and _is_thing(m)]
    return before[0] if len({m.names for m in before}) == 1 else None


def _is_thing(mention: Mention) -> bool:
    return not mention.plural and _PERSONAL not in mention.categories


def _begin(stretch: Stretch) -> int:
    """Where the part of the sentence begins that the phrase is in."""
    words, begin, first = stretch.words, stretch.start, stretch.first
    while begin > first and words[begin - 1] not in _HARD_BREAKS:
        begin -= 1
    while begin < stretch.start and words[begin] in _OPENERS:
        begin += 1
    return begin


def subjects_of(
    stretch: Stretch, other: Mention | None = None, *, owned: bool = False
) -> tuple[Mention, ...]:
    """What a phrase is said of: first the likeliest, then what else it may be said of."""
    words, begin = stretch.words, _begin(stretch)
    before = [m for m in stretch.between(begin, stretch.start) if m is not other]
    if before:
        own = range(other.begin, other.end) if other else range(0)
        opening = (words[at] for at in range(begin, before[0].begin) if at not in own)
        if any(word in _SUBJECTS or is_noun(word) for word in opening):
            return ()  # "it is above X and to the left of Y": said of something else
        if other and _hangs_on_unknown(words[before[-1].end : stretch.start]):
            return ()
        return _before(words, stretch, before)
    fronted = words[begin] in PREPOSITIONS  # "on the counter to the left of X sits a Y"
    if not fronted and any(is_noun(words[at]) for at in range(begin, stretch.start)):
        return ()
    if behind := _behind(
        stretch, stretch.end if owned or other is None else max(other.end, stretch.end)
    ):
        return (behind,)
    between = words[begin : stretch.start]
    speaks = not (DETERMINERS | _SUBJECTS).isdisjoint({*between} - {"which", "that", "who"})
    if begin > stretch.first and words[begin - 1] == "," and not speaks:  # "…, to the left of X"
        clause = [m for m in stretch.between(stretch.first, begin) if m is not other]
        return tuple(clause)
    return ()


def completes(stretch: Stretch, subject: Mention, found: tuple[Mention, ...]) -> bool:
    """Whether a phrase is said of what the sentence leaves out, or names as its question does.

    `found` is what it would be said of otherwise.
    """
    if _is_left_out(stretch):
        return True
    before = stretch.between(stretch.first, stretch.start)
    return not found and any(mention.names == subject.names for mention in before)


def _is_left_out(stretch: Stretch) -> bool:
    """Whether nothing before a phrase is what it is said of: "on the desk, to the left of …".

    Not where another thing comes in before it, known or not: "(on the desk,) with a lamp on the
    left", "below the lamp on the left".
    """
    words, first, start = stretch.words, stretch.first, stretch.start
    before = words[first:start]
    if before[-1:] == ["but"] and "not" in before:  # "not on the left but …"
        before = before[: before.index("not")]
    if len(before) == _WITH_ITS and before[0] == "with" and before[1] in _THEIR:
        return before[2] in _COMPANY
    if not _COMES_IN.isdisjoint(before):
        return False
    if before[:1] in (["yes"], ["yeah"]):
        before = before[2:]
    if "," in before[:-1] or (before[-1:] != [","] and before and _is_thing_word(before[-1])):
        return False
    return all(
        mention.begin > first and words[mention.begin - 1] in PREPOSITIONS
        for mention in stretch.between(first, start)
    )


def _is_thing_word(word: str) -> bool:
    return is_noun(word) and not _is_verb(word) and word not in _GROUNDS


_WITH_ITS = 3  # words: "with its toy"
_COMPANY = word_set(
    "owner owners mother father parent parents calf calves foal cub cubs puppy puppies kitten "
    "kittens mate mates friend friends family herd flock companion companions rider toy toys"
)
_COMES_IN = (_HARD_BREAKS - {","}) | word_set(
    "with and while where which that who whose from not than rather looking facing looks faces its "
    "their his her toward towards whereas barking pointing turned at"
)


def _before(words: list[str], stretch: Stretch, before: list[Mention]) -> tuple[Mention, ...]:
    last = before[-1]
    gap = words[last.end : stretch.start]
    clause = _last_clause(words, before)
    if not gap:  # "a man with a dog to the left of X"
        return (last, *(m for m in clause if m is not last))
    if any(word in _INDEFINITE for word in gap):
        return ()
    if any(map(_is_verb, gap)):
        return tuple(clause)
    if not any(map(is_noun, gap)):
        return (last, *(m for m in clause if m is not last))
    return tuple(clause) if any(map(_is_verb, words[clause[0].end : stretch.start])) else ()


def _hangs_on_unknown(gap: list[str]) -> bool:
    """Whether a phrase may be of a thing that no box knows: "(a spoon) rests on the saucer".

    Where things stand on a floor or in the grass, it is they who are meant.
    """
    if not gap or not is_noun(gap[-1]) or gap[-1] in _GROUNDS:
        return False
    return not PREPOSITIONS.isdisjoint(gap) and _is_verb(gap[0])


_INDEFINITE = word_set("something someone somebody anything what")
_GROUNDS = word_set(
    "floor ground grass lawn field meadow snow slope hill sand beach street road sidewalk pavement "
    "path track tracks water lake river sea ocean sky air wall ceiling carpet rug ice dirt hay sun "
    "shade mat court shelf counter desk plate"
)


def _last_clause(words: list[str], before: list[Mention]) -> list[Mention]:
    """The mentions behind the last "and" that joins two clauses: "a dog sits and a cat lies"."""
    first = 0
    for number in range(1, len(before)):
        gap = words[before[number - 1].end : before[number].begin]
        if gap[-1:] == ["and"] and any(map(_is_verb, gap[:-1])):
            first = number
    return before[first:]


def _behind(stretch: Stretch, at: int) -> Mention | None:
    """ "To the left of X, there is a Y", "Left of X, on the table, sits a Y"."""
    for begin in range(at, stretch.last):
        opens = begin == at or (
            stretch.words[begin - 1] == ","
            and (stretch.words[begin] in _INTRODUCING or _is_verb(stretch.words[begin]))
        )
        if opens and (found := _introduced(stretch, begin)):
            return found
    return None


_INTRODUCING = word_set("there we you one")


def _introduced(stretch: Stretch, at: int) -> Mention | None:
    """What "there is a", "you can see a", "sits a" introduce; also a part of it."""
    words = stretch.words
    while at < stretch.last and (
        words[at] in (",", "there", "we", "you", "can", "one", "also", "i")
        or _is_verb(words[at])
        or words[at] in DETERMINERS
    ):
        at += 1
    for step in range(at, min(at + 4, stretch.last)):
        if words[step] in PARTS and words[step + 1 : step + 2] == ["of"]:
            at = noun_at(words, step + 2, stretch.last)
            break
    for mention in stretch.mentions:
        if mention.begin <= at < mention.end:
            return mention
    return None


def _is_verb(word: str) -> bool:
    return (
        word in BE_AT
        or word in AUXILIARIES
        or word in VERB_FORMS
        or word in ("see", "find", "found", "seen", "stands", "lies")
        or (word.endswith(_VERB_ENDS) and len(word) > 4 and word not in NO_PARTICIPLES)
    )


def is_noun(word: str) -> bool:
    """Whether a word may be a noun that the lexicon does not know."""
    return word[0].isalpha() and word not in CLOSED and word not in _NO_NOUNS and not _is_verb(word)
