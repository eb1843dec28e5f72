"""All rules over a whole data set: what they say of each record, and of the file at its end.

`copied_seed` is none of them here: it needs no other record, and `check` asks it of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from datagen.records import Finding, Record
from datagen.validation.corpus.duplicates import Duplicates
from datagen.validation.corpus.near import NearDuplicates
from datagen.validation.corpus.polarity import polarity
from datagen.validation.corpus.repeats import Answers
from datagen.validation.corpus.seen import Seen
from datagen.validation.corpus.words import words_of
from datagen.validation.corpus.yes_rate import YesRate, YesRates
from datagen.validation.policy import Policy

REPEATING_RULE_NAMES = frozenset({"duplicate_record", "near_duplicate"})
OF_ALL_RULE_NAMES = frozenset({"yes_rate", "answer_too_often"})
CORPUS_RULE_NAMES = REPEATING_RULE_NAMES | OF_ALL_RULE_NAMES | {"copied_seed"}

_AS_FOUND = Policy()


class CorpusStatistics(Record):
    """Counts over a data set. All but `near_duplicates` are the same in any order of its records.

    `open_answers` are those outside closed sets, `repeated_answers` those of more than three words
    among them that stand in the file before. `near_duplicate_groups` are sets of records that
    resemble each other, `near_duplicates` the later ones among them. A rule that is off counts
    nothing. `yes_rates`: overall, then by position.
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
    """A data set as it passes by, held to a policy: findings have the severities that it wants.

    `duplicates`: whether records are held against each other, by those of the two rules that are
    not off. `withdraws`: a record that is rejected leaves the data set, so that nothing of it is
    counted and no later one is held to it. `named` is how a finding calls an earlier record, by its
    row. Memory grows by about 4 kilobytes a record, most of it for its signature.
    """

    def __init__(
        self,
        policy: Policy = _AS_FOUND,
        *,
        duplicates: bool = True,
        withdraws: bool = False,
        named: Callable[[int], str] = "row {}".format,
    ) -> None:
        wanted = policy.rules
        self._policy = policy
        self._withdraws = withdraws
        self._holds = {
            rule for rule in REPEATING_RULE_NAMES if duplicates and wanted.get(rule) != "off"
        }
        # a copy is as near as can be, which is worth saying only where it decides
        self._near_decides = wanted.get("near_duplicate") == "reject"
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
        seen = list(self._see_record(row, image, turns, worded, kind)) if self._holds else []
        found = self._policy(one.finding for one in seen if one.finding)
        if not self._withdraws or not _rejects(found):
            for one in seen:
                one.keep()
            self._records += 1
            self._see_answers(turns, worded)
        return found

    def _see_record(
        self,
        row: int,
        image: str | None,
        turns: Sequence[tuple[str, str]],
        worded: Sequence[tuple[str, list[str]]],
        kind: str | None,
    ) -> Iterator[Seen]:
        if "duplicate_record" in self._holds:
            said = [
                (role, " ".join(words) or value.strip())
                for (role, words), (_, value) in zip(worded, turns, strict=True)
            ]
            yield (copy := self._duplicates.see(row, image, said))
            if copy.finding and (not self._near_decides or _rejects(self._policy([copy.finding]))):
                return
        if "near_duplicate" in self._holds:
            yield self._near.see(row, kind, [words for role, words in worded if role == "gpt"])

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
        return self._policy((*self._yes.findings(), *self._answers.findings()))

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


def _rejects(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "reject" for finding in findings)
