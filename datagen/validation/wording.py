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


class Phrase(NamedTuple):
    """A pattern, and words one of which is in every text that it finds anything in.

    Most texts hold none of the words, and that is told fifty times faster than by the patterns.
    """

    words: frozenset[bytes]
    pattern: re.Pattern[str]


class WordingRule(NamedTuple):
    """Phrases that must not occur. `questions`: they are looked for in questions as well."""

    name: str
    severity: Severity
    phrases: tuple[Phrase, ...]
    detail: str
    questions: bool


def _phrase(words: str, pattern: str) -> Phrase:
    return Phrase(frozenset(words.encode().split()), re.compile(pattern, re.IGNORECASE))


_NUMBER = r"\d*\.?\d+"
_FRACTION = r"[01]?\.\d+"
_DIGIT = re.compile(r"\d")

# Every digit is read as the word 0.
COORDINATES = (
    # four numbers in brackets, whatever their unit
    _phrase("0", rf"[\[(<]\s*{_NUMBER}(?:\s*,\s*{_NUMBER}){{3}}\s*[\])>]"),
    # two fractions in brackets
    _phrase("0", rf"[\[(]\s*{_FRACTION}\s*,\s*{_FRACTION}\s*[\])]"),
    # three fractions in a row, and x1=, y = and the like
    _phrase("0", rf"(?<![\d.]){_FRACTION}\s*,\s*{_FRACTION}\s*,\s*{_FRACTION}"),
    _phrase("0", r"\b[xy][12]?\s*[=:]\s*\d"),
    # at 0.25, 0.4
    _phrase("0", rf"\b(?:at|from|to|near) {_FRACTION}\s*,\s*{_FRACTION}\b"),
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

_SOURCE_WORDS = "caption captions annotation annotations bounding coordinates metadata list"
_TEXT_WORDS = f"{_SOURCE_WORDS} context information description descriptions sentences prompt data"

SOURCE_LEAK = (
    _phrase("bounding", r"\bbounding[\s-]box(?:es)?\b"),
    _phrase("coordinates", r"\b(?:box|pixel|normali[sz]ed) coordinates\b"),
    _phrase("coordinates", r"\bcoordinates (?:of|for|given|provided|in) the\b"),
    # the captions say …
    _phrase(_SOURCE_WORDS, rf"\b{_WHICH} {_SOURCES}{_NOT} {_SAYS}\b"),
    _phrase(
        "sentence sentences description descriptions",
        rf"\b(?:the|these|those|your|all|five)(?: \w+)? (?:sentences?|descriptions?){_NOT} "
        rf"{_SAYS}\b",
    ),
    # according to the captions, based on the information provided
    _phrase(
        _SOURCE_WORDS,
        rf"\b(?:{_GOING_BY}|given|from) (?:the|these|your)(?: \w+)? {_SOURCES}\b",
    ),
    _phrase(
        "description descriptions sentence sentences text prompt",
        rf"\b{_GOING_BY} (?:the|these|your)(?: \w+)? (?:descriptions?|sentences?|text|prompt)\b",
    ),
    _phrase(
        "information context data details list",
        rf"\b{_GOING_BY} the(?: \w+)? (?:information|context|data|details|list)"
        r"(?=\s+(?:provided|given|supplied|above)|\s*[,.;:])",
    ),
    _phrase(_TEXT_WORDS, rf"\b(?:provided|given|supplied|above|following) {_TEXTS}\b"),
    _phrase(
        _TEXT_WORDS,
        rf"\b{_TEXTS} (?:(?:that|which) (?:is|are|was|were) )?(?:provided|given|supplied)\b",
    ),
    # mentioned in the captions, in the annotations
    _phrase(
        "mentioned specified stated described listed indicated given provided",
        r"\b(?:mentioned|specified|stated|described|listed|indicated|given|provided) in the "
        rf"(?:{_TEXTS}|text|list)\b",
    ),
    _phrase(
        "caption captions annotation annotations description descriptions",
        r"\bin the (?:captions?\b(?! (?:of|on|under|below))|annotations?\b|descriptions\b"
        r"|image (?:captions?|descriptions?)\b)",
    ),
    _phrase(
        "description descriptions",
        r"\b(?:phrases?|words?|sentences?)\b[^.\n]{0,40} in the descriptions?\b",
    ),
    # is not mentioned, no mention of
    _phrase(
        "mentioned specified stated",
        rf"\b(?:is|are|was|were) (?:not|never) {_ADVERB}(?:mentioned|specified|stated)\b",
    ),
    _phrase(
        "mentioned specified stated",
        rf"\b(?:isn't|aren't|wasn't|weren't) {_ADVERB}(?:mentioned|specified|stated)\b",
    ),
    _phrase("mention specify", rf"\b(?:does|do|did)(?: not|n't) {_ADVERB}(?:mention|specify)\b"),
    _phrase("mention mentioned", r"\bno mention of\b|\bnot mentioned\b|\bwithout mention of\b"),
    # one of the captions, five sentences
    _phrase(
        "caption captions",
        r"\b(?:one|some|another|none|two|three|four|all|most|many) of the captions?\b",
    ),
    _phrase("sentences captions descriptions", r"\bfive (?:sentences|captions|descriptions)\b"),
    _phrase(
        "described captioned annotated labeled labelled",
        r"\bthe (?:image|picture|photo|scene) is (?:described|captioned|annotated|labell?ed) as\b",
    ),
)

_CANNOT = (
    r"(?:I|we) (?:can(?:not|'t| not)|could(?: not|n't)|(?:am|was|are)(?: not able| unable) to|"
    r"(?:do not|don't|did not|didn't) have (?:the|any) (?:ability|capability|capacity|means) to)"
)
_LOOK = r"(?:see|view|access|look at|open|display|analy[sz]e|process|interpret|perceive|observe)"
_MODEL = r"(?:ai|artificial intelligence|(?:large )?language model|text-based)"

_MODEL_WORDS = "ai artificial language text"

REFUSAL = (
    _phrase(_MODEL_WORDS, rf"\bas an? {_MODEL}\b"),
    _phrase(_MODEL_WORDS, rf"\bI(?:'m| am) (?:just |only )?an? {_MODEL}\b"),
    _phrase(
        "i we",
        rf"\b{_CANNOT} (?:actually |directly |really |physically )?{_LOOK}"
        r" (?:any |the |this |your |an? )?(?:actual |attached )?"
        r"(?:images?|pictures?|photos?|photographs?|visuals?)\b",
    ),
    _phrase(
        "access",
        r"\b(?:do not|don't|cannot|can't|no) (?:currently )?(?:have )?(?:any |direct )*access"
        r"(?: to (?:the|this|that|any|your|an?) (?:images?|pictures?|photos?|visuals?)\b)",
    ),
    _phrase(
        "possible impossible",
        rf"\b(?:not possible|impossible) for me to {_LOOK}\b",
    ),
    _phrase(
        "i we",
        r"\b(?:I|we) (?:can(?:not|'t| not)|(?:am|are) (?:unable|not able) to|won't|will not) "
        r"(?:help )?(?:identify|recogni[sz]e|name) (?:the |any |this |these |real )*"
        r"(?:people|persons?|individuals?|man|woman|faces?)\b",
    ),
    _phrase(
        "i apologies",
        r"\bI(?:'m| am) (?:very |really |so )?sorry,? (?:but|I|that I|for)\b"
        r"|^I(?:'m| am) (?:very |really |so )?sorry\b|\bI apologi[sz]e\b|\bmy apologies\b",
    ),
    _phrase("i", r"\bI(?:'m| am) (?:unable|not able) to\b"),
    _phrase(
        "i",
        r"\bI (?:cannot|can't|won't|will not) "
        r"(?:assist|help|comply|fulfil|answer|provide|generate)\b",
    ),
    _phrase("message", r"\byour message is empty\b"),
    _phrase(
        "provided attached given uploaded",
        r"\b(?:no|without an?) image (?:was|has been|is) (?:provided|attached|given|uploaded)\b",
    ),
    _phrase(
        "please",
        r"\bplease (?:provide|upload|share|attach) (?:an?|the|your|more)\b"
        r"[^.\n]{0,30}\b(?:image|captions?|context|information|details)\b",
    ),
)

FIRST_PERSON = (
    _phrase("i", r"\bI (?:think|believe|guess|assume|would say|notice|observe)\b"),
    _phrase("opinion", r"\bin my opinion\b"),
)

HEDGING = (
    _phrase(
        "possibly probably perhaps presumably apparently seemingly likely maybe",
        r"\b(?:possibly|probably|perhaps|presumably|apparently|seemingly|likely|maybe)\b",
    ),
    _phrase("might may could", r"\b(?:might|may|could) (?:be|have|also)\b"),
    _phrase(
        "seem seems seemed appear appears appeared",
        r"\b(?:seem|appear)(?:s|ed)? to\b|\bit (?:seems|appears)\b",
    ),
    _phrase(
        "hard difficult impossible",
        r"\b(?:hard|difficult|impossible) to (?:tell|say|determine|know)\b",
    ),
    _phrase(
        "unclear uncertain clear certain determined",
        r"\b(?:unclear|uncertain|not clear|not certain|cannot be determined)\b",
    ),
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


_WORDS = frozenset(
    word for rule in WORDING_RULES for phrase in rule.phrases for word in phrase.words
)
# ASCII letters in lower case, everything else a gap
_AS_WORDS = bytes(
    sign if chr(sign).islower() else sign + 32 if chr(sign).isupper() else 32 for sign in range(128)
).ljust(256)
# what the patterns take for an ASCII letter where case does not matter
_AS_LETTERS = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


def suspicious_words(text: str) -> frozenset[bytes]:
    """The words in a text that a phrase needs, in lower case; every digit is the word 0."""
    if text.isascii():
        data, has_digit = text.encode(), any(map(text.__contains__, "0123456789"))
    else:
        data = text.translate(_AS_LETTERS).encode(errors="surrogatepass")
        has_digit = _DIGIT.search(text) is not None
    found = _WORDS.intersection(data.translate(_AS_WORDS).split())
    return found | {b"0"} if has_digit else found


def check_wording(subject: Subject, *, skip: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """One finding a rule and turn: the first phrase that it is about."""
    for number, (role, value) in enumerate(subject.turns):
        text = value.replace(IMAGE, "").replace("\u2019", "'")
        words = suspicious_words(text)
        if not words:
            continue
        for rule in WORDING_RULES:
            if rule.name in skip or (role == "human" and not rule.questions):
                continue
            if found := _first(rule.phrases, text, words):
                yield Finding(
                    rule=rule.name,
                    severity=rule.severity,
                    detail=f"turn {number} {rule.detail}: '{found[0].strip()}'",
                    turn=number,
                )


def _first(phrases: tuple[Phrase, ...], text: str, words: frozenset[bytes]) -> re.Match[str] | None:
    """What stands first in the text; of two that start together, what stands first in the table."""
    matches = [
        found
        for phrase in phrases
        if not phrase.words.isdisjoint(words) and (found := phrase.pattern.search(text))
    ]
    return min(matches, key=re.Match.start, default=None)
