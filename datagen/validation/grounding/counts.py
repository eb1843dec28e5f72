"""Rules 3 and 12: how many there are said to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datagen.language.english.words import NUMBERS
from datagen.language.grammar import Count, Mention, Reading, Sentence
from datagen.records import Finding
from datagen.validation.grounding.case import Case, Said, asserted, finding
from datagen.validation.grounding.facts import Known

# One word for a pair: what is boxed as one is counted as two, or the other way round.
_PAIRS = frozenset(["skis", "scissors"])


@dataclass(frozen=True, slots=True)
class _Claim:
    """How many of what a message states. `whole`: it speaks of all of them."""

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
    of what is boxed once. Measured on answers of GPT-4: 0 of 37 counts were above the boxes.
    """
    for claim in _claims(case):
        known = case.facts.known(claim.mention.categories)
        if known.most is None or claim.count.number <= known.most or claim.count.rough:
            continue
        if not claim.count.exact and known.most > 1:  # people say "several" of two
            continue
        if not known.boxes and len(known.captions) < 2:
            continue
        yield _found("count_too_high", claim, known, reject=True)


def count_too_low(case: Case) -> Iterator[Finding]:
    """Rule 3: fewer are counted than are boxed, in words that mean all of them.

    Rejects where the wording is exhaustive ("only", "in total", the answer to "how many"); else it
    warns, and only of "there are two dogs" without any narrowing: subset phrases are common.
    """
    for claim in _claims(case):
        known = case.facts.known(claim.mention.categories)
        if (
            known.most is None
            or not claim.count.exact
            or claim.count.number in known.stated
            or claim.count.number >= sum(box.area >= 0.005 for box in known.boxes)
            or claim.mention.adjectives
            or not _is_name(claim.mention)
        ):
            continue
        if claim.whole:
            yield _found("count_too_low", claim, known, reject=True)
        elif _is_said_of_all(claim):
            yield _found("count_too_low", claim, known, reject=False)


def _is_name(mention: Mention) -> bool:
    return any(mention.word.startswith(name) for name in mention.categories) or mention.word in (
        "people",
        "persons",
    )


def _is_said_of_all(claim: _Claim) -> bool:
    reading, mention = claim.said.reading, claim.mention
    before = [token.word for token in reading.tokens[claim.sentence.first : mention.begin]]
    return (
        before[:1] == ["there"]
        and len(before) <= 2
        and is_plain_but_counted(reading, claim.sentence, mention)
    )


def is_plain_but_counted(reading: Reading, sentence: Sentence, mention: Mention) -> bool:
    """Whether nothing but its number is said of a phrase."""
    behind = [token.word for token in reading.tokens[mention.end : sentence.last]]
    return not mention.adjectives and all(
        word in ("in", "the", "this", "image", "picture", "photo", "scene", ".", "visible", "total")
        for word in behind
    )


def _found(rule: str, claim: _Claim, known: Known, *, reject: bool) -> Finding:
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


def _claims(case: Case) -> Iterator[_Claim]:
    """Every count that an answer states of one category."""
    for said in case.answers:
        for sentence, mention in asserted(said):
            if mention.count is None or mention.partial or _PAIRS & mention.categories:
                continue
            if mention.count.number == 1 and not mention.exhaustive:
                continue
            span = mention.begin, mention.end
            whole = mention.exhaustive or _has_total(said.reading, sentence)
            yield _Claim(said, sentence, span, mention, mention.count, whole)
    for question, answer in case.exchanges:
        if claim := _told(question, answer):
            yield claim


def _has_total(reading: Reading, sentence: Sentence) -> bool:
    words = [token.word for token in reading.tokens[sentence.first : sentence.last]]
    return "exactly" in words or ("total" in words and "in" in words) or "altogether" in words


def _told(question: Said, answer: Said) -> _Claim | None:
    """The number that answers "how many", where it stands by itself: "Two.", "There are two."."""
    for sentence in question.reading.sentences:
        words = [t.word for t in question.reading.tokens[sentence.first : sentence.last]]
        if "how" not in words or words[words.index("how") + 1 : words.index("how") + 2] != ["many"]:
            continue
        how = sentence.first + words.index("how")
        asked = next((m for m in sentence.mentions if m.start >= how), None)
        if asked is None or not asked.categories or asked.start - how > 4:
            return None
        if _PAIRS & asked.categories:
            return None
        whole = not asked.adjectives and _asks_for_all(question.reading, sentence, asked)
        return _number_in(answer, asked, whole=whole)
    return None


def _asks_for_all(reading: Reading, sentence: Sentence, mention: Mention) -> bool:
    behind = [token.word for token in reading.tokens[mention.end : sentence.last]]
    return all(
        word
        in (
            "are", "there", "in", "the", "this", "image", "picture", "photo", "scene", "?", "can",
            "you", "see", "is", "visible", "total", "shown", "do",
        )
        for word in behind
    )  # fmt: skip


def _number_in(answer: Said, asked: Mention, *, whole: bool) -> _Claim | None:
    reading = answer.reading
    if not reading.sentences:
        return None
    sentence = reading.sentences[0]
    if sentence.unsure:
        return None
    numbers = [
        (at, int(word) if word.isdigit() else NUMBERS[word])
        for at in range(sentence.first, sentence.last)
        if (word := reading.tokens[at].word) in NUMBERS or (word.isdigit() and len(word) < 4)
    ]
    if len(numbers) != 1:
        return None
    at, number = numbers[0]
    mine = next((m for m in sentence.mentions if m.begin <= at < m.end), None)
    if mine is not None:
        if not mine.asserted or mine.partial or not mine.categories & asked.categories:
            return None
        if not whole or mine.adjectives:
            return None  # stands among the counts of the sentence already
        if mine.count is None or not mine.count.exact:
            return None
    else:
        behind = reading.tokens[at + 1].word if at + 1 < sentence.last else "."
        if behind.isalpha() and behind not in ("in", "visible", "total", "shown", "are"):
            return None
    count = Count(number, exact=True)
    return _Claim(answer, sentence, (at, at + 1), asked, count, whole)


def inconsistent(case: Case) -> Iterator[Finding]:
    """Rule 12: two turns count all of the same object, and differ."""
    first: dict[frozenset[str], _Claim] = {}
    for claim in _claims(case):
        if not claim.count.exact or claim.mention.adjectives or not _is_name(claim.mention):
            continue
        if not (claim.whole or _is_said_of_all(claim)):
            continue
        before = first.setdefault(claim.mention.categories, claim)
        if before.count.number != claim.count.number:
            yield finding(
                "inconsistent",
                "reject",
                claim.said,
                claim.sentence,
                claim.span,
                verdict="contradicted",
                claim=claim.words,
                why=f"turn {before.said.number} says '{before.words}'",
            )
