"""A record in, findings on what its text gives away out: rules over phrases, not single words.

Coordinates, leakage of the source, refusals and identity, first person, hedging. A word such as
"caption" or "context" is fine in a sentence about a sign or a scene; it leaks where it is named as
the source of what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from datagen.language.text import cut
from datagen.records import Finding, Severity
from datagen.validation.coordinates import COORDINATES
from datagen.validation.leaks import SOURCE_LEAK
from datagen.validation.phrase import Phrase, Told, folded, phrase, sentence_at
from datagen.validation.refusals import REFUSAL
from datagen.validation.structure import IMAGE, Subject


class WordingRule(NamedTuple):
    """Phrases that must not occur. `questions`: they are looked for in questions as well.

    `source`: what is known of such phrases in data of this kind.
    """

    name: str
    severity: Severity
    phrases: tuple[Phrase, ...]
    detail: str
    questions: bool
    source: str


_BLANK = " " * len(IMAGE)  # so that places in the text stay
_DIGIT = re.compile(r"\d")

FIRST_PERSON = (
    phrase("i", r"\bI (?:think|believe|guess|assume|would say|notice|observe)\b"),
    phrase("opinion", r"\bin my opinion\b"),
)

HEDGING = (
    phrase(
        "possibly probably perhaps presumably apparently seemingly likely maybe",
        r"\b(?:possibly|probably|perhaps|presumably|apparently|seemingly|likely|maybe)\b",
    ),
    phrase("might may could & be have also", r"\b(?:might|may|could) (?:be|have|also)\b"),
    phrase(
        "seem seems seemed appear appears appeared",
        r"\b(?:seem(?:s|ed)? to\b|appear(?:s|ed)? to\b|it (?:seems|appears)\b)",
    ),
    phrase(
        "hard difficult impossible & tell say determine know",
        r"\b(?:hard|difficult|impossible) to (?:tell|say|determine|know)\b",
    ),
    phrase(
        "unclear uncertain clear certain determined",
        r"\b(?:unclear|uncertain|not clear|not certain|cannot be determined)\b",
    ),
)

WORDING_RULES: tuple[WordingRule, ...] = (
    WordingRule(  # rule 8
        "coordinates",
        "reject",
        COORDINATES,
        "quotes coordinates",
        questions=True,
        source="LRV-Instruction dropped every row with coordinates: 33 of the 1,000 questions of "
        "its evaluation carry some, and 21 of 22 boxes with a width and a height have them equal.",
    ),
    WordingRule(  # rule 9
        "source_leak",
        "reject",
        SOURCE_LEAK,
        "betrays captions or boxes as its source",
        questions=True,
        source="The prompts of LLaVA, SVIT and Otter forbid it; users of LRV-Instruction report "
        "'bounding box' in many answers. Of single words LLaVA's reference answers hold one "
        "innocent 'context', so phrases are looked for.",
    ),
    WordingRule(  # rule 10
        "refusal_text",
        "reject",
        REFUSAL,
        "refuses, or speaks of the model itself",
        questions=False,
        source="A model that is given text alone says that it cannot see the image.",
    ),
    WordingRule(
        "first_person",
        "warn",
        FIRST_PERSON,
        "speaks in the first person",
        questions=False,
        source="Instructify asks for the first person, LLaVA's answers do without: a style.",
    ),
    WordingRule(  # rule 11
        "hedging",
        "warn",
        HEDGING,
        "is uncertain of what it says",
        questions=False,
        source="LLaVA asks for definite answers. Hedges stand in 8 % of its reference answers in "
        "conversations, 57 % of descriptions and 81 % of reasoning, which leaves this rule out.",
    ),
)


WORDING_RULE_NAMES = frozenset(rule.name for rule in WORDING_RULES)


_WORDS = frozenset[str]().union(
    *(words for rule in WORDING_RULES for each in rule.phrases for words in each.words)
)
# of the first words of each phrase of a rule
_WORDS_OF = {
    rule.name: frozenset(word for each in rule.phrases for word in each.words[0])
    for rule in WORDING_RULES
}
_FIRST_WORDS = frozenset[str]().union(*_WORDS_OF.values())
# by rule and such a word, the places of the phrases that need it
_PLACES = {
    rule.name: {
        word: frozenset(at for at, each in enumerate(rule.phrases) if word in each.words[0])
        for word in _WORDS_OF[rule.name]
    }
    for rule in WORDING_RULES
}


def suspicious_words(text: str) -> frozenset[str]:
    """The words in a text that a phrase needs, in lower case; every digit is the word 0."""
    if text.isascii():
        has_digit = any(map(text.__contains__, "0123456789"))
    else:
        has_digit = _DIGIT.search(text) is not None
        text = folded(text).encode("ascii", "replace").decode()
    words = cut(text).vocabulary
    if "'" in text:
        words = words.union(*[word.split("'") for word in words if "'" in word])
    found = _WORDS & words
    return found | {"0"} if has_digit else found


def check_wording(subject: Subject, *, skip: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """One finding a rule and turn: the first phrase that it is about."""
    asked = ""
    for number, (role, value) in enumerate(subject.turns):
        text = value.replace(IMAGE, _BLANK).replace("\u2019", "'")
        words = suspicious_words(text)
        if not _FIRST_WORDS.isdisjoint(words):
            told = Told(text, asked)
            for rule in WORDING_RULES:
                if rule.name in skip or (role == "human" and not rule.questions):
                    continue
                if _WORDS_OF[rule.name].isdisjoint(words):
                    continue
                if found := _first(rule, told, words):
                    stands = text[found.start() : found.end()]
                    claim = stands.strip()
                    start = found.start() + stands.index(claim)
                    yield Finding(
                        rule=rule.name,
                        severity=rule.severity,
                        detail=f"turn {number} {rule.detail}: '{claim}'",
                        turn=number,
                        sentence=sentence_at(value, start, start + len(claim)),
                        span=(start, start + len(claim)),
                        claim=claim,
                    )
        asked = text


def _first(rule: WordingRule, told: Told, words: frozenset[str]) -> re.Match[str] | None:
    """What stands first in the text; of two that start together, what stands first in the table."""
    places = _PLACES[rule.name]
    needed = frozenset().union(*[places[word] for word in words if word in places])
    may_stand = [rule.phrases[at] for at in sorted(needed) if rule.phrases[at].may_stand(words)]
    matches = [found for one in may_stand if (found := one.first_in(told))]
    return min(matches, key=re.Match.start, default=None)
