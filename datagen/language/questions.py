"""A question or an answer in, what it asks for, affirms or denies out."""

from __future__ import annotations

from itertools import pairwise

from datagen.language.english.words import CLOSED, IMAGE_WORDS, NEGATORS, word_set
from datagen.language.grammar import Mention, Reading, Sentence

_BE = frozenset(["is", "are", "was", "were"])
_MANY = frozenset(["many", "number"])
_SEE = word_set("see spot contain have show include feature find notice observe")
_SHOWS = word_set("shows contains has features see includes")
_YES = word_set("yes yeah yep correct indeed")
_NO_ADJECTIVES = word_set("visible single actual")


def polarity(reading: Reading) -> str | None:
    """ "yes" or "no", where an answer begins with it."""
    first = _word(reading, 0)
    if first in _YES:
        return "yes"
    return "no" if first in ("no", "nope") and _word(reading, 1) not in ("one", "other") else None


def _word(reading: Reading, at: int) -> str:
    return reading.words[at] if 0 <= at < len(reading.words) else ""


def asked_for(reading: Reading) -> tuple[Sentence, Mention] | None:
    """The object whose presence a question asks for: "is there a dog", "can you see any dogs"."""
    for sentence in reading.sentences:
        if not sentence.question or not sentence.mentions:
            continue
        first = sentence.first
        words = [_word(reading, at) for at in range(first, sentence.last)]
        mention = sentence.mentions[0]
        before = words[: mention.begin - first]
        if words[0] in _BE and words[1:2] == ["there"] and mention.begin - first <= 4:
            return sentence, mention
        if words[0] in ("do", "does", "can", "could", "did") and not _SEE.isdisjoint(before):
            return sentence, mention
        tail = set(words[mention.end - first :])
        if words[0] in _BE and len(before) <= 1 and tail & {"visible", "present"}:
            return sentence, mention
    return None


def counted(reading: Reading) -> tuple[Sentence, Mention] | None:
    """What a question asks the number of: "how many dogs", "what is the number of dogs"."""
    if _MANY.isdisjoint(reading.vocabulary):
        return None
    for at, pair in enumerate(pairwise(reading.words)):
        if pair in (("how", "many"), ("number", "of")):
            for sentence in reading.sentences:
                for mention in sentence.mentions:
                    if at < mention.start <= at + 4:
                        return sentence, mention
    return None


def narrowing(reading: Reading, sentence: Sentence, mention: Mention) -> frozenset[str]:
    """The words behind a mention that narrow down what is meant; none in "dogs in this image"."""
    joined = (m for m in sentence.mentions if _is_joined(reading, m))
    others = {at for one in joined for at in range(one.start, one.end)}
    places = range(mention.end, sentence.last)
    behind = (_word(reading, at) for at in places if at not in others)
    return frozenset(
        word
        for word in behind
        if word[0].isalnum()
        and word not in IMAGE_WORDS
        and word not in _WIDE
        and (word not in CLOSED or word in _OTHER_THAN)
    )


def _is_joined(reading: Reading, mention: Mention) -> bool:
    """Whether a mention is one more of a list: "no dogs or cats", "neither a dog nor a cat"."""
    return any(_word(reading, mention.begin - back) in ("or", "nor", "and") for back in (1, 2))


_WIDE = word_set("nothing else visible present seen shown see total depicted here anywhere")
_OTHER_THAN = word_set("not but besides except other than")


def is_plain(mention: Mention) -> bool:
    """Whether a phrase means all of its kind: no adjective, no number, no part."""
    return (
        set(mention.adjectives) <= _NO_ADJECTIVES
        and (mention.count is None or mention.count.number == 1)
        and not mention.partial
    )


def is_denial(reading: Reading, sentence: Sentence, mention: Mention) -> bool:
    """ "there are no dogs", "the image shows no dogs", "no dogs are visible", "without dogs"."""
    opening = _word(reading, mention.begin)
    before = [_word(reading, at) for at in range(sentence.first, mention.begin)]
    while before[:1] == ["no"] or before[:1] == [","]:
        before = before[1:]
    last = before[-1] if before else ""
    if last in ("without", "neither", "nor"):
        return True
    if opening == "no":
        shown = _word(reading, mention.end) in _BE | {"can"}
        return shown if not before else before[-2:-1] == ["there"] or last in _SHOWS
    if opening in ("any", "a", "an"):
        denied = not NEGATORS.isdisjoint(before) and "if" not in before
        return denied and ("there" in before or last in _SEE)
    return False


def is_open(reading: Reading) -> bool:
    """Whether a question asks what may be, or what somebody thinks: nobody can see that."""
    return not _OPEN.isdisjoint(reading.vocabulary) and any(s.question for s in reading.sentences)


_OPEN = word_set("might may possibly probably thinking feeling")
