"""What every rule reads: the turns of a record, as they were understood, and the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from datagen.language.english.words import (
    AUXILIARIES,
    IMAGE_WORDS,
    PREPOSITIONS,
    VERB_FORMS,
    word_set,
)
from datagen.language.grammar import Mention, Reading, Sentence
from datagen.language.imagined import is_imagined
from datagen.language.questions import is_general
from datagen.records import Evidence, Finding, Severity, Verdict
from datagen.validation.grounding.facts import Facts
from datagen.validation.phrase import QUOTED, quoted

T = TypeVar("T")


class Said(NamedTuple):
    """One message, read. `number` counts messages from 0."""

    number: int
    role: str
    reading: Reading


class Assertion(NamedTuple):
    """What a message flatly says to be there, and not of a kind of things in general."""

    said: Said
    sentence: Sentence
    mention: Mention


class Case:
    """A conversation about an image.

    `affirmed` are questions that were answered with yes, read as statements. `statements`: all that
    is said to be so, in the order of the turns. `exchanges`: questions with their answers.
    Its assertions are of what is flatly said to be there. "Dogs and cats" answers "what might come
    by" and asserts nothing.
    """

    def __init__(self, turns: tuple[Said, ...], affirmed: tuple[Said, ...], facts: Facts) -> None:
        self.turns = turns
        self.affirmed = affirmed
        self.facts = facts
        self.answers = tuple([turn for turn in turns if turn.role == "gpt"])
        self.statements = tuple(sorted((*self.answers, *affirmed), key=lambda said: said.number))
        self.exchanges = tuple(
            [
                (question, answer)
                for question, answer in pairwise(turns)
                if question.role == "human" and answer.role == "gpt"
            ]
        )
        self._known = dict[object, tuple[Any, ...]]()
        self._stories = dict[int, bool]()

    def once(self, find: Callable[[Case], Iterable[T]]) -> tuple[T, ...]:
        """What several rules ask for, found once."""
        if find not in self._known:
            self._known[find] = tuple(find(self))
        return self._known[find]

    @cached_property
    def _asked(self) -> dict[int, Reading]:
        return {answer.number: question.reading for question, answer in self.exchanges}

    def asserted(self, said: Said, sentence: Sentence) -> Iterator[Assertion]:
        """What one sentence asserts."""
        mentions = [m for m in sentence.mentions if m.asserted and m.term.strict]
        if not mentions or not self._is_of_image(sentence):
            return
        asked = self._asked.get(said.number)
        if _is_guess(said.reading, sentence) and _is_doubt(asked):
            return
        if self._is_imagined(said) and not _is_of_the_image(said.reading, sentence):
            return
        for mention in mentions:
            yield Assertion(said, sentence, mention)

    def _is_imagined(self, said: Said) -> bool:
        """Whether a message answers what comes next, or came before: it tells a story."""
        if said.number not in self._stories:
            asked = self._asked.get(said.number)
            self._stories[said.number] = asked is not None and is_imagined(asked)
        return self._stories[said.number]

    def _is_of_image(self, sentence: Sentence) -> bool:
        """Not of a kind of things in general, unless it is one that the image shows."""
        return not sentence.general or self.facts.has_word(sentence.general)


def assertions(case: Case) -> Iterator[Assertion]:
    """Everything that is asserted."""
    for said in case.statements:
        for sentence in said.reading.sentences:
            yield from case.asserted(said, sentence)


def unboxed(case: Case) -> Iterator[Assertion]:
    """What is asserted and no box shows."""
    is_boxed = case.facts.is_boxed
    for said in case.statements:
        for sentence in said.reading.sentences:
            for one in sentence.terms:
                if one.term.strict and not is_boxed(one.term.strict):
                    told = case.asserted(said, sentence)
                    yield from (one for one in told if not is_boxed(one.mention.term.strict))
                    break


def _is_guess(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence guesses, where it answers what may be: it is unsure of a part, or only
    names things, begins with one, and has no verb.
    """
    if sentence.sure_to < sentence.last:
        return not _says_there_is(reading, sentence)
    if not sentence.mentions or sentence.mentions[0].begin != sentence.first:
        return False
    return _VERBS.isdisjoint(reading.words[sentence.first : sentence.last])


def _says_there_is(reading: Reading, sentence: Sentence) -> bool:
    """ "There are two dogs here", "there is a dog in the image"; not "a dog in such woods"."""
    words = reading.words
    if not sentence.mentions or words[sentence.first] != "there":
        return False
    first = sentence.mentions[0]
    behind = words[first.end : first.end + 3]
    if not (first.asserted and first.begin == sentence.first + 2) or first.begin == first.start:
        return False
    if behind[:1] == ["here"] or not IMAGE_WORDS.isdisjoint(behind):
        return True
    counted = first.count is not None and first.count.exact
    placed = behind[:1] != [] and behind[0] in PREPOSITIONS and behind[1:2] in (["the"], ["this"])
    return counted and placed and _TALES.isdisjoint(behind)


_TALES = word_set("story stories tale book novel song film movie show joke dream")


def _is_of_the_image(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence of a story speaks of what is seen all the same: "in this picture, …"."""
    words = reading.words[sentence.first : sentence.last]
    if "here" in words and words[words.index("here") - 1] not in _COMES:
        return True
    if words[0] in ("there", "there's") and sentence.mentions:
        end = sentence.mentions[0].end - sentence.first
        return words[end] in _PLACED or not IMAGE_WORDS.isdisjoint(words[end : end + 3])
    return any(
        word in IMAGE_WORDS and words[at - 2 : at] in (["in", "the"], ["in", "this"])
        for at, word in enumerate(words)
    )


_COMES = frozenset(("come", "comes", "came", "back", "get", "gets", "got", "arrive", "arrived"))
_PLACED = PREPOSITIONS - {"to", "from", "at", "for", "with", "of", "before", "after"}


def _is_doubt(question: Reading | None) -> bool:
    """Whether a question asks what may be, or is so in general."""
    if question is None or not question.sentences:
        return False
    return question.sentences[-1].unsure or is_general(question)


_VERBS = AUXILIARIES | VERB_FORMS


def finding(
    rule: str,
    severity: Severity,
    said: Said,
    sentence: Sentence,
    span: tuple[int, int],
    *,
    verdict: Verdict,
    claim: str,
    why: str,
    boxes: Iterable[int] = (),
    captions: Iterable[int] = (),
) -> Finding:
    """`span` in tokens. `why` is told to people, behind the claim.

    What is quoted has an end: a run-on sentence may be found fault with a thousand times.
    """
    reading, words = said.reading, said.reading.span(*span)
    text = quoted(reading.text, reading.span(sentence.first, sentence.last), words)
    claim = claim if len(claim) <= QUOTED else f"{claim[:QUOTED]}…"
    return Finding(
        rule=rule,
        severity=severity,
        detail=f"turn {said.number} says '{claim}': {why}",
        turn=said.number,
        verdict=verdict,
        sentence=text,
        span=words,
        claim=claim,
        evidence=Evidence(boxes=tuple(boxes), captions=tuple(captions)),
    )
