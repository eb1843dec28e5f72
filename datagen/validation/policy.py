"""Findings in, the same with the severities that a user wants out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from datagen.records import Finding, Severity
from datagen.validation.grounding import IMAGE_RULE_NAMES

PolicyName: TypeAlias = Literal["default", "strict", "lenient"]
Wanted: TypeAlias = Literal["reject", "warn", "off"]

# what these find is unknown: neither shown nor refuted
UNKNOWN_RULE_NAMES = frozenset({"unsupported", "question_reveals", "question_undecided"})


@dataclass(frozen=True, slots=True)
class Policy:
    """What rejects. `rules` decides for single rules, whatever the policy is.

    A name is about the rules that hold statements against the annotations. *default*: what they
    find refuted rejects, where the rule is precise enough. *strict*: all of it rejects. *lenient*:
    it only warns. What is
    unknown never rejects; no policy touches what is wrong whatever the image shows: a question
    asked twice, a refusal, a record that a trainer would choke on.
    """

    name: PolicyName = "default"
    rules: Mapping[str, Wanted] = field(default_factory=dict)

    def __call__(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(
            self._with(finding, wanted)
            for finding in findings
            if (wanted := self._wanted(finding)) != "off"
        )

    def _wanted(self, finding: Finding) -> Wanted:
        if wanted := self.rules.get(finding.rule):
            return wanted
        if finding.verdict == "contradicted" and finding.rule in IMAGE_RULE_NAMES:
            if self.name == "strict":
                return "reject"
            if self.name == "lenient":
                return "warn"
        return finding.severity

    def _with(self, finding: Finding, wanted: Severity | Literal["off"]) -> Finding:
        if wanted == "off" or (wanted == "reject" and finding.verdict == "unknown"):
            wanted = "warn"
        if wanted == finding.severity:
            return finding
        return finding.model_copy(update={"severity": wanted})
