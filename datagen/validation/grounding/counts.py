"""Rule 3: how many there are said to be."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from datagen.language.english.words import CLOSED, IMAGE_WORDS, NUMBERS, word_set
from datagen.language.grammar import Count, Mention, Reading, Sentence
from datagen.language.phrases import may_count
from datagen.language.questions import counted, is_plain, narrowings
from datagen.records import Finding
from datagen.validation.grounding.case import Assertion, Case, Said, finding
from datagen.validation.grounding.facts import SMALL, Facts, Known

# One word for a pair: what is boxed as one is counted as two, or the other way round.
_PAIRS = frozenset(["skis", "scissors"])


class CountClaim(msgspec.Struct, frozen=True, gc=False):
    """How many of what a message states.

    `whole`: in words that mean all of them. `answers`: as the answer to "how many", where `mention`
    is what the question asks for.
    """

    said: Said
    sentence: Sentence
    span: tuple[int, int]
    mention: Mention
    count: Count
    whole: bool
    answers: bool = False

    @property
    def noun(self) -> str:
        """The word as it stands, but "1 dog" of "how many dogs"."""
        term = self.mention.term
        if self.count.number == 1 and term.plural and not term.either:
            return min(term.strict)
        return self.mention.word

    @property
    def words(self) -> str:
        at_least = "" if self.count.exact else "at least "
        return f"{at_least}{self.count.number} {self.noun}"


def count_too_high(case: Case) -> Iterator[Finding]:
    """Rule 3: more are counted than boxes and captions know of.

    Void where their number is open: a crowd, ten boxes and more, a tiny box, what is boxed by the
    heap, captions in the plural of what is boxed once. Vague words ("several", "a dozen") must be
    beyond it by half. Source: ProVision's counts of boxes, as a bound from above. Of 37 counts in
    GPT-4's answers for LLaVA none was above the boxes.
    """
    for claim in case.once(count_claims):
        boxed = case.facts.boxed(claim.mention.categories)
        if claim.count.number <= boxed:
            continue
        known = case.facts.known(claim.mention.categories)
        if known.most is None or (not boxed and known.counted < 2):
            continue
        if claim.count.number > known.most * (1.5 if claim.count.vague else 1):
            yield _found("count_too_high", claim, known, reject=True)


def count_too_low(case: Case) -> Iterator[Finding]:
    """Rule 3: fewer are counted than are boxed.

    Rejects where the wording is exhaustive ("only", "in total", the answer to "how many"); else it
    warns, and only of "there are two dogs" without any narrowing: subset phrases are common. No
    caption may state the number, and boxes of less than half a hundredth of the image do not count.
    Source: 10 of 37 counts in GPT-4's answers for LLaVA were below the boxes and right all the same
    ("two other boats").
    """
    for claim in case.once(count_claims):
        if claim.count.number >= case.facts.boxed(claim.mention.categories):
            continue
        boxes = case.facts.boxes(claim.mention.categories)
        if (
            claim.count.number >= sum(box.area >= SMALL for box in boxes)
            or not (claim.count.exact and case.facts.is_name(claim.mention))
            or not _is_of_all(case.facts, claim)
        ):
            continue
        known = case.facts.known(claim.mention.categories)
        if known.most is None or claim.count.number in known.stated:
            continue
        if claim.count.number == 1 and known.single:  # boxed twice: a thing and its reflection
            continue
        if claim.whole:
            yield _found("count_too_low", claim, known, reject=True)
        elif _begins_with_there(claim):
            yield _found("count_too_low", claim, known, reject=False)


def _is_of_all(facts: Facts, claim: CountClaim) -> bool:
    """Whether a count is of the category as such, anywhere in the image."""
    mention = claim.mention
    if claim.answers:
        return claim.whole
    return not mention.adjectives and facts.is_of_all(
        claim.said.reading, claim.sentence, mention, several=True
    )


def _begins_with_there(claim: CountClaim) -> bool:
    before = claim.said.reading.words[claim.sentence.first : claim.mention.begin]
    return before[:1] == ["there"] and len(before) <= 2


def _found(rule: str, claim: CountClaim, known: Known, *, reject: bool) -> Finding:
    number = len(known.boxes)
    why = f"{number} {'is' if number == 1 else 'are'} boxed" if number else ""
    if known.most != number:
        why = ", ".join(filter(None, (why, f"captions speak of {known.most or 0}")))
    return finding(
        rule,
        "reject" if reject else "warn",
        claim.said,
        claim.sentence,
        claim.span,
        verdict="contradicted",
        claim=claim.words,
        why=why,
        boxes=(box.index for box in known.boxes),
        captions=known.captions,
    )


def count_claims(case: Case) -> Iterator[CountClaim]:
    """Every count of one category that is stated."""
    told = [claim for exchange in case.exchanges if (claim := _told(case.facts, *exchange))]
    yield from told
    done = {(claim.said.number, claim.mention.categories, claim.count.number) for claim in told}
    for said, sentence, mention in _counted(case):
        count = mention.count
        if count is None or mention.partial or not _is_countable(mention):
            continue
        if count.vague and said.reading.words[mention.begin - 1] == "by":
            continue  # "is chased by many dogs"
        if (said.number, mention.categories, count.number) in done:
            continue
        if count.number == 1 and not mention.exhaustive:
            continue
        whole = mention.exhaustive or _is_total(said.reading.words, sentence, mention)
        span = mention.begin, mention.end
        yield CountClaim(said, sentence, span, mention, count, whole)


def _counted(case: Case) -> Iterator[Assertion]:
    """What sentences assert that hold a number."""
    for said in case.statements:
        if not may_count(said.reading.vocabulary):
            continue
        words = said.reading.words
        for sentence in said.reading.sentences:
            if sentence.terms and may_count(words[sentence.first : sentence.last]):
                yield from case.asserted(said, sentence)


def _is_countable(mention: Mention) -> bool:
    """Not "two slices of pizza", which are of one pizza."""
    return not (_PAIRS & mention.categories or " of " in mention.word)


def _is_total(words: list[str], sentence: Sentence, mention: Mention) -> bool:
    """ "Exactly two dogs", "a total of two dogs", "in total, there are two dogs"."""
    before = words[max(sentence.first, mention.begin - 2) : mention.begin]
    behind = words[mention.end : mention.end + 2]
    return (
        before[-1:] == ["exactly"]
        or before == ["total", "of"]
        or behind[:1] in (["altogether"], ["total"])
        or ["in", "total"] in (behind, words[sentence.first : sentence.first + 2])
    )


def _told(facts: Facts, question: Said, answer: Said) -> CountClaim | None:
    """The number that answers "how many", where it stands by itself: "Two.", "There are none."."""
    asked = counted(question.reading)
    if asked is None or not answer.reading.sentences:
        return None
    sentence, mention = asked
    if not mention.categories or not _is_countable(mention):
        return None
    first = answer.reading.sentences[0]
    found = _number_in(answer, first)
    if found is None or not first.is_sure(found[0], found[0] + 1):
        return None
    at, count = found
    whole, agrees = is_plain(mention), count.number == facts.boxed(mention.categories)
    mine = next((m for m in first.mentions if m.begin <= at < m.end), None)
    if mine is None:  # not all of them in "three, and a calf", or "at least three"
        whole = whole and _IN_ANSWERS.issuperset(answer.reading.words[first.first : first.last])
    else:  # its count stands among those of the sentence already
        if not (whole and mine.asserted and mine.categories == mention.categories):
            return None
        if mine.adjectives or mine.partial or mine.count is None or not mine.count.exact:
            return None
        if not _is_meant(facts, answer.reading, first, mine, agrees=agrees):
            return None
    whole = whole and _is_meant(facts, question.reading, sentence, mention, agrees=agrees)
    if mine is not None and not whole:
        return None
    return CountClaim(answer, first, (at, at + 1), mention, count, whole, answers=True)


def _is_meant(
    facts: Facts, reading: Reading, sentence: Sentence, mention: Mention, *, agrees: bool
) -> bool:
    """Whether all of a kind are meant. Of a number that agrees with the boxes, captions need not
    say so.
    """
    if agrees:
        return not narrowings(reading, sentence, mention)
    return facts.is_of_all(reading, sentence, mention, several=True)


_IN_ANSWERS = (
    IMAGE_WORDS
    | NUMBERS.keys()
    | frozenset(map(str, range(1000)))
    | word_set(
        "there there's is are only just exactly in the this a total of them it i we you can see be "
        "seen visible shown here none and yes no altogether , . !"
    )
)


def _number_in(answer: Said, sentence: Sentence) -> tuple[int, Count] | None:
    """The one number in a sentence, and where it stands."""
    words = answer.reading.words
    numbers: list[tuple[int, Count]] = []
    for at in range(sentence.first, sentence.last):
        word = words[at]
        if word in NUMBERS or (word.isdecimal() and len(word) < 4):
            numbers.append((at, Count(NUMBERS[word] if word in NUMBERS else int(word))))
        elif word == "none":
            numbers.append((at, Count(0)))
    if len(numbers) != 1:
        return None
    at, count = numbers[0]
    behind = words[at + 1] if at + 1 < sentence.last else "."
    inside = any(m.begin <= at < m.end for m in sentence.mentions)
    return (at, count) if inside or behind in CLOSED or behind == "visible" else None
