"""A question and its answer in, yes, no or neither out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from datagen.language.english.answers import (
    ALTERNATIVE,
    ASKS,
    BOTH,
    DENIED,
    IDIOMS,
    NO,
    YES,
)


def polarity(
    question: Sequence[str], answer: Sequence[str], text: str
) -> Literal["yes", "no"] | None:
    """What the answer opens with: "yes", "no", or neither of them.

    `text` is the answer as it stands; questions and answers are given as `words_of` gives them.
    POPE's own scoring takes every "no" and "not" in the first sentence for a no, "not only" and
    "no doubt" too. Here only the first word decides: "not", "there is no" are not counted. A "no"
    before a noun ("No dogs are visible", "No one is") counts where the question can be answered
    with yes or no and offers no alternatives; "No. 7" and "no doubt" do not,
    nor does "yes and no".
    """
    if not answer or (first := answer[0]) not in YES | NO:
        return None
    if tuple(answer[1:3]) in BOTH:
        return None
    if first in YES:
        return "yes"
    if len(answer) == 1:
        return "no"
    after = text.lstrip(" \t\n\"'*`\u201c\u2018(")[len(first) :].lstrip("\"'*`\u201d\u2019)")
    if after[:1] == "." and answer[1][0].isdigit():
        return None
    if answer[1] in IDIOMS:
        return None
    if after[:1] in tuple(".,;:!-\u2013\u2014\n") or answer[1] in DENIED:
        return "no"
    return "no" if _is_polar(question) else None


def _is_polar(question: Sequence[str]) -> bool:
    return bool(question) and question[0] in ASKS and ALTERNATIVE not in question
