"""A record in, findings on what its text gives away out: rules over phrases, not single words.

Coordinates, leakage of the source, refusals and identity, first person, hedging. A word such as
"caption" or "context" is fine in a sentence about a sign or a scene; it leaks where it is named as
the source of what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from datagen.records import Finding, Severity
from datagen.validation.structure import IMAGE, Subject


class WordingRule(NamedTuple):
    """A pattern that must not occur. `questions`: it is looked for in questions as well."""

    name: str
    severity: Severity
    pattern: re.Pattern[str]
    detail: str
    questions: bool


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_NUMBER = r"\d*\.?\d+"
_FRACTION = r"[01]?\.\d+"

COORDINATES = _any(
    # four numbers in brackets, whatever their unit
    rf"[\[(<]\s*{_NUMBER}(?:\s*,\s*{_NUMBER}){{3}}\s*[\])>]",
    # two fractions in brackets
    rf"[\[(]\s*{_FRACTION}\s*,\s*{_FRACTION}\s*[\])]",
    # three fractions in a row, and x1=, y = and the like
    rf"(?<![\d.]){_FRACTION}\s*,\s*{_FRACTION}\s*,\s*{_FRACTION}",
    r"\b[xy][12]?\s*[=:]\s*\d",
    # at 0.25, 0.4
    rf"\b(?:at|from|to|near) {_FRACTION}\s*,\s*{_FRACTION}\b",
)

_SOURCES = (
    r"(?:captions?|annotations?|bounding[\s-]box(?:es)?|coordinates|metadata|list of objects)"
)
_TEXTS = rf"(?:{_SOURCES}|context|information|descriptions?|sentences|prompt|data)"
_WHICH = (
    r"(?:the|these|those|this|each|all|both|its|your|several|five|other|first|second|last)"
    r"(?: \w+)?"
)
_NOT = r"(?: also| all| both| only|(?: do| does|) not| don't| doesn't)?"
_SAYS = (
    r"(?:say|says|said|states?|stated|mentions?|mentioned|describes?|described|indicates?|"
    r"suggests?|notes?|provides?|shows?|lists?|tells?|includes?)"
)
_GOING_BY = r"(?:according to|based on|judging by|judging from|as per)"
_ADVERB = r"(?:explicitly |specifically |clearly |directly )?"

SOURCE_LEAK = _any(
    r"\bbounding[\s-]box(?:es)?\b",
    r"\b(?:box|pixel|normali[sz]ed) coordinates\b",
    r"\bcoordinates (?:of|for|given|provided|in) the\b",
    # the captions say …
    rf"\b{_WHICH} {_SOURCES}{_NOT} {_SAYS}\b",
    # according to the captions, based on the information provided
    rf"\b(?:{_GOING_BY}|given|from) (?:the|these|your)(?: \w+)? {_SOURCES}\b",
    rf"\b{_GOING_BY} (?:the|these|your)(?: \w+)? (?:descriptions?|sentences?|text|prompt)\b",
    rf"\b{_GOING_BY} the(?: \w+)? (?:information|context|data|details|list)"
    r"(?=\s+(?:provided|given|supplied|above)|\s*[,.;:])",
    rf"\b(?:provided|given|supplied|above|following) {_TEXTS}\b",
    rf"\b{_TEXTS} (?:(?:that|which) (?:is|are|was|were) )?(?:provided|given|supplied)\b",
    # mentioned in the captions, in the annotations
    r"\b(?:mentioned|specified|stated|described|listed|indicated|given|provided) in the "
    rf"(?:{_TEXTS}|text|list)\b",
    r"\bin the (?:captions?\b(?! (?:of|on|under|below))|annotations?\b|descriptions\b"
    r"|image (?:captions?|descriptions?)\b)",
    r"\b(?:phrases?|words?|sentences?)\b[^.\n]{0,40} in the descriptions?\b",
    # is not mentioned, no mention of
    rf"\b(?:is|are|was|were) (?:not|never) {_ADVERB}(?:mentioned|specified|stated)\b",
    rf"\b(?:isn't|aren't|wasn't|weren't) {_ADVERB}(?:mentioned|specified|stated)\b",
    rf"\b(?:does|do|did)(?: not|n't) {_ADVERB}(?:mention|specify)\b",
    r"\bno mention of\b|\bnot mentioned\b|\bwithout mention of\b",
    # one of the captions, five sentences
    r"\b(?:one|some|another|none|two|three|four|all|most|many) of the captions?\b",
    r"\bfive (?:sentences|captions|descriptions)\b",
    r"\bthe (?:image|picture|photo|scene) is (?:described|captioned|annotated|labell?ed) as\b",
)

_CANNOT = (
    r"I (?:can(?:not|'t)|could(?: not|n't)|am unable to|am not able to|do not have the ability to)"
)
_MODEL = r"(?:ai|artificial intelligence|(?:large )?language model|text-based)"

REFUSAL = _any(
    rf"\bas an? {_MODEL}\b",
    rf"\bI(?:'m| am) (?:just |only )?an? {_MODEL}\b",
    rf"\b{_CANNOT} (?:actually |directly |really )?"
    r"(?:see|view|access|look at|open|display|analy[sz]e|process)"
    r" (?:any |the |this |your |an? )?(?:images?|pictures?|photos?|visuals?)\b",
    r"\bI(?:'m| am) (?:very |really |so )?sorry,? (?:but|I|that I|for)\b"
    r"|^I(?:'m| am) (?:very |really |so )?sorry\b|\bI apologi[sz]e\b|\bmy apologies\b",
    r"\bI(?:'m| am) (?:unable|not able) to\b",
    r"\bI (?:cannot|can't|won't|will not) (?:assist|help|comply|fulfil|answer|provide|generate)\b",
    r"\byour message is empty\b",
    r"\b(?:no|without an?) image (?:was|has been|is) (?:provided|attached|given|uploaded)\b",
    r"\bplease (?:provide|upload|share|attach) (?:an?|the|your|more)\b"
    r"[^.\n]{0,30}\b(?:image|captions?|context|information|details)\b",
)

FIRST_PERSON = _any(
    r"\bI (?:think|believe|guess|assume|would say|notice|observe)\b",
    r"\bin my opinion\b",
)

HEDGING = _any(
    r"\b(?:possibly|probably|perhaps|presumably|apparently|seemingly|likely|maybe)\b",
    r"\b(?:might|may|could) (?:be|have|also)\b",
    r"\b(?:seem|appear)(?:s|ed)? to\b|\bit (?:seems|appears)\b",
    r"\b(?:hard|difficult|impossible) to (?:tell|say|determine|know)\b",
    r"\b(?:unclear|uncertain|not clear|not certain|cannot be determined)\b",
)

WORDING_RULES: tuple[WordingRule, ...] = (
    WordingRule("coordinates", "reject", COORDINATES, "quotes coordinates", questions=True),
    WordingRule(
        "source_leak", "reject", SOURCE_LEAK, "betrays captions or boxes as its source", True
    ),
    WordingRule("refusal_text", "reject", REFUSAL, "refuses, or speaks of the model itself", False),
    WordingRule("first_person", "warn", FIRST_PERSON, "speaks in the first person", False),
    WordingRule("hedging", "warn", HEDGING, "is uncertain of what it says", False),
)


WORDING_RULE_NAMES = frozenset(rule.name for rule in WORDING_RULES)


def check_wording(subject: Subject, *, skip: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """One finding a rule and turn: the first phrase that it is about."""
    for number, (role, value) in enumerate(subject.turns):
        text = value.replace(IMAGE, "").replace("\u2019", "'")
        for rule in WORDING_RULES:
            if rule.name in skip or (role == "human" and not rule.questions):
                continue
            if found := rule.pattern.search(text):
                yield Finding(
                    rule=rule.name,
                    severity=rule.severity,
                    detail=f"turn {number} {rule.detail}: '{found[0].strip()}'",
                    turn=number,
                )
