"""All rules over a whole data set: what they say of each record, and of the file at its end.

`copied_seed` is none of them here: it needs no other record, and `check` asks it of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from datagen.records import Finding, Record
from datagen.validation.corpus.duplicates import Duplicates
from datagen.validation.corpus.near import NearDuplicates
from datagen.validation.corpus.polarity import polarity
from datagen.validation.corpus.repeats import Answers
from datagen.validation.corpus.words import words_of
from datagen.validation.corpus.yes_rate import YesRate, YesRates

REPEATING_RULE_NAMES = frozenset({"duplicate_record", "near_duplicate"})
OF_ALL_RULE_NAMES = frozenset({"yes_rate", "answer_too_often"})
CORPUS_RULE_NAMES = REPEATING_RULE_NAMES | OF_ALL_RULE_NAMES | {"copied_seed"}


class CorpusStatistics(Record):
    """Counts over a data set. All but `near_duplicates` are the same in any order of its records.

    `open_answers` are those outside closed sets, `repeated_answers` those of more than three words
    among them that stand in the file before. `near_duplicate_groups` are sets of records that
    resemble each other, `near_duplicates` the later ones among them. `yes_rates`: overall, then by
    position.
    """

    records: int
    duplicates: int
    near_duplicates: int
    near_duplicate_groups: int
    answers: int
    distinct_answers: int
    open_answers: int
    repeated_answers: int
    yes_rates: tuple[YesRate, ...]


class Corpus:
    """A data set as it passes by.

    `duplicates`: whether records are held against each other. `named` is how a finding calls an
    earlier record, by its row; `withdraws` says which findings take a record out of the data set:
    what it says is then not counted. Memory grows by about 4 kilobytes a record, most of it for its
    signature.
    """

    def __init__(
        self,
        *,
        duplicates: bool = True,
        named: Callable[[int], str] = "row {}".format,
        withdraws: Callable[[Finding], bool] = lambda _: False,
    ) -> None:
        self._compares = duplicates
        self._withdraws = withdraws
        self._records = 0
        self._duplicates = Duplicates(named)
        self._near = NearDuplicates(named)
        self._yes = YesRates()
        self._answers = Answers()

    def see(
        self,
        row: int,
        image: str | None,
        turns: Sequence[tuple[str, str]],
        kind: str | None = None,
    ) -> tuple[Finding, ...]:
        """The findings on the next record. No two records may have the same row.

        `turns` are (from, value) as they stand; `kind` is the recipe, where it is known: records
        are held against those of their kind for likeness.
        """
        worded = [(role, words_of(value)) for role, value in turns]
        found = self._see_record(row, image, turns, worded, kind) if self._compares else None
        if found is None or not self._withdraws(found):
            self._records += 1
            self._see_answers(turns, worded)
        return (found,) if found else ()

    def _see_record(
        self,
        row: int,
        image: str | None,
        turns: Sequence[tuple[str, str]],
        worded: Sequence[tuple[str, list[str]]],
        kind: str | None,
    ) -> Finding | None:
        said = [
            (role, " ".join(words) or value.strip())
            for (role, words), (_, value) in zip(worded, turns, strict=True)
        ]
        if same := self._duplicates.see(row, image, said):
            return same
        return self._near.see(row, kind, [words for role, words in worded if role == "gpt"])

    def _see_answers(
        self, turns: Sequence[tuple[str, str]], worded: Sequence[tuple[str, list[str]]]
    ) -> None:
        question: list[str] = []
        position = 0
        for number, (role, words) in enumerate(worded):
            if role != "gpt":
                question = words
                continue
            position += 1
            self._answers.see(words)
            if said := polarity(question, words, turns[number][1]):
                self._yes.see(position, said)

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the data set as a whole, once all of it has passed."""
        return (*self._yes.findings(), *self._answers.findings())

    def statistics(self) -> CorpusStatistics:
        return CorpusStatistics(
            records=self._records,
            duplicates=self._duplicates.count,
            near_duplicates=self._near.count,
            near_duplicate_groups=self._near.groups,
            answers=self._answers.count,
            distinct_answers=self._answers.distinct,
            open_answers=self._answers.open,
            repeated_answers=self._answers.repeated,
            yes_rates=self._yes.rates(),
        )
