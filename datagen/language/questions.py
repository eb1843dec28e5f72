"""A question or an answer in, what it asks for, affirms or denies out.

Narrow on purpose: "is there a dog under the truck" does not ask for a dog, and "the man has no dog"
does not deny one. Where words around a thing may narrow down what is meant, nothing is concluded.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from datagen.language.certainty import BREAKS
from datagen.language.english.answers import DENIED
from datagen.language.english.words import (
    AUXILIARIES,
    CLOSED,
    DETERMINERS,
    IMAGE_WORDS,
    NEGATORS,
    NUMBERS,
    PREPOSITIONS,
    SEEN,
    VERB_FORMS,
    word_set,
)
from datagen.language.grammar import Mention, Reading, Sentence

_BE = word_set("is are was were")
_SEE = word_set("see spot contain have show include feature find notice observe depict display")
_SHOWS = word_set("shows contains has features sees includes depicts displays")
_YES = word_set("yes yeah yep correct indeed")
_WATCHERS = word_set("you we one i anyone")
_FOUND = word_set("seen found spotted observed noticed")
_HERE = word_set("visible present shown seen depicted pictured captured")
# What may stand before a thing that is denied
_DENYING = (
    IMAGE_WORDS
    | _BE
    | _SEE
    | _SHOWS
    | _WATCHERS
    | word_set(
        "the this that there there's not isn't aren't wasn't weren't do does did doesn't don't "
        "didn't can can't cannot couldn't be seen and so also neither without currently"
    )
)
# What may stand around a thing, of which all in the image are meant all the same
_IDLE = (
    _DENYING
    | _HERE
    | word_set(
        "a an any been being could please in of on at from here anywhere somewhere total "
        "altogether exactly only just single how many what number count yes no none zero or nor "
        "appear appears it its all actual clearly nothing else either"
    )
)
_OTHER_THAN = word_set("besides except other than apart excluding beyond aside")
_INDEFINITE = word_set("a an any some")
_WHERE = frozenset(["where", "where's"])
_IT = word_set("it it's")
_RELATED = word_set("relative relation compared comparison respect reference regard")
_THERE = word_set("there anyone anybody someone somebody")
_ASKING = _BE | {"does", "do", "did", "has", "have"}
_LONGEST = 120  # words of a sentence: of longer ones, nobody says what they mean
_LONGEST_DENIAL = 10  # words before the thing
_FINITE = BREAKS | AUXILIARIES | VERB_FORMS
_HABITS = word_set("usually typically normally generally average")
_LIVES = word_set("live lives")
_GENERAL = _HABITS | _LIVES
_MANY = frozenset(["many", "number"])
_NO_ADJECTIVES = word_set("visible single actual")


def polarity(reading: Reading) -> str | None:
    """ "yes" or "no", where an answer begins with it. "No dogs, but a cat" is neither."""
    first = _word(reading, 0)
    if first in _YES:
        return "yes"
    if first in ("no", "nope"):
        following = _word(reading, 1)
        return "no" if following in DENIED or not following[:1].isalpha() else None
    return None


def _word(reading: Reading, at: int) -> str:
    return reading.words[at] if 0 <= at < len(reading.words) else ""


def asked_for(reading: Reading) -> tuple[Sentence, Mention] | None:
    """The object whose presence a question asks for: "is there a dog", "can you see any dogs"."""
    for sentence in reading.sentences:
        if not sentence.question or not sentence.mentions:
            continue
        mention = sentence.mentions[0]
        before = reading.words[sentence.first : mention.begin]
        if mention.negated or mention.possessive or mention.exhaustive:
            continue
        opening = reading.words[mention.begin]
        if not (mention.begin == mention.start or mention.count or opening in _INDEFINITE):
            continue
        if _word(reading, mention.end) == "and":  # "a dog and a cat": of which is "no" said?
            continue
        if _asks(before, behind=reading.words[mention.end : mention.end + 2]):
            return sentence, mention
    return None


def _asks(before: list[str], *, behind: list[str]) -> bool:
    """By the words before a thing and the two behind it."""
    match before:
        case [be, "there"] if be in _BE:
            return True
        case [be] if be in _BE:
            return not _HERE.isdisjoint(behind[:1])
        case ["can" | "could"]:
            return behind[:1] == ["be"] and not _FOUND.isdisjoint(behind[1:])
        case ["do" | "does" | "did" | "can" | "could", *watcher, verb] if verb in _SEE:
            return bool(watcher) and all(
                word in _WATCHERS or word in IMAGE_WORDS or word in ("the", "this", "that")
                for word in watcher
            )
    return False


def goes_on_of(question: Reading, answer: Reading) -> Mention | None:
    """What an answer speaks of without naming it: "Where is the dog?" "(It lies) on the left."

    None where the question asks how two things stand to each other: which is meant is not clear.
    """
    words = answer.words
    at = 2 if words[1:2] == [","] and words[0] in _YES else 0
    opening = words[at] if at < len(words) else ""
    if not (opening in _IT or opening in PREPOSITIONS or not answer.sentences[0].mentions):
        return None
    if _WHERE.isdisjoint(question.vocabulary):
        asked = asked_for(question) if at else None
        return asked[1] if asked and not asked[1].plural else None
    if not _RELATED.isdisjoint(question.vocabulary):
        return None
    named = [m for m in question.sentences[-1].mentions if m.names and _is_sought(question, m)]
    return named[0] if len(named) == 1 else None


def _is_sought(question: Reading, mention: Mention) -> bool:
    """ "Where is the dog (sitting)", not "where is the dog's tail" or "where does it look"."""
    behind, then = _word(question, mention.end), _word(question, mention.end + 1)
    if mention.possessive or not _DIRECTED.isdisjoint(question.words[mention.end :]):
        return False
    match _word(question, mention.begin - 1):
        case "can" | "could":
            return mention.definite and behind == "be" and then in SEEN
        case "do" | "does":
            placed = then in PREPOSITIONS or not then[:1].isalpha()
            return mention.definite and behind in _STANDS and placed
        case before if before not in _SOUGHT:
            return False
    if behind == "and":  # "and what does it do", not "and the cat"
        return then in _ASKING or then in _QUESTION_WORDS
    return behind in PREPOSITIONS or behind in _SITUATED or not behind[:1].isalpha()


_SOUGHT = _BE | _SEE | {"where's", "put"}
_STANDS = word_set("sit sits stand stands lie lies rest rests hang hangs appear appears")
_QUESTION_WORDS = word_set("what who how why")
_DIRECTED = word_set("look looking face facing gaze gazing stare staring point pointing go going")
_SITUATED = word_set(
    "located situated placed positioned sitting standing lying seated parked perched resting "
    "laying now visible that which who"
)


def speaks_of_image(reading: Reading) -> bool:
    """Whether a question is about what is there: it asks for something, or its subject is one thing
    of the image. "Do dogs like it here" is neither.
    """
    if asked_for(reading) is not None:
        return True
    asked = next((sentence for sentence in reading.sentences if sentence.question), None)
    if asked is None or asked.last - asked.first < 2:
        return False
    verb, subject = reading.words[asked.first : asked.first + 2]
    return verb in _ASKING and (subject in DETERMINERS or subject in _THERE)


def counted(reading: Reading) -> tuple[Sentence, Mention] | None:
    """What a question asks the number of: "how many dogs", "what is the number of dogs"."""
    if _MANY.isdisjoint(reading.vocabulary) or is_general(reading):
        return None
    for at, pair in enumerate(pairwise(reading.words)):
        if pair in (("how", "many"), ("number", "of")):
            for sentence in reading.sentences:
                for mention in sentence.mentions:
                    if at < mention.start <= at + 4:
                        return sentence, mention
    return None


class Narrowing(NamedTuple):
    """A word that may narrow down which things are meant; `place`: the preposition before it."""

    word: str
    place: str = ""


def is_plain(mention: Mention) -> bool:
    """Whether a phrase has no adjective, no number and no part to it."""
    return (
        _NO_ADJECTIVES.issuperset(mention.adjectives)
        and (mention.count is None or mention.count.number == 1)
        and not mention.partial
    )


def narrowings(reading: Reading, sentence: Sentence, mention: Mention) -> list[Narrowing]:
    """The words around a phrase that may narrow it down, up to the next break behind it.

    None in "how many dogs are there in this image". What "the two dogs" do does not narrow them
    down, what "only two dogs" do does.
    """
    words, behind = reading.words, mention.end
    if sentence.last - sentence.first > _LONGEST:
        return [Narrowing("...")]
    listed = {
        at
        for one in sentence.mentions
        if _is_joined(reading, one)
        for at in range(one.begin, one.end)
    }
    ends = _FINITE if mention.definite or words[mention.begin] == "all" else BREAKS
    while behind < sentence.last and (words[behind] not in ends or behind + 1 in listed):
        behind += 1
    others = [word for word in words[mention.end : sentence.last] if word in _OTHER_THAN]
    if _word(reading, behind) == "but" and words[behind - 1] != ",":  # "nobody but the driver"
        others.append("but")
    around = (*range(sentence.first, mention.begin), *range(mention.end, behind))
    return [
        *map(Narrowing, others),
        *(
            Narrowing(words[at], _place_before(words, at, sentence.first))
            for at in around
            if words[at] not in _IDLE
            and words[at][0].isalnum()
            and words[at] not in NUMBERS
            and at not in listed
            and not (words[at - 1] in ("or", "nor") and at > mention.end)
        ),
    ]


def _place_before(words: list[str], at: int, first: int) -> str:
    """The preposition of "on the lawn", for its noun."""
    while at > first and words[at - 1] in DETERMINERS:
        at -= 1
    return words[at - 1] if at > first and words[at - 1] in PLACES else ""


PLACES = word_set("in on at across along")


def places_of(words: list[str], first: int) -> set[Narrowing]:
    """Where something is said to be by the words from a place on: "on a green lawn"."""
    found = set[Narrowing]()
    place = ""
    for word in words[first:]:
        if word in PLACES:
            place = word
        elif word in CLOSED and word not in DETERMINERS:
            place = ""
        elif place:
            found.add(Narrowing(word, place))
    return found


def _is_joined(reading: Reading, mention: Mention) -> bool:
    """Whether a mention is one more of a list: "no dogs, birds or cats", "a dog nor a cat"."""
    return _word(reading, mention.begin - 1) in ("or", "nor", "and", ",")


def is_denial(reading: Reading, sentence: Sentence, mention: Mention) -> bool:
    """ "There are no dogs", "the image shows no dogs", "no dogs are visible", "we see no dogs".

    Of the image: "the man has no dog" is none.
    """
    words, begin = reading.words, mention.begin
    start = begin
    least = max(sentence.first, begin - _LONGEST_DENIAL)
    while start > least and words[start - 1] not in BREAKS:
        start -= 1
    before = words[start:begin]
    if before[:1] in (["no"], ["yes"]):
        before = before[1:]
    denials = [word for word in (*before, words[begin]) if word in NEGATORS]
    if len(denials) != 1 or not _DENYING.issuperset(before):
        return False
    if not before:
        return _word(reading, mention.end) in _BE | {"can"}
    if before[0] in ("there", "there's"):
        return True
    verb = next((word for word in reversed(before) if word in _SEE | _SHOWS), "")
    if before[0] in _WATCHERS:
        return bool(verb)
    if before[-1] == "without":
        return not IMAGE_WORDS.isdisjoint(words[sentence.first : begin])
    return bool(verb) and not IMAGE_WORDS.isdisjoint(before)


def is_general(reading: Reading) -> bool:
    """Whether a question asks how things usually are, wherever: "how many live in a herd".

    Not where it speaks of the image.
    """
    if _GENERAL.isdisjoint(reading.vocabulary):
        return False
    pairs = list(pairwise(("", *reading.words)))
    if any(before in ("the", "this") and word in IMAGE_WORDS for before, word in pairs):
        return False
    return not _HABITS.isdisjoint(reading.vocabulary) or (
        "here" not in reading.vocabulary
        and any(word in _LIVES and before not in _BEFORE_ADJECTIVES for before, word in pairs)
    )


_BEFORE_ADJECTIVES = _BE | word_set("a the this that")  # "the live show", "is live"


def is_open(reading: Reading) -> bool:
    """Whether a question asks what may be, or what somebody thinks: nobody can see that."""
    return not _OPEN.isdisjoint(reading.vocabulary) and any(s.question for s in reading.sentences)


_OPEN = word_set("might may possibly probably thinking feeling")
