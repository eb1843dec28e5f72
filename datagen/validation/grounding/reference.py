"""Rules 13 and 14: whether a question can be answered, and what it gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datagen.records import Finding
from datagen.validation.grounding.case import Case, Said, finding
from datagen.validation.grounding.facts import SMALL

_GIVES_AWAY = 4  # objects that a reasoning question may not name all of
_UNDECIDED = re.compile(
    r"\b(?:cannot|can't|can not|could not|impossible to|not possible to|hard to|difficult to|"
    r"unable to|unclear|not clear|uncertain|not (?:be )?(?:certain|sure))\b"
    r"[^.]{0,40}\b(?:determined?|tell|say|know|seen?|certain|sure|identif(?:y|ied)|from)\b",
    re.IGNORECASE,
)


def ambiguous_reference(case: Case) -> Iterator[Finding]:
    """Rule 13: a question about "the dog" where several are boxed (CLEVR: a unique node).

    Nothing may tell which is meant: no adjective, no relative clause, no place.
    """
    for said in case.turns:
        if said.role != "human":
            continue
        words = [token.word for token in said.reading.tokens]
        for sentence in said.reading.sentences:
            for mention in sentence.mentions if sentence.question else ():
                if not mention.definite or mention.plural or mention.adjectives or mention.count:
                    continue
                behind = words[mention.end] if mention.end < len(words) else "?"
                if mention.possessive or behind not in ("?", "doing", "wearing", "made", ",", "."):
                    continue
                boxes = [b for b in case.facts.boxes(mention.categories) if b.area >= SMALL]
                if len(mention.categories) != 1 or len(boxes) < 2:
                    continue
                if mention.word not in mention.categories:
                    continue
                yield finding(
                    "ambiguous_reference",
                    "warn",
                    said,
                    sentence,
                    (mention.begin, mention.end),
                    verdict="contradicted",
                    claim=f"the {mention.word}",
                    why=f"{len(boxes)} are boxed",
                    boxes=(box.index for box in boxes),
                )


def question_reveals(case: Case) -> Iterator[Finding]:
    """Rule 14: a question that tells what is in the image, so that nobody needs to look.

    It names several of the image's objects, and all but the question word is description: the
    share of the image's boxed and named categories is counted.
    """
    for said in case.turns:
        if said.role != "human":
            continue
        names = set[str]()
        for sentence in said.reading.sentences:
            for mention in sentence.mentions:
                for category in mention.categories:
                    support = case.facts.support([category])
                    if support.boxes or support.captions:
                        names.add(category)
        if len(names) >= _GIVES_AWAY:
            yield _about(
                "question_reveals",
                said,
                f"it names {', '.join(sorted(names))}: the question gives the image away",
            )


def question_undecided(case: Case) -> Iterator[Finding]:
    """Rule 14: the answer itself says that the question has no definite one."""
    for _, answer in case.exchanges:
        text = answer.reading.text
        if len(text) < 400 and (found := _UNDECIDED.search(text)):
            yield _about("question_undecided", answer, f"it has no definite answer: '{found[0]}'")


def question_repeated(case: Case) -> Iterator[Finding]:
    """Rule 14: a question that was asked before in the same conversation."""
    yield from _repeated(case, "human", "question_repeated", 0)


def answer_repeated(case: Case) -> Iterator[Finding]:
    """Rule 14: an answer of a sentence and more that was given before in the same conversation."""
    yield from _repeated(case, "gpt", "answer_repeated", 6)


_SIGNS = re.compile(r"[\W_]+")


def _repeated(case: Case, role: str, rule: str, least_words: int) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for said in case.turns:
        if said.role != role:
            continue
        text = _SIGNS.sub(" ", said.reading.text.lower()).strip()
        if not text or text.count(" ") + 1 < least_words:
            continue
        before = seen.setdefault(text, said.number)
        if before != said.number:
            yield Finding(
                rule=rule,
                severity="reject",
                detail=f"turn {said.number} says the same as turn {before}",
                turn=said.number,
                verdict="contradicted",
                sentence=said.reading.text,
                claim="says something new",
            )


def _about(rule: str, said: Said, why: str) -> Finding:
    return Finding(
        rule=rule,
        severity="warn",
        detail=f"turn {said.number}: {why}",
        turn=said.number,
        verdict="unknown",
        sentence=said.reading.text,
    )
