"""Judged samples in, the counts of a report out; counts of several portions make one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from datagen.pipeline.judge import Attempt, State
from datagen.records import NO_TOKENS, Example, Failure, Reject, Sample, Severity, Tokens


@dataclass(slots=True)
class Counts:
    """What the report says of samples."""

    states: Counter[State] = field(default_factory=Counter)
    by_recipe: dict[str, Counter[str]] = field(default_factory=dict)
    rejects: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    failure_details: dict[str, str] = field(default_factory=dict)
    failed_for_good: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    turns: int = 0

    def sample(self, sample: Sample, state: State, attempts: Sequence[Attempt]) -> None:
        self.states[state] += 1
        self.by_recipe.setdefault(sample.recipe, Counter())[state] += 1
        for attempt in attempts:
            found = attempt.outcome.findings if attempt.outcome else ()
            self.findings.update((finding.rule, finding.severity) for finding in found)
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

    def add(self, part: Counts) -> None:
        """Add those of the next portion."""
        self.states.update(part.states)
        for recipe, states in part.by_recipe.items():
            self.by_recipe.setdefault(recipe, Counter()).update(states)
        self.rejects.update(part.rejects)
        self.failures.update(part.failures)
        self.failed_for_good += part.failed_for_good
        self.failure_details = part.failure_details | self.failure_details
        self.warnings.update(part.warnings)
        self.findings.update(part.findings)
        self.turns += part.turns

    def findings_by_rule(self) -> dict[str, dict[str, int]]:
        """How often each rule found something, by severity; the busiest rule first."""
        by_rule: dict[str, dict[str, int]] = {}
        for (rule, severity), count in self.findings.most_common():
            by_rule.setdefault(rule, {})[severity] = count
        return by_rule


@dataclass(slots=True)
class AnswerCounts:
    """What the report says of answers. Images that read the same share one: it is counted once."""

    answers: int = 0
    tokens: Tokens = NO_TOKENS
    served_models: Counter[str] = field(default_factory=Counter)

    def add(self, tokens: Tokens, model: str | None) -> None:
        self.answers += 1
        self.tokens = self.tokens.plus(tokens)
        if model:
            self.served_models[model] += 1
