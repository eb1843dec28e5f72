"""A reading and a trait in, which noun is given which of its values out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from datagen.language.english.words import (
    AUXILIARIES,
    CLOSED,
    COLOURS,
    DETERMINERS,
    NEGATORS,
    NO_PARTICIPLES,
    NUMBERS,
    PREPOSITIONS,
    PRONOUNS,
    VERB_FORMS,
    word_set,
)
from datagen.language.grammar import Reading, Sentence
from datagen.language.nouns import IS, first_noun, head_of, just_before, singular
from datagen.language.text import spots
from datagen.language.traits import Trait


class Described(NamedTuple):
    """`words` as they stand in the text, said of a `noun`; tokens `start` to `end`.

    `noun` is a key that a singular and its plural share, `name` the noun as it stands in the text.
    `values`: what the words stand for. `kind`: the word before the noun that says which sort it is
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
    name: str
    kind: str = ""
    indefinite: bool = False

    @property
    def claim(self) -> str:
        return f"{' and '.join(self.words)} {self.name}"


def described(reading: Reading, trait: Trait) -> Iterator[Described]:
    """ "a red bus", "a black and white cat", "the bus is red"."""
    words = reading.words
    if trait.values.keys().isdisjoint(reading.vocabulary):
        return
    values = spots(words, trait.values.keys())[::-1]  # from the end
    for sentence in reading.sentences:
        at = sentence.first
        if not values or values[-1] >= sentence.last:
            continue
        while values and values[-1] < sentence.last:
            if (start := values.pop()) >= at and not _is_denied(words, start, sentence.first):
                at, one = _described(words, start, sentence, trait)
                if one is not None and (one.noun in trait.nouns or not trait.nouns):
                    yield one


def _is_denied(words: list[str], at: int, first: int) -> bool:
    """ "not a black (dog)", "is not black", "no black (dog)"; not "no leash on the black (dog)"."""
    back = at - 1
    while back > first and (words[back] not in CLOSED or words[back] in _ANY):
        back -= 1
    return back >= first and words[back] in NEGATORS


def _described(
    words: list[str], start: int, sentence: Sentence, trait: Trait
) -> tuple[int, Described | None]:
    """What the value that begins here is said of, if anything, and the place behind the run."""
    last = sentence.last
    said, at = _run(words, start, last, trait)
    while at < last and words[at] in trait.tails:  # "green-colored"
        at += 1
    before = words[start - 1] if start > sentence.first else ""
    behind = words[at] if at < last else ""
    if before in trait.undone_before or behind in trait.undone_behind:
        return at, None
    if behind.endswith(trait.parts) and behind not in _NO_PARTS:
        return at, None  # "a blue-eyed dog"
    made = before in _MADE_OF and "made" in words[max(0, start - 3) : start]
    found = None if made else _noun_behind(words, at, last, trait)
    if found is not None:
        if words[start] in trait.verbs and before.isalpha() and before not in _NO_SUBJECTS:
            return at, None  # "men open doors"
        noun, end = found
        kind = words[noun - 1] if noun > at and words[noun - 1] not in COLOURS else ""
        owned, indefinite = before.endswith("'s"), _is_any(words, start, sentence.first)
    else:
        subject = _subject(words, start, sentence, trait)
        if subject is None or (subject and words[subject - 1] in NEGATORS):
            return at, None
        noun, end, kind = subject, at, _kind(words, subject)
        owned, indefinite = words[noun - 1].endswith("'s"), False
    one = _one(trait, words[noun], said, start, end, sentence)
    if one.noun in trait.apart and (owned or words[noun + 1 : noun + 2] == ["of"]):
        return at, None  # "the oven's open door", "the door of the oven is open"
    return at, one._replace(kind=kind, indefinite=indefinite)


_NO_SUBJECTS = (
    (CLOSED - PRONOUNS - AUXILIARIES)
    | COLOURS.keys()
    | NUMBERS.keys()
    | word_set("large big small little tall old new wooden metal glass white several few many")
)
_MADE_OF = ("of", "from")
_NO_PARTS = NO_PARTICIPLES | {"bed", "red"}


def _kind(words: list[str], noun: int) -> str:
    before = words[noun - 1] if noun else ""
    is_kind = before.isalpha() and not any(before in no for no in (CLOSED, NUMBERS, COLOURS))
    return before if is_kind else ""


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
    return Described(single, said, values, start, end, sentence, single != noun, noun)


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
        and not (end > at and (_acts(words, end) or words[end - 1].endswith("'s")))
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


_SHADES = word_set(
    "mostly mainly all bright painted dark light colored both also wide made of out from"
)


def _subject(words: list[str], at: int, sentence: Sentence, trait: Trait) -> int | None:
    """The noun of which a value is told: "the bus is (mostly) red", "the bus, which is red",
    "is the bus red", "a bench made of wood", "with its door open".
    """
    first = max(sentence.first, at - _FARTHEST)
    back = at - 1
    while back > first and (words[back] in _SHADES or words[back].endswith("ly")):
        back -= 1
    if back <= first:
        return None
    if words[back] in IS and words[back - 1] in ("which", "that"):
        noun = just_before(words, back - 1 - (words[back - 2] == ","), first)
    elif words[back] in IS:
        noun = first_noun(words, first, back)
    else:
        noun = back if _stands_behind(words, first, back, at) else None
    if noun is None or words[noun] in trait.names or words[noun] in CLOSED:
        return None
    return noun if words[noun][0].isalpha() else None


def _stands_behind(words: list[str], first: int, noun: int, at: int) -> bool:
    """Whether a value that no verb comes before is said of the noun there."""
    if "made" in words[noun + 1 : at]:
        return just_before(words, noun + 1, first) == noun
    if words[first] in IS:
        return head_of(words, first + 1, noun + 1) == noun
    return "with" in words[max(first, noun - 3) : noun]


def asked(question: Reading, answer: Reading, trait: Trait) -> Described | None:
    """The bare answer to "what color is the bus?" or "is the bus red?": "No, it is blue."."""
    if trait.values.keys().isdisjoint(answer.vocabulary) or not answer.sentences:
        return None
    noun = _noun_asked(question, trait)
    if noun is None:
        return None
    sentence = answer.sentences[0]
    said = answer.words[sentence.first : sentence.last]
    bare = [word for word in said if word not in _SHADES and word not in _BARE]
    told = tuple(word for word in bare if word in trait.values)
    if not told or len(told) != len(bare) or sentence.unsure:
        return None
    words = question.words
    at = sentence.first + said.index(told[0])
    one = _one(trait, words[noun], told, at, at + 1, sentence)
    return one._replace(kind=_kind(words, noun))


def _noun_asked(question: Reading, trait: Trait) -> int | None:
    """What is asked for it: "what color is the bus?", "what is it made of?", "is the bus red?"."""
    words, noun = question.words, None
    for sentence in question.sentences if not trait.asked.isdisjoint(question.vocabulary) else ():
        for at in range(sentence.first, sentence.last):
            if words[at] in trait.asked and not _WHAT.isdisjoint(words[max(0, at - 8) : at]):
                noun = _noun_near(words, at, sentence.last)
    if noun is None and not trait.values.keys().isdisjoint(question.vocabulary):
        for sentence in question.sentences:
            spots = range(sentence.first, sentence.last)
            at = next((at for at in spots if words[at] in trait.values), sentence.first)
            if words[sentence.first] in IS and head_of(words, sentence.first + 1, at) == at - 1:
                noun = at - 1
    return noun if noun is not None and words[noun].isalpha() else None


def _noun_near(words: list[str], at: int, last: int) -> int | None:
    """ "(what) color is the bus", "(what is) the bus made (of)"."""
    if words[at + 1 : at + 2] == ["is"] or words[at : at + 2] == ["color", "of"]:
        return head_of(words, at + 2, last)
    verbs = [place for place in range(max(0, at - 8), at) if words[place] in IS]
    return head_of(words, verbs[-1] + 1, at) if words[at] == "made" and verbs else None


_WHAT = word_set("what what's which")
_BARE = word_set("it it's is the they they're are color colour its and a , . in no")
