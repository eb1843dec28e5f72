"""A reading and a trait in, which noun is given which of its values out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from datagen.language.english.words import (
    CLOSED,
    DETERMINERS,
    NUMBERS,
    PREPOSITIONS,
    VERB_FORMS,
    word_set,
)
from datagen.language.grammar import Reading, Sentence
from datagen.language.nouns import IS, first_noun, head_of, just_before, singular
from datagen.language.traits import COLOUR, Trait


class Described(NamedTuple):
    """`words` as they stand in the text, said of a `noun` in the singular; tokens `start` to `end`.

    `values`: what they stand for. `kind`: the word before the noun that says which sort it is
    ("street" sign). `indefinite`: it is any such thing, as in "a red bus", maybe another than was
    spoken of.
    """

    noun: str
    words: tuple[str, ...]
    values: frozenset[str]
    start: int
    end: int
    sentence: Sentence
    plural: bool
    kind: str = ""
    indefinite: bool = False

    @property
    def claim(self) -> str:
        return f"{' and '.join(self.words)} {self.noun}"


def described(reading: Reading, trait: Trait) -> Iterator[Described]:
    """ "a red bus", "a black and white cat", "the bus is red"."""
    words = reading.words
    if trait.values.keys().isdisjoint(reading.vocabulary):
        return
    spots = [
        at for at in range(len(words) - 1, -1, -1) if words[at] in trait.values
    ]  # from the end
    for sentence in reading.sentences:
        at = sentence.first
        while spots and spots[-1] < sentence.last:
            if (start := spots.pop()) < at:
                continue
            said, at = _run(words, start, sentence.last, trait)
            while at < sentence.last and words[at] in trait.tails:  # "green-colored"
                at += 1
            if at < sentence.last and words[at].endswith(trait.parts):
                continue  # "a blue-eyed dog"
            if noun := _noun_behind(words, at, sentence.last, trait):
                head, end = noun
                kind = words[head - 1] if head > at else ""
                one = _one(trait, words[head], said, start, end, sentence)
                yield one._replace(kind=kind, indefinite=_is_any(words, start, sentence.first))
            elif (subject := _subject(words, start, sentence, trait)) is not None:
                one = _one(trait, words[subject], said, start, at, sentence)
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


_FARTHEST = 32  # words; no subject is longer


def _one(
    trait: Trait, noun: str, said: tuple[str, ...], start: int, end: int, sentence: Sentence
) -> Described:
    noun = noun.removesuffix("'s")
    values = frozenset([trait.values[word] for word in said])
    single = singular(noun)
    return Described(single, said, values, start, end, sentence, single != noun)


def _run(words: list[str], at: int, last: int, trait: Trait) -> tuple[tuple[str, ...], int]:
    """A run of values: "red, white and blue"."""
    run = [words[at]]
    at += 1
    while at < last:
        step = at
        while step < last and words[step] in (",", "and", "&", "-"):
            step += 1
        if step < last and words[step] in trait.values:
            run.append(words[step])
            at = step + 1
        else:
            break
    return tuple(run), at


def _noun_behind(words: list[str], at: int, last: int, trait: Trait) -> tuple[int, int] | None:
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
    if end == at or not trait.names.isdisjoint(words[at:end]):
        return None
    return end - 1, end


def _acts(words: list[str], at: int) -> bool:
    """Whether a word behind a noun is a verb: "the green carpet covers the floor"."""
    word, behind = words[at], words[at + 1] if at + 1 < len(words) else "."
    return (
        word in VERB_FORMS
        or word.endswith(("ing", "ed"))
        or (word.endswith("s") and (behind in DETERMINERS or behind in PREPOSITIONS - {"of"}))
    )


_SHADES = word_set("mostly mainly all bright painted dark light colored both also")


def _subject(words: list[str], at: int, sentence: Sentence, trait: Trait) -> int | None:
    """The noun of which a value is told: "the bus is (mostly) red", "the bus, which is red"."""
    first = max(sentence.first, at - _FARTHEST)
    back = at - 1
    while back > first and (words[back] in _SHADES or words[back].endswith("ly")):
        back -= 1
    if back <= first or words[back] not in IS:
        return None
    if words[back - 1] in ("which", "that"):
        noun = just_before(words, back - 1 - (words[back - 2] == ","), first)
    else:
        noun = first_noun(words, first, back)
    if noun is None or words[noun] in trait.names or words[noun] in CLOSED:
        return None
    return noun if words[noun][0].isalpha() else None


def asked_colour(question: Reading, answer: Reading) -> Described | None:
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
    colours = tuple(word for word in bare if word in COLOUR.values)
    if not colours or len(colours) != len(bare) or sentence.unsure:
        return None
    at = sentence.first + said.index(colours[0])
    one = _one(COLOUR, words[noun], colours, at, at + 1, sentence)
    return one._replace(kind=_kind(words, noun))


def _noun_asked(words: list[str]) -> int | None:
    """What is asked for its colour: "what color is the bus (in this image)?"."""
    for at, word in enumerate(words):
        if word in _COLOR and {"what", "what's", "which"} & {*words[max(0, at - 4) : at]}:
            start = at + 1
            if words[start : start + 1] not in (["is"], ["of"]):
                return None
            noun = head_of(words, start + 1, len(words))
            return noun if noun is not None and words[noun].isalpha() else None
    return None


_COLOR = frozenset(["color", "colour"])
_BARE = word_set("it it's is the they they're are color colour its and a , . in")
