"""A reading in, which noun is given which colours out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from datagen.language.english.words import (
    ALIKE,
    AUXILIARIES,
    BE_AT,
    CLOSED,
    COLOURS,
    DETERMINERS,
    IMAGE_WORDS,
    NUMBERS,
    PREPOSITIONS,
    VERB_FORMS,
    word_set,
)
from datagen.language.grammar import Reading, Sentence


class Coloured(NamedTuple):
    """`colours` as they stand in the text, of a `noun` in the singular; tokens `start` to `end`.

    `kind`: the word before the noun that says which sort it is ("street" sign). `indefinite`: it is
    any such thing, as in "a red bus", maybe another than was spoken of.
    """

    noun: str
    colours: tuple[str, ...]
    start: int
    end: int
    sentence: Sentence
    plural: bool
    kind: str = ""
    indefinite: bool = False


# In front of these a colour is part of a name, or is no colour of the thing.
_NAMES = (
    word_set(
        "juice wine bean beans onion onions pepper peppers tea light lights tape card hair skin "
        "people man woman men women person color colour colors colours background area peel slice "
        "slices tie-dye"
    )
    | IMAGE_WORDS
)


def coloured(reading: Reading) -> Iterator[Coloured]:
    """ "a red bus", "a black and white cat", "the bus is red"."""
    words = reading.words
    if COLOURS.keys().isdisjoint(reading.vocabulary):
        return
    spots = [at for at in range(len(words) - 1, -1, -1) if words[at] in COLOURS]  # from the end
    for sentence in reading.sentences:
        at = sentence.first
        while spots and spots[-1] < sentence.last:
            if (start := spots.pop()) < at:
                continue
            colours, at = _colours(words, start, sentence.last)
            while at < sentence.last and words[at] in _AFTER:  # "green-colored"
                at += 1
            if at < sentence.last and words[at].endswith(_OF_A_PART):
                continue  # "a blue-eyed dog"
            if noun := _noun_behind(words, at, sentence.last):
                head, end = noun
                kind = words[head - 1] if head > at else ""
                one = _one(words[head], colours, start, end, sentence)
                yield one._replace(kind=kind, indefinite=_is_any(words, start, sentence.first))
            elif (subject := _subject(words, start, sentence)) is not None:
                one = _one(words[subject], colours, start, at, sentence)
                yield one._replace(kind=_kind(words, subject))


def _kind(words: list[str], noun: int) -> str:
    before = words[noun - 1] if noun else ""
    return before if before not in CLOSED and before not in NUMBERS and before.isalpha() else ""


def _is_any(words: list[str], at: int, first: int) -> bool:
    """Whether "a" or the like opens the phrase in which a word stands."""
    back = at - 1
    while back > max(first, at - 4) and words[back] not in CLOSED and words[back] not in NUMBERS:
        back -= 1
    return back >= first and words[back] in _ANY


_ANY = word_set("a an another some other one")


def _one(noun: str, colours: tuple[str, ...], start: int, end: int, sentence: Sentence) -> Coloured:
    single = singular(noun.removesuffix("'s"))
    return Coloured(single, colours, start, end, sentence, single != noun.removesuffix("'s"))


def alike(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether any of these colours may be any of those, as people name them."""
    pairs = product(some, others)
    return any(one == other or frozenset((one, other)) in ALIKE for one, other in pairs)


def singular(noun: str) -> str:
    """A key that a noun and its plural share."""
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith(("ses", "shes", "ches", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us")) else noun


def forms_of(noun: str) -> frozenset[str]:
    """Every word of which this is the singular, and their possessives."""
    forms = noun, f"{noun}s", f"{noun}es", f"{noun[:-1]}ies"
    return frozenset(forms).union(f"{form}'s" for form in forms)


def _colours(words: list[str], at: int, last: int) -> tuple[tuple[str, ...], int]:
    """A run of colours: "red, white and blue"."""
    colours = [words[at]]
    at += 1
    while at < last:
        step = at
        while step < last and words[step] in (",", "and", "&", "-"):
            step += 1
        if step < last and words[step] in COLOURS:
            colours.append(words[step])
            at = step + 1
        else:
            break
    return tuple(colours), at


def _noun_behind(words: list[str], at: int, last: int) -> tuple[int, int] | None:
    """The last word of the noun phrase that goes on here."""
    end = at
    while (
        end < last
        and end - at < 3
        and words[end][0].isalpha()
        and words[end] not in CLOSED
        and words[end] not in NUMBERS
        and not (end > at and _acts(words, end))
    ):
        end += 1
    if end == at or not _NAMES.isdisjoint(words[at:end]):
        return None
    return end - 1, end


_OF_A_PART = ("eyed", "haired", "striped", "spotted", "tipped", "trimmed", "faced", "legged")
_AFTER = word_set("- colored coloured hued tinted")


def _acts(words: list[str], at: int) -> bool:
    """Whether a word behind a noun is a verb: "the green carpet covers the floor"."""
    word, behind = words[at], words[at + 1] if at + 1 < len(words) else "."
    return (
        word in VERB_FORMS
        or word.endswith(("ing", "ed"))
        or (word.endswith("s") and (behind in DETERMINERS or behind in PREPOSITIONS - {"of"}))
    )


_IS = frozenset(["is", "are", "was", "were"])
_SHADES = word_set("mostly mainly all bright painted dark light colored both also")


def _subject(words: list[str], at: int, sentence: Sentence) -> int | None:
    """The noun of which a colour is told: "the bus is (mostly) red", "the bus, which is red"."""
    first = max(sentence.first, at - _FARTHEST)
    back = at - 1
    while back > first and (words[back] in _SHADES or words[back].endswith("ly")):
        back -= 1
    if back <= first or words[back] not in _IS:
        return None
    if words[back - 1] in ("which", "that"):
        noun = _just_before(words, back - 1 - (words[back - 2] == ","), first)
    else:
        noun = _first_noun(words, first, back)
    if noun is None or words[noun] in _NAMES or words[noun] in CLOSED:
        return None
    return noun if words[noun][0].isalpha() else None


def _just_before(words: list[str], end: int, first: int) -> int | None:
    """The noun that a relative clause goes on from, where it hangs on no other noun."""
    noun = end - 1
    if noun < first or words[noun] in CLOSED:
        return None
    start = noun
    while start > first and words[start] not in CLOSED:
        start -= 1
    if words[start] in DETERMINERS:
        start -= 1
    if start < first or words[start] not in _HANGS_ON:
        return noun
    before = words[start - 1] if start > first else ""
    return noun if before in VERB_FORMS or before in BE_AT or before in _IS else None


def _first_noun(words: list[str], first: int, end: int) -> int | None:
    """The head of the subject that ends at a verb: in "the car next to the bus is", the car.

    None where a clause inside has a verb of its own, or where "and" may join nouns or clauses.
    """
    start = end
    while start > first and words[start - 1] not in _CLAUSES:
        start -= 1
    opening = words[start - 1] if start > first else ""
    if opening in ("who", "which", "that") or not _IS.isdisjoint(words[start:end]):
        return None
    if opening == "and" and not _is_clause(words, first, start - 1):
        behind = _head(words, start, end)
        start = _clause_start(words, first, start - 1)
        joined = _head(words, start, end)
        if joined is None or behind is None or words[joined + 1] == "and":
            return behind if behind == end - 1 else None
        return joined if "between" in words[joined:end] else None
    if words[start] in PREPOSITIONS:  # "in the image the bus is red"
        image = next((at for at in range(start, end) if words[at] in IMAGE_WORDS), None)
        if image is None:
            return None
        start = image + 1
    noun = _head(words, start, end)
    if noun is not None and not _SIDES.isdisjoint(words[noun:end]):
        return None  # "the sign on the left is": there is another
    if noun is not None and words[noun] in ("color", "colour"):
        if words[noun + 1] == "of":  # "the color of the tie is green"
            return _head(words, noun + 2, end)
        noun -= 1  # "the tie's color is green"
        return noun if noun >= start and words[noun].endswith("'s") else None
    return noun


def _clause_start(words: list[str], first: int, end: int) -> int:
    while end > first and words[end - 1] not in _CLAUSES:
        end -= 1
    return end


def _is_clause(words: list[str], first: int, end: int) -> bool:
    """Whether the words before "and" are a clause, with a verb of their own, or another list."""
    if end > first and words[end - 1] in _MARKS:  # "…, and the leaves"
        return True
    before = words[_clause_start(words, first, end) : end]
    return any(word in VERB_FORMS or word in AUXILIARIES for word in before)


def _head(words: list[str], start: int, end: int) -> int | None:
    """The last word of the noun phrase that begins here, before what is linked to it."""
    while start < end and words[start] in _BEFORE_NOUNS:
        start += 1
    at = start
    while at < end and not (
        (words[at] in CLOSED and words[at] != "-")
        or words[at] in _LINKS
        or (at > start and _links(words, at, end))
    ):
        at += 1
    return at - 1 if at > start else None


def _links(words: list[str], at: int, end: int) -> bool:
    """Whether a participle links what follows to a noun: "parked next to", "facing"."""
    word = words[at]
    if word in VERB_FORMS or not word.endswith(("ing", "ed")):
        return word in VERB_FORMS
    return at + 1 < end and words[at + 1] in CLOSED


_FARTHEST = 32  # words; no subject is longer
_MARKS = frozenset(",;:()")
_CLAUSES = _MARKS | word_set("and but while whereas although though because which that who where")
_LINKS = word_set("left right closest nearest adjacent close full")
_SIDES = word_set("left right")
_HANGS_ON = PREPOSITIONS | _LINKS | word_set("to")
_BEFORE_NOUNS = DETERMINERS | NUMBERS.keys() | word_set("also then here there yes no so")


def asked_colour(question: Reading, answer: Reading) -> Coloured | None:
    """The bare answer to "what color is the bus?": "Red." or "It is red."."""
    words = question.words
    if _COLOR.isdisjoint(question.vocabulary) or not answer.sentences:
        return None
    noun = _noun_asked(words)
    if noun is None:
        return None
    sentence = answer.sentences[0]
    said = answer.words[sentence.first : sentence.last]
    bare = [word for word in said if word not in _SHADES and word not in _BARE]
    colours = tuple(word for word in bare if word in COLOURS)
    if not colours or len(colours) != len(bare) or sentence.unsure:
        return None
    at = sentence.first + said.index(colours[0])
    return _one(words[noun], colours, at, at + 1, sentence)._replace(kind=_kind(words, noun))


def _noun_asked(words: list[str]) -> int | None:
    """What is asked for its colour: "what color is the bus (in this image)?"."""
    for at, word in enumerate(words):
        if word in _COLOR and {"what", "what's", "which"} & {*words[max(0, at - 4) : at]}:
            start = at + 1
            if words[start : start + 1] not in (["is"], ["of"]):
                return None
            noun = _head(words, start + 1, len(words))
            return noun if noun is not None and words[noun].isalpha() else None
    return None


_COLOR = frozenset(["color", "colour"])
_BARE = word_set("it it's is the they they're are color colour its and a , . in")
