"""Judged samples in, the counts of a report out; counts of several portions make one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from datagen.pipeline.judge import Attempt, State
from datagen.records import (
    NO_TOKENS,
    Example,
    Failure,
    Finding,
    Reject,
    Sample,
    Severity,
    Tokens,
)


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
            self._found(attempt.outcome.findings if attempt.outcome else ())
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

    def pair(self, outcome: Example | Reject) -> None:
        """Count a pair of the caption expansion, which is no sample of the plan."""
        self._found(outcome.findings)
        match outcome:
            case Example(_, findings):
                self.warnings.update(finding.rule for finding in findings)
            case Reject(code=code):
                self.rejects[code] += 1

    def _found(self, findings: Iterable[Finding]) -> None:
        self.findings.update((finding.rule, finding.severity) for finding in findings)

    def found(self, finding: Finding) -> None:
        """Count what holding an example against others has found."""
        self._found([finding])
        if finding.severity == "warn":
            self.warnings[finding.rule] += 1

    def withdraw(self, recipe: str, code: str, findings: Iterable[Finding], turns: int) -> None:
        """An example that was counted is a reject after all; `findings` are those it had."""
        for states in (self.states, self.by_recipe[recipe]):
            states.subtract(["example"])
            states.update(["rejected"])
        self.by_recipe[recipe] = +self.by_recipe[recipe]
        self.rejects[code] += 1
        self.warnings.subtract(f.rule for f in findings if f.severity == "warn")
        self.warnings = +self.warnings
        self.turns -= turns

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
