"""Answers in, those that come too often out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from datagen.language.english.answers import AROUND, FEW
from datagen.records import Finding
from datagen.validation.corpus.surely import interval
from datagen.validation.corpus.words import small_digest

OFTEN = 0.01
REPEATED = 0.05
LEAST = 5
LABEL = 3  # words
_SHOWN = 80  # characters


class Answers:
    """Rule `answer_too_often`: the same answer again and again, outside closed sets.

    Definition: answers are the same where their words are. Answers from a closed set are not
    counted: those made of yes and no, numbers, colours, sides and option letters, with nothing but
    small words around them ("It is red.", "There are two."). Thresholds: one answer gives more than
    1 % of all others; or more than 5 % of those of four words and more stand in the file before
    (answers of one to three words are labels, which repeat by nature). Either of them 5 times at
    least, and surely: the lower end of the 99 % score interval lies above it. Source: 75.5 % of
    StableLLaVA's answers stand in it before; 5 % is the bar for our own data, and 1 % lies above
    what the most frequent open answer of short-answer data has.
    """

    def __init__(self) -> None:
        self._times: dict[int, int] = {}
        self._shown: dict[int, str] = {}
        self.count = 0
        self.open = 0
        self.sentences = 0
        self.repeated = 0

    @property
    def distinct(self) -> int:
        return len(self._times)

    def see(self, words: Sequence[str]) -> None:
        self.count += 1
        text = " ".join(words)
        key = small_digest(text)
        times = self._times[key] = self._times.get(key, 0) + 1
        if is_closed(words):
            return
        self.open += 1
        if len(words) > LABEL:
            self.sentences += 1
            self.repeated += times > 1
        if times == LEAST:
            self._shown[key] = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

    def findings(self) -> Iterator[Finding]:
        if self.repeated >= LEAST and interval(self.repeated, self.sentences)[0] > REPEATED:
            yield Finding(
                rule="answer_too_often",
                severity="warn",
                detail=f"{self.repeated / self.sentences:.0%} of the {self.sentences} answers of "
                f"more than {LABEL} words repeat one that stands before them; up to "
                f"{REPEATED:.0%} is usual",
            )
        often = [(-self._times[key], text) for key, text in self._shown.items()]
        for times, text in sorted(often):
            if interval(-times, self.open)[0] > OFTEN:
                yield Finding(
                    rule="answer_too_often",
                    severity="warn",
                    detail=f"{-times} of {self.open} answers say '{text}'",
                )


def is_closed(words: Sequence[str]) -> bool:
    """Nothing but words of closed sets and small words around them. So is an answer of no word."""
    rest = [word for word in words if word not in AROUND]
    return all(word in FEW or word.lstrip("-")[:1].isdigit() for word in rest)
