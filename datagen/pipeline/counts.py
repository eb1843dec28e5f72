"""Judged samples in, the counts of a report out; counts of several portions make one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from datagen.pipeline.judge import Attempt, State
from datagen.records import NO_TOKENS, Example, Failure, Reject, Sample, Tokens


class Used(NamedTuple):
    """An answer that the plan uses: its tokens, and the model that gave it, where it says so."""

    tokens: Tokens
    model: str | None


@dataclass(slots=True)
class Counts:
    """What the report is made of. Images that read the same share an answer: it is counted once.

    `used` holds what is counted of each answer, by where its row starts in the ledger, until it is
    added to that of other portions.
    """

    states: Counter[State] = field(default_factory=Counter)
    by_recipe: dict[str, Counter[str]] = field(default_factory=dict)
    rejects: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    failure_details: dict[str, str] = field(default_factory=dict)
    failed_for_good: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    turns: int = 0
    used: dict[int, Used] = field(default_factory=dict)

    def sample(
        self, sample: Sample, state: State, attempts: Sequence[Attempt], places: Sequence[int]
    ) -> None:
        """`places`: where the rows of the attempts start in the ledger; there may be more."""
        self.states[state] += 1
        self.by_recipe.setdefault(sample.recipe, Counter())[state] += 1
        for attempt, place in zip(attempts, places, strict=False):
            if attempt.completion:
                model = attempt.completion.model if attempt.entry.teacher != "offline" else None
                self.used[place] = Used(attempt.completion.tokens, model)
            match attempt.outcome:
                case Example(record, findings):
                    self.turns += len(record.conversations) // 2
                    self.warnings.update(finding.rule for finding in findings)
                case Reject(code=code):
                    self.rejects[code] += 1
                case None:
                    assert isinstance(attempt.entry, Failure)
                    self.failures[attempt.entry.code] += 1
                    self.failed_for_good += attempt.entry.permanent
                    self.failure_details.setdefault(attempt.entry.code, attempt.entry.detail)


@dataclass(slots=True)
class Total:
    """The counts of all portions, added in their order."""

    counts: Counts = field(default_factory=Counts)
    answers: int = 0
    tokens: Tokens = NO_TOKENS
    served_models: Counter[str] = field(default_factory=Counter)
    _counted: set[int] = field(default_factory=set)

    def add(self, part: Counts) -> None:
        whole = self.counts
        whole.states.update(part.states)
        for recipe, states in part.by_recipe.items():
            whole.by_recipe.setdefault(recipe, Counter()).update(states)
        whole.rejects.update(part.rejects)
        whole.failures.update(part.failures)
        whole.failed_for_good += part.failed_for_good
        whole.failure_details = part.failure_details | whole.failure_details
        whole.warnings.update(part.warnings)
        whole.turns += part.turns
        for place, used in part.used.items():
            if place not in self._counted:
                self._counted.add(place)
                self.answers += 1
                self.tokens = self.tokens.plus(used.tokens)
                if used.model:
                    self.served_models[used.model] += 1
