"""Rule 3: how many there are said to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from datagen.language.english.words import CLOSED, NUMBERS
from datagen.language.grammar import Count, Mention, Sentence
from datagen.language.questions import counted, is_plain, narrowing
from datagen.records import Finding
from datagen.validation.grounding.case import Case, Said, finding
from datagen.validation.grounding.facts import SMALL, Facts, Known

# One word for a pair: what is boxed as one is counted as two, or the other way round.
_PAIRS = frozenset(["skis", "scissors"])


@dataclass(frozen=True, slots=True)
class CountClaim:
    """How many of what a message states.

    `whole`: in words that mean all of them.
    """

    said: Said
    sentence: Sentence
    span: tuple[int, int]
    mention: Mention
    count: Count
    whole: bool

    @property
    def words(self) -> str:
        at_least = "" if self.count.exact else "at least "
        return f"{at_least}{self.count.number} {self.mention.word}"


def count_too_high(case: Case) -> Iterator[Finding]:
    """Rule 3: more are counted than boxes and captions know of.

    Void where their number is open: a crowd, ten boxes and more, a tiny box, captions in the plural
    of what is boxed once. Vague words ("several", "a dozen") must be beyond it by half.
    Measured on answers of GPT-4: 0 of 37 counts were above the boxes.
    """
    for claim in count_claims(case):
        boxed = len(case.facts.boxes(claim.mention.categories))
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
    """
    for claim in count_claims(case):
        boxes = case.facts.boxes(claim.mention.categories)
        if (
            claim.count.number >= sum(box.area >= SMALL for box in boxes)
            or not (claim.count.exact and is_name(claim.mention))
            or not _is_of_all(case.facts, claim)
        ):
            continue
        known = case.facts.known(claim.mention.categories)
        if known.most is None or claim.count.number in known.stated:
            continue
        if claim.whole:
            yield _found("count_too_low", claim, known, reject=True)
        elif _begins_with_there(claim):
            yield _found("count_too_low", claim, known, reject=False)


def is_name(mention: Mention) -> bool:
    """Whether a word means a whole category, not a kind of it."""
    return any(mention.word.startswith(name) for name in mention.categories) or mention.word in (
        "people",
        "persons",
    )


def _is_of_all(facts: Facts, claim: CountClaim) -> bool:
    """Whether a count is of the category as such, anywhere in the image."""
    mention = claim.mention
    if claim.span != (mention.begin, mention.end):
        return claim.whole  # the bare answer to a question
    return not mention.adjectives and not _narrows(facts, claim.said, claim.sentence, mention)


def _begins_with_there(claim: CountClaim) -> bool:
    before = claim.said.reading.words[claim.sentence.first : claim.mention.begin]
    return before[:1] == ["there"] and len(before) <= 2


def _found(rule: str, claim: CountClaim, known: Known, *, reject: bool) -> Finding:
    number = len(known.boxes)
    boxed = f"{number} {'is' if number == 1 else 'are'} boxed"
    most = known.most or 0
    why = boxed if most == number else f"{boxed}, captions speak of {most}"
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


@lru_cache(maxsize=1)  # three rules ask one after the other
def count_claims(case: Case) -> tuple[CountClaim, ...]:
    """Every count of one category that is stated."""
    return tuple(_claims(case))


def _claims(case: Case) -> Iterator[CountClaim]:
    told = [c for q, a in case.exchanges if (c := _told(case.facts, q, a))]
    yield from told
    done = {(claim.said.number, claim.mention.categories, claim.count.number) for claim in told}
    for said, sentence, mention in case.assertions:
        count = mention.count
        if count is None or mention.partial or not _is_countable(mention):
            continue
        if (said.number, mention.categories, count.number) in done:
            continue
        if count.number == 1 and not mention.exhaustive:
            continue
        whole = mention.exhaustive or _has_total(said, sentence)
        span = mention.begin, mention.end
        yield CountClaim(said, sentence, span, mention, count, whole)


def _is_countable(mention: Mention) -> bool:
    """Not "two slices of pizza", which are of one pizza."""
    return not (_PAIRS & mention.categories or " of " in mention.word)


def _narrows(facts: Facts, said: Said, sentence: Sentence, mention: Mention) -> bool:
    """Whether only some are meant: "two dogs on the couch", where no caption has them there."""
    narrow = narrowing(said.reading, sentence, mention) - {"total", "all"}
    return bool(narrow) and not facts.tells(narrow, mention.categories)


def _has_total(said: Said, sentence: Sentence) -> bool:
    words = set(said.reading.words[sentence.first : sentence.last])
    return "exactly" in words or "total" in words or "altogether" in words


def _told(facts: Facts, question: Said, answer: Said) -> CountClaim | None:
    """The number that answers "how many", where it stands by itself: "Two.", "There are none."."""
    asked = counted(question.reading)
    if asked is None or not answer.reading.sentences:
        return None
    sentence, mention = asked
    if not mention.categories or not _is_countable(mention):
        return None
    whole = is_plain(mention) and not _narrows(facts, question, sentence, mention)
    first = answer.reading.sentences[0]
    found = _number_in(answer, first)
    if found is None or first.unsure:
        return None
    at, count = found
    mine = next((m for m in first.mentions if m.begin <= at < m.end), None)
    if mine is not None:  # its count stands among those of the sentence already
        narrow = _narrows(facts, answer, first, mine)
        if not (whole and mine.asserted and mine.categories == mention.categories) or narrow:
            return None
        if mine.adjectives or mine.partial or mine.count is None or not mine.count.exact:
            return None
    return CountClaim(answer, first, (at, at + 1), mention, count, whole)


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
