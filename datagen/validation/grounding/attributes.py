"""Rule 7: colours and other attributes, held against what captions say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from datagen.language.described import Described, asked, described
from datagen.language.doubts import doubtful
from datagen.language.grammar import Reading
from datagen.language.traits import COLOUR, Trait, attribute_words, attributes, rivals
from datagen.records import Finding, Severity
from datagen.validation.grounding.case import Case, Said, finding
from datagen.validation.grounding.facts import Facts

_Given: TypeAlias = dict[str, list[tuple[int, str]]]  # value: which captions say it, by which word


def wrong_colour(case: Case) -> Iterator[Finding]:
    """Rule 7: a thing of which there is one has another colour in the captions.

    Or things, where text and captions speak of several, and captions of one colour. Contradicted
    where all its colours differ from all that captions give the same noun, by more than people
    differ in naming them ("gray" and "silver"); not where a message gives the noun two colours,
    which are of two things. Boxes carry no colours. Source: COCO's captions of val2017, for the
    pairs of colours that two people give one thing.
    """
    for said, one, given in _refuted(case, COLOUR, case.once(colours_of)):
        yield _finding("wrong_colour", "reject", said, one, given)


def wrong_attribute(case: Case) -> Iterator[Finding]:
    """Rule 7: a thing of which there is one is in another state, or of another material or age,
    in the captions.

    Which words exclude each other, and of what, stands in english/attributes.yaml. As for colours,
    and with more care, as a word of such a kind often goes for a part: nothing is held against a
    value that any caption has a word for, of whatever thing, nor where several are boxed that the
    noun may mean. Source: what two people say of one thing in COCO's captions of val2017.
    """
    captions = case.facts.captions
    for trait in _disputed(case):
        for said, told, given in _refuted(case, trait, tuple(_told(case, trait))):
            if not (
                captions.vocabulary & trait.words_for(told.values)
                or _may_be_several(case.facts, told)
                or _is_likeness(said.reading, told)
            ):
                yield _finding("wrong_attribute", "warn", said, told, given)


def _disputed(case: Case) -> Iterator[Trait]:
    """Of which the text has a word, and the captions one that excludes it."""
    known, captions = attribute_words(), case.facts.captions
    disputed = {
        trait
        for one in case.statements
        for word in known & one.reading.vocabulary
        for trait, against in rivals()[word]
        if captions.may_hold(against) and not against.isdisjoint(captions.vocabulary)
    }
    return (trait for trait in attributes() if trait in disputed)


def _may_be_several(facts: Facts, told: Described) -> bool:
    """Whether several are boxed of what a noun names one of: of people, by "the man"."""
    found = () if told.plural else facts.lexicon.find([told.noun])
    return any(not facts.several.isdisjoint(one.term.strict) for one in found)


def _is_likeness(reading: Reading, told: Described) -> bool:
    """Whether something is only like such a thing, or shows one."""
    first, last = told.sentence.first, told.sentence.last
    return doubtful(reading.words[first:last], told.end - first)[told.start - first]


def _refuted(
    case: Case, trait: Trait, told: tuple[tuple[Said, Described], ...]
) -> Iterator[tuple[Said, Described, _Given]]:
    """What is told against all that captions say, and that; each noun of a message once."""
    seen = set[tuple[int, str]]()
    first = dict[tuple[int, str], frozenset[str]]()
    of_two = set[tuple[int, str]]()  # things of one name that a message gives two values
    for said, one in told:
        if not trait.agree(first.setdefault((said.number, one.noun), one.values), one.values):
            of_two.add((said.number, one.noun))
    for said, one in told:
        key = said.number, one.noun
        if key in seen or (key in of_two and not one.plural):
            continue
        given = case.facts.values_of(one, trait)
        if not given or trait.agree(one.values, given):
            continue
        if len(given) > 1 if one.plural else not case.facts.is_single(one.noun):
            continue
        seen.add(key)
        yield said, one, given


def _finding(rule: str, severity: Severity, said: Said, one: Described, given: _Given) -> Finding:
    return finding(
        rule,
        severity,
        said,
        one.sentence,
        (one.start, one.end),
        verdict="contradicted",
        claim=one.claim,
        why=f"captions say {' and '.join(of_value[0][1] for of_value in given.values())}",
        captions=sorted({index for of_value in given.values() for index, _ in of_value}),
    )


def colours_of(case: Case) -> Iterator[tuple[Said, Described]]:
    """Every colour that is stated, also as the bare answer to "what color is the bus?"."""
    return _told(case, COLOUR)


def _told(case: Case, trait: Trait) -> Iterator[tuple[Said, Described]]:
    for said in case.statements:
        for one in described(said.reading, trait):
            if one.sentence.is_sure(one.start, one.end) and not one.sentence.question:
                yield said, one
    for question, answer in case.exchanges:
        if told := asked(question.reading, answer.reading, trait):
            yield answer, told
