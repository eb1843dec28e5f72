"""A record in, a finding out where it is too long, or holds no word at all.

The trainer cuts a record at `model_max_length` without a message. LLaVA's tokenizer cannot be
shipped, so tokens are estimated, on the high side: a run of letters costs one token for every three
letters begun, every digit, punctuation mark and line end one, every other character as many as it
has UTF-8 bytes. Plus what the version 1 template adds: the system sentence and the role names.

Measured with LLaMA's tokenizer (benchmarks/token_estimate.py) on 57 answers that GPT-4 wrote for
LLaVA, our seeds and 3,000 COCO captions: 1.38 times the real count over all, and at least 1.08
times for every text of more than 50 tokens. Short texts of rare words can come out a little low.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from datagen.records import Finding
from datagen.validation.structure import IMAGE, Subject

_PIECE = re.compile(r"[A-Za-z]{1,3}|[^\sA-Za-z]|\n")
_WIDE = re.compile(r"[^\s\x00-\x7f]")
_LETTERS = "".join(map(chr, (*range(65, 91), *range(97, 123)))).encode()
_SYSTEM_TOKENS = 45
_TURN_TOKENS = 6
# Characters of a record that is too long all the same. Prose of this length takes a sixth of a
# second; one statement over and over takes some, and four times as many at twice the length.
_MOST_READ = 60_000


def estimate_tokens(text: str) -> int:
    """Tokens of a text, on the high side of what LLaMA's tokenizer gives for English prose."""
    pieces = len(_PIECE.findall(text))
    if text.isascii():
        return pieces
    return pieces + sum(
        len(sign.encode(errors="surrogatepass")) - 1 for sign in _WIDE.findall(text)
    )


def _tokens_at_most(text: str) -> int:
    """Never less than the estimate, for a tenth of its price."""
    data = text.encode(errors="surrogatepass")
    rest = data.translate(None, _LETTERS)
    words = len(rest) + 1  # something that is no letter stands between every two
    return (len(data) - len(rest) + 2 * words) // 3 + len(rest) - rest.count(b" ")


def record_tokens(turns: Iterable[tuple[str, str]]) -> int:
    """Text tokens of the whole training sequence, template included, the image's features not."""
    texts = (value.replace(IMAGE, "") for _, value in turns)
    return _SYSTEM_TOKENS + sum(_TURN_TOKENS + estimate_tokens(text) for text in texts)


def too_long(subject: Subject, max_tokens: int) -> Iterator[Finding]:
    """R9: longer than the budget, so the end of the last answer would be lost."""
    vast = is_vast(subject.turns)
    counted = "about"
    if vast and (tokens := record_tokens(_beginning(subject.turns))) > max_tokens:
        counted = "more than"
    else:
        text = " ".join(value for _, value in subject.turns)
        if _tokens_at_most(text) + _SYSTEM_TOKENS + _TURN_TOKENS * len(subject.turns) <= max_tokens:
            return
        tokens = record_tokens(subject.turns)
    if tokens > max_tokens:
        detail = f"{counted} {tokens} tokens, {max_tokens} fit"
        if vast:
            detail += "; so long that only its form is looked at"
        yield Finding(rule="too_long", severity="reject", detail=detail)


def is_vast(turns: Iterable[tuple[str, str]]) -> bool:
    """Whether a record is, where it is too long, not even looked at for what it says."""
    return sum(len(value) for _, value in turns) > _MOST_READ


def _beginning(turns: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """As much as would still be looked at: its end may be cut, and a few turns more are counted."""
    left = _MOST_READ
    for role, value in turns:
        yield role, value[:left]
        left = max(0, left - len(value))


def no_words(subject: Subject) -> Iterator[Finding]:
    """R11: `--group_by_modality_length` asserts that there is a word."""
    if not any(value.replace(IMAGE, "").split() for _, value in subject.turns):
        yield Finding(rule="no_words", severity="reject", detail="no turn holds a word")
