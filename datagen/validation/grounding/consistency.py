"""Rule 12: what a conversation says must agree with itself."""

from __future__ import annotations

from collections.abc import Iterator

from datagen.language.english.words import (
    IMAGE_WORDS,
    MAYBE_VERBS,
    NEGATORS,
    PREPOSITIONS,
    word_set,
)
from datagen.language.grammar import Mention, Sentence
from datagen.language.traits import COLOUR
from datagen.records import Finding
from datagen.validation.grounding.attributes import colours_of
from datagen.validation.grounding.case import Case, Said, assertions, finding
from datagen.validation.grounding.counts import CountClaim, count_claims
from datagen.validation.grounding.existence import denials, denied_questions
from datagen.validation.grounding.facts import Facts


def inconsistent(case: Case) -> Iterator[Finding]:
    """Rule 12: two statements about the same object that cannot both be true.

    Two counts of which one means all and is the smaller, or both mean all; a thing that is denied
    and described; two colours of one thing. Source: GQA, whose questions about one scene entail
    each other; here what is said of one object and one property keeps its value.
    """
    yield from _counts(case)
    yield from _presence(case)
    yield from _colours(case)


def _counts(case: Case) -> Iterator[Finding]:
    told: dict[frozenset[str], dict[tuple[int, bool, bool], CountClaim]] = {}
    for claim in case.once(count_claims):
        if (
            not claim.count.exact
            or claim.mention.adjectives
            or not case.facts.is_name(claim.mention)
        ):
            continue
        earlier = told.setdefault(claim.mention.categories, {})
        kind = claim.count.number, claim.whole, claim.mention.definite
        if kind in earlier:
            continue
        for before in earlier.values():
            if _disagree(case.facts, before, claim):
                yield _differs(claim, before)
                return
        earlier[kind] = claim


def _disagree(facts: Facts, one: CountClaim, other: CountClaim) -> bool:
    if one.count.number == other.count.number:
        return False
    less, more = sorted((one, other), key=lambda claim: claim.count.number)
    return _means_all(facts, less) and (_means_all(facts, more) or not more.whole)


def _means_all(facts: Facts, claim: CountClaim) -> bool:
    """Whether it counts all of them: by its words, or as "the two dogs" that nothing narrows."""
    if claim.answers:
        return claim.whole
    if not facts.is_of_all(claim.said.reading, claim.sentence, claim.mention, several=True):
        return False
    return claim.whole or claim.mention.definite


def _differs(claim: CountClaim, before: CountClaim) -> Finding:
    return finding(
        "inconsistent",
        "reject",
        claim.said,
        claim.sentence,
        claim.span,
        verdict="contradicted",
        claim=claim.words,
        why=f"turn {before.said.number} says '{before.words}'",
    )


def _presence(case: Case) -> Iterator[Finding]:
    denied: dict[str, Said] = {}
    for answer, mention in case.once(denied_questions):
        denied |= dict.fromkeys(case.facts.named_whole(mention), answer)
    for answer, _, mention in case.once(denials):
        denied |= dict.fromkeys(case.facts.named_whole(mention), answer)
    for said, sentence, mention in case.once(assertions) if denied else ():
        before = next((denied[c] for c in mention.categories if c in denied), None)
        if said.role != "gpt" or before is None or before.number == said.number:
            continue
        if case.facts.is_name(mention) and _is_told(said, sentence, mention):
            yield finding(
                "inconsistent",
                "reject",
                said,
                sentence,
                (mention.start, mention.end),
                verdict="contradicted",
                claim=mention.word,
                why=f"turn {before.number} says that there is none",
            )
            return


def _is_told(said: Said, sentence: Sentence, mention: Mention) -> bool:
    """Whether something is said to be there.

    People are spoken of where none are seen ("a person sits on it to rest"), so they must be said
    to be there, or to do what one sees: "a person is driving", "the person in the car drives".
    """
    if "person" not in mention.categories:
        return True
    words = said.reading.words
    opening = words[sentence.first : mention.begin]
    if "there" in opening or "see" in opening:
        return True
    if opening or mention.possessive or mention.begin == mention.start:
        return False
    counted = mention.count is not None and mention.count.exact
    if not (counted or words[mention.begin] in ("a", "the")):
        return False  # "most people are …"
    behind = words[mention.end : sentence.last]
    placed = behind[:1] != [] and behind[0] in _PLACES and behind[1:2] in (["the"], ["this"])
    if placed:
        verbs = (at for at in range(3, len(behind)) if behind[at] in _PRESENT)
        behind = behind[next(verbs, len(behind)) :]
    if len(behind) < _SHORTEST or not _UNSEEN.isdisjoint(behind):
        return False
    verb, then = behind[:2]
    if verb in ("is", "are"):
        return then.endswith("ing")
    if mention.definite:
        return verb in _PRESENT and not mention.plural and (placed or verb in _SEEN)
    return mention.plural and verb in ("sit", "stand", "lie") and then in PREPOSITIONS


_SHORTEST = 2  # words of a predicate
_PLACES = word_set("in on at inside")
_PRESENT = MAYBE_VERBS | {"is", "are"}
_SEEN = word_set("wears holds carries sits stands lies")
# What is not seen, or is so in general: "is behind the camera", "sits in it when it moves"
_UNSEEN = (
    IMAGE_WORDS
    | NEGATORS
    | word_set("camera photographer lens who whoever when it to missing lacking going coming")
)


def _colours(case: Case) -> Iterator[Finding]:
    told: dict[tuple[str, str], tuple[int, frozenset[str]]] = {}
    for said, one in case.once(colours_of):
        if one.plural:
            continue
        number, before = told.setdefault((one.noun, one.kind), (said.number, one.values))
        if number == said.number or COLOUR.agree(one.values, before):
            continue
        if case.facts.is_single(one.noun):
            yield finding(
                "inconsistent",
                "reject",
                said,
                one.sentence,
                (one.start, one.end),
                verdict="contradicted",
                claim=one.claim,
                why=f"turn {number} says {' and '.join(sorted(before))}",
            )
            return
