"""A text in, what is compared of it out: its words, runs of them, a digest.

Two texts are the same where they differ in nothing but case, white space, punctuation between
words and the form of quotation marks. Signs that change what is said (a minus, a decimal point, a
percent sign) count as words or parts of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b

from datagen.validation.structure import IMAGE

_WORD = re.compile(
    r"(?:(?<!\w)-)?\d+(?:[.,:]\d+)*\w*"  # a number, 2nd
    r"|\w+(?:'\w+)*"  # a word, don't
    r"|[^\w\s.,;:!?\"'()\[\]{}*`-]"  # a sign that is no punctuation
)
_STRAIGHT = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)


def words_of(text: str) -> list[str]:
    """The words of a turn, folded. The image's place in it is no word."""
    text = text.replace(IMAGE, " ")
    if not text.isascii():
        text = text.encode(errors="replace").decode()  # half a surrogate pair has no digest
        text = unicodedata.normalize("NFKC", text).translate(_STRAIGHT).casefold()
    return _WORD.findall(text.lower())


def runs(words: Sequence[str], length: int) -> list[str]:
    """Every run of so many words, in order; none where there are fewer."""
    return [" ".join(run) for run in zip(*(words[n:] for n in range(length)), strict=False)]


def small_digest(text: str) -> int:
    """64 bits: two of a million texts share one with a chance of 1 in 37 million."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
