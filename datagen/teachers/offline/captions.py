"""Captions in, sentences fit to be said out, the most agreed ones first. Repairs only their ends.

People wrote the captions in a hurry: some are notes, some guess, some contradict the others. What
cannot be said as a fact about the picture is left out here, and what reads badly comes last.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from datagen.teachers.offline import grammar
from datagen.teachers.offline.mentions import Mention, Phrase, mentions, words_of
from datagen.teachers.offline.words import Noun, opened, wordset

# Not about the picture, not certain, or harmful to the format that answers are written in.
_UNFIT = re.compile(
    r"===|<image>|\?|\b(?:i|i'm|me|my|we|our|us|you|your|caption\w*|annotat\w*|bounding|"
    r"coordinates?|metadata|seems?|seemingly|appears?|apparently|possibly|probably|perhaps|maybe|"
    r"might|may|could|would|likely|guess|unable|unclear|unknown|unidentifiable|"
    r"(?:looks?|looking) (?:like|as)|what looks|no (?:image|picture|photo)|"
    r"(?:question|answer)\s*:|not (?:sure|available|shown|visible))\b|\[\s*\d",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[.!;:]\s+\S")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One caption, cleaned, without its final stop.

    `form`: "phrase" completes "The image shows ...", "clause" is a sentence by itself, "other" is
    neither for certain. `rough`: it holds a slip that a reader would notice. `agreement`: the share
    of its content that the other captions repeat, in [0, 1]; 1 where it stands alone.
    """

    text: str
    words: Phrase
    form: Literal["phrase", "clause", "other"]
    rough: bool
    agreement: float
    mentions: tuple[Mention, ...]

    @property
    def fluent(self) -> bool:
        """Fit to be said aloud."""
        return not self.rough and self.form != "other"

    @property
    def acts(self) -> bool:
        """Whether it tells what somebody is doing."""
        return self.form == "clause" and any(
            one in ("is", "are") and two.endswith("ing") for one, two in pairwise(self.words)
        )

    @property
    def pictured(self) -> bool:
        """Whether it calls itself a picture: "a close up of a cake", "a black and white photo"."""
        return grammar.opens_with_picture(self.words)

    @property
    def alone(self) -> str:
        """A sentence by itself: a capital first letter and one full stop."""
        return f"{opened(self.text)}."

    @property
    def continued(self) -> str:
        """The text as it goes on after other words, without a stop: "a man riding a horse"."""
        return grammar.lowered(self.text)

    @property
    def content(self) -> frozenset[str]:
        return grammar.content(self.words)


def tidy(text: str) -> str:
    """The text on one line, in ordinary case and spacing, without its final stop."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    line = re.sub(r" +([,.;:!?])", r"\1", line)
    line = re.sub(r"([,;])\1+", r"\1", line)
    line = re.sub(r"""[.,]+(["'])$""", r"\1", line.rstrip(" .,;:!-"))
    return line.lower() if line.isupper() else line


def sentences(captions: Sequence[str], nouns: Collection[Noun]) -> list[Sentence]:
    """What can be said of the captions, best first: smooth, then most agreed, then as given."""
    fit: dict[Phrase, str] = {}
    for text in map(tidy, captions):
        if not _UNFIT.search(text) and len(words_of(text)) > 2:
            fit.setdefault(words_of(text), text)
    contents = {words: grammar.content(words) for words in fit}
    read = [
        _read(text, words, tuple(mentions(words, nouns)), _agreement(words, contents))
        for words, text in fit.items()
    ]
    return sorted(read, key=lambda s: (s.rough, s.form == "other", -s.agreement))


def _read(text: str, words: Phrase, named: tuple[Mention, ...], agreement: float) -> Sentence:
    form = grammar.form(words)
    parted = _PARTED.search(text) is not None
    if parted and form == "phrase":
        form = "other"
    rough = parted or (form == "clause" and grammar.opens_with_picture(words))
    rough = rough or grammar.rough(words) or any(_disagrees(m, words) for m in named)
    return Sentence(text, words, form, rough, agreement, named)


def _disagrees(mention: Mention, words: Phrase) -> bool:
    """A number and a noun that do not go together: "two kid", "one dogs"."""
    several = mention.at_least > 1 or (mention.number or 1) > 1
    last = words[mention.end - 1]
    return (
        several
        and not last.endswith(("s", "people", "men", "women", "children", "mice"))
        and (last not in _SEVERAL_AS_IT_STANDS)
    )


_SEVERAL_AS_IT_STANDS = wordset("sheep cattle broccoli geese calves aircraft crowd")


def _agreement(words: Phrase, contents: dict[Phrase, frozenset[str]]) -> float:
    others = [content for other, content in contents.items() if other != words]
    own = contents[words]
    if not others or not own:
        return 1.0
    shared = sum(sum(word in other for other in others) for word in own)
    return shared / (len(own) * len(others))


def alike(one: Sentence, other: Sentence) -> float:
    """How much two captions say the same, in [0, 1]: the shared part of the shorter one."""
    shorter = min(len(one.content), len(other.content))
    return len(one.content & other.content) / shorter if shorter else 1.0
