"""An answer in, the few-shot answer that it copies out. Needs no other record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from datagen.plaintext import visible
from datagen.records import Finding
from datagen.validation.corpus.repeats import LABEL, is_closed
from datagen.validation.corpus.words import runs, words_of

RUN = 5  # words
LEAST_WORDS = 10
PART = 0.5
PASSAGE = 16  # runs: 20 words in a row
SURE = 8  # words
_SHOWN = 60  # characters


class SeedAnswers:
    """Rule `copied_seed`: the answer stands in the examples that the teacher was shown.

    Definition: its words are those of a seed's answer (four at least, and not from a closed set);
    or, of an answer of 10 words and more, half of its runs of 5 words stand in one seed's answer,
    or 16 of them do, as many as a passage of 20 words has. Rejects where the whole answer is the
    same and has 8 words and more, else warns: two images can have the same few words said of
    them, and what is around a passage may be the answer's own. Source: our own bar;
    runs of 5 words keep apart what merely sounds alike (see the tests for real answers).
    """

    def __init__(self, answers: Sequence[str]) -> None:
        self._texts: list[str] = []
        self._same: dict[str, int] = {}
        self._runs: dict[str, set[int]] = {}
        for number, answer in enumerate(answers):
            words = words_of(answer)
            self._texts.append(" ".join(answer.split()))
            self._same.setdefault(" ".join(words), number)
            for run in runs(words, RUN):
                self._runs.setdefault(run, set()).add(number)

    def see(self, turn: int, words: Sequence[str]) -> Finding | None:
        """What is to be said of the answer in a turn."""
        if len(words) <= LABEL or is_closed(words):
            return None
        number = self._same.get(" ".join(words))
        if number is not None:
            sure = len(words) >= SURE
            return self._finding(turn, "is", number, sure=sure)
        if len(words) < LEAST_WORDS:
            return None
        found = set(runs(words, RUN))
        shared: dict[int, int] = {}
        for run in found:
            for seed in self._runs.get(run, ()):
                shared[seed] = shared.get(seed, 0) + 1
        if not shared:
            return None
        seed, times = min(shared.items(), key=lambda item: (-item[1], item[0]))
        if times < PASSAGE and times < PART * len(found):
            return None
        how = f"has {times / len(found):.0%} of its runs of {RUN} words from"
        return self._finding(turn, how, seed, sure=False)

    def _finding(self, turn: int, how: str, seed: int, *, sure: bool) -> Finding:
        text = self._texts[seed]
        text = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        return Finding(
            rule="copied_seed",
            severity="reject" if sure else "warn",
            detail=f"turn {turn} {how} an answer among the recipe's examples: '{visible(text)}'",
            turn=turn,
        )


def copied_seed(turns: Sequence[tuple[str, str]], answers: tuple[str, ...]) -> Iterator[Finding]:
    """Rule `copied_seed`, see `SeedAnswers`: `answers` are those that the teacher was shown."""
    if answers:
        seeds = _seeds(answers)
        for number, (role, value) in enumerate(turns):
            if role == "gpt" and (found := seeds.see(number, words_of(value))):
                yield found


@lru_cache(maxsize=32)
def _seeds(answers: tuple[str, ...]) -> SeedAnswers:
    return SeedAnswers(answers)
