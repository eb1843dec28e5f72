"""Finished portions in, in the order of the plan, what the examples are like as a data set out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from datagen.pipeline.finish import Finished
from datagen.pipeline.library import seed_answers
from datagen.records import Finding, Recipe
from datagen.validation.corpus import Corpus
from datagen.validation.policy import Policy

_DUPLICATES = ("duplicate_record", "near_duplicate")


class _Turn(msgspec.Struct):
    role: str = msgspec.field(name="from")
    value: str


class _Record(msgspec.Struct):
    image: str
    conversations: list[_Turn]


_RECORD = msgspec.json.Decoder(_Record).decode


class DataSet:
    """The examples of a run as they pass by: rule 15, which warns and rejects nothing here.

    Rows are those of provenance.jsonl. Signatures are kept unless both rules of duplicates are
    off.
    """

    def __init__(self, policy: Policy, recipes: Iterable[Recipe]) -> None:
        self._policy = policy
        self._corpus = Corpus(
            seeds=(answer for recipe in recipes for answer in seed_answers(recipe)),
            duplicates=any(policy.rules.get(rule) != "off" for rule in _DUPLICATES),
        )
        self._rows = 0
        self._by_rule = Counter[str]()

    def add(self, done: Finished) -> None:
        for line, kind in zip(done.examples, done.kinds, strict=True):
            self._rows += 1
            record = _RECORD(line)
            turns = [(turn.role, turn.value) for turn in record.conversations]
            found = self._corpus.see(self._rows, record.image, turns, kind)
            self._by_rule.update(finding.rule for finding in self._policy(found))

    def told(self) -> dict[str, Any]:
        """The fields of the report."""
        if not self._rows:
            return {}
        of_all = [_warning(finding) for finding in self._policy(self._corpus.findings())]
        self._by_rule.update(finding.rule for finding in of_all)
        return {
            "corpus": self._corpus.statistics().model_dump(mode="json"),
            "corpus_by_rule": dict(self._by_rule.most_common()),
            "corpus_findings": tuple(of_all),
        }


def _warning(finding: Finding) -> Finding:
    return finding.model_copy(update={"severity": "warn"})
