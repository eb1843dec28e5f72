"""Rules 1 and 2: what is said to be there, and what is said not to be."""

from __future__ import annotations

from collections.abc import Iterator

from datagen.language.english.words import IMAGE_WORDS, NEGATORS, word_set
from datagen.language.grammar import Mention, Reading, Sentence
from datagen.records import Finding
from datagen.validation.grounding.case import Case, Said, asserted, finding


def object_absent(case: Case) -> Iterator[Finding]:
    """Rule 1: a sentence asserts an object of which neither boxes nor captions know.

    Contradicted only where its absence is well supported (`Facts`), for every category that the
    word may stand for. Source: CHAIR, restricted to assertive sentences: unrestricted, it flags
    hypotheticals of good reasoning answers.
    """
    for said in case.answers:
        told = set[frozenset[str]]()
        for sentence, mention in asserted(said):
            if mention.categories in told or mention.word == "":
                continue
            if all(map(case.facts.is_absent, mention.categories)):
                told.add(mention.categories)
                yield finding(
                    "object_absent",
                    "reject",
                    said,
                    sentence,
                    (mention.start, mention.end),
                    verdict="contradicted",
                    claim=mention.word,
                    why="no box and no caption knows of one, nor of anything of its kind",
                )


def unsupported(case: Case) -> Iterator[Finding]:
    """Rule 1, unknown: nothing speaks for an asserted object, but its absence is not sure."""
    for said in case.answers:
        told = set[frozenset[str]]()
        for sentence, mention in asserted(said):
            categories = mention.categories
            if categories in told or all(map(case.facts.is_absent, categories)):
                continue
            support = case.facts.support(categories)
            if support.boxes or support.captions or support.hinted:
                continue
            if not (case.facts.scene.instances and case.facts.scene.captions):
                continue
            told.add(categories)
            yield finding(
                "unsupported",
                "warn",
                said,
                sentence,
                (mention.start, mention.end),
                verdict="unknown",
                claim=mention.word,
                why="no box and no caption knows of one",
            )


def wrong_yes(case: Case) -> Iterator[Finding]:
    """Rule 2: "yes" to a question whether something is there that is absent (POPE)."""
    for question, answer in case.exchanges:
        asked = _asked(question.reading)
        if asked and polarity(answer.reading) == "yes":
            mention = asked[1]
            if all(map(case.facts.is_absent, mention.categories)):
                yield finding(
                    "wrong_yes",
                    "reject",
                    answer,
                    answer.reading.sentences[0],
                    (0, 1),
                    verdict="contradicted",
                    claim=f"yes, {mention.word}",
                    why="no box and no caption knows of one, nor of anything of its kind",
                )


def wrong_no(case: Case) -> Iterator[Finding]:
    """Rule 2: "no", or a statement of absence, about something that is surely there.

    That is: by a box of half a hundredth of the image and more, or in the words of two captions.
    The question or statement must be about the category as such: "no dogs", not "no brown dogs",
    "no dogs on the couch" or "no puppies".
    """
    for question, answer in case.exchanges:
        asked = _asked(question.reading)
        if asked and polarity(answer.reading) == "no" and is_plain(question.reading, *asked):
            yield from _denied(case, answer, answer.reading.sentences[0], (0, 1), asked[1])
            continue
        for sentence in answer.reading.sentences:
            for mention in sentence.mentions:
                if mention.negated and _denies(answer.reading, sentence, mention):
                    span = mention.begin, mention.end
                    yield from _denied(case, answer, sentence, span, mention)


def _denied(
    case: Case, said: Said, sentence: Sentence, span: tuple[int, int], mention: Mention
) -> Iterator[Finding]:
    for category in mention.categories:
        if not _is_name(mention, category) or not case.facts.is_surely_there(category):
            continue
        support = case.facts.support([category])
        yield finding(
            "wrong_no",
            "reject",
            said,
            sentence,
            span,
            verdict="contradicted",
            claim=f"no {mention.word}",
            why=f"the image has {category}",
            boxes=support.boxes,
            captions=support.captions,
        )
        return


def _is_name(mention: Mention, category: str) -> bool:
    """Whether a word means the whole category, not a kind of it."""
    word = mention.word
    return (
        word == category
        or word.startswith(category)
        or (category == "person" and word in ("people", "persons", "anyone", "anybody"))
    )


def polarity(reading: Reading) -> str | None:
    """ "yes" or "no", where an answer begins with it."""
    first = reading.tokens[0].word if reading.tokens else ""
    if first in ("yes", "yeah", "yep", "correct"):
        return "yes"
    return "no" if first in ("no", "nope") and _word(reading, 1) not in ("one", "other") else None


def _word(reading: Reading, at: int) -> str:
    return reading.tokens[at].word if 0 <= at < len(reading.tokens) else ""


_BE = frozenset(["is", "are", "was", "were"])
_SEE = word_set("see spot contain have show include feature find notice observe")


def _asked(reading: Reading) -> tuple[Sentence, Mention] | None:
    """The object whose presence a question asks for."""
    for sentence in reading.sentences:
        if not sentence.question or not sentence.mentions:
            continue
        first = sentence.first
        while _word(reading, first) in ("<", "image", ">", "\n"):
            first += 1
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


_PLAIN = IMAGE_WORDS | word_set(
    "in the this is are visible present here at all to be seen shown any either . ? , it and "
    "anywhere depicted"
)
_PLAIN_ADJECTIVES = frozenset(["visible", "single", "actual"])


def is_plain(reading: Reading, sentence: Sentence, mention: Mention) -> bool:
    """Whether nothing narrows down what is asked for or denied."""
    behind = (_word(reading, at) for at in range(mention.end, sentence.last))
    return (
        all(word in _PLAIN for word in behind)
        and set(mention.adjectives) <= _PLAIN_ADJECTIVES
        and mention.count is None
        and not mention.partial
    )


def _denies(reading: Reading, sentence: Sentence, mention: Mention) -> bool:
    """ "there are no dogs", "the image shows no dogs", "no dogs are visible"."""
    if not is_plain(reading, sentence, mention):
        return False
    opening = _word(reading, mention.begin)
    before = [_word(reading, at) for at in range(sentence.first, mention.begin)]
    if opening == "no":
        if not before or before in (["no", ","],):
            return _word(reading, mention.end) in _BE
        return before[-2:-1] == ["there"] or before[-1] in (
            "shows",
            "contains",
            "has",
            "features",
            "see",
            "includes",
        )
    if opening == "any":
        return not NEGATORS.isdisjoint(before) and ("there" in before or before[-1] in _SEE)
    return False
