"""A run folder in, every output out: records, provenance, rejects, findings, report.

Reads nothing but the run folder and sends nothing, so it may be run as often as a parser, a rule or
a format changes. Two builds of one folder write the same records. Memory holds one scene at a time,
and the ledger's index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from datagen.ledger import Ledger
from datagen.pipeline.bill import bill
from datagen.pipeline.judge import Attempt, Judge, State, attempts_of, state_of
from datagen.pipeline.outputs import Outputs
from datagen.pipeline.planned import open_composer, planned_scenes
from datagen.records import NO_TOKENS, Example, Failure, Key, Reject, Sample, Tokens
from datagen.rows import Report
from datagen.runs import Manifest, Run, whole_file


def build(run: Run, manifest: Manifest) -> Report:
    """Write the outputs of a planned run whose lock the caller holds. Raises `RunError`."""
    with ExitStack() as stack:
        outputs = Outputs(run, manifest, stack)
        counts = _Counts()
        composer = open_composer(run, manifest)
        judge = Judge(manifest.settings)
        ledger = stack.enter_context(Ledger(run.ledger))
        for scene, samples in planned_scenes(run):
            for sample in samples:
                recipe = composer.recipes[sample.recipe]
                attempts = list(attempts_of(ledger, judge, sample, scene, recipe))
                state = state_of(attempts, judge, recipe)
                counts.sample(sample, state, attempts)
                outputs.sample(sample, scene, recipe, state, attempts)
            if manifest.settings.recipes.with_expansion:
                outputs.captions(scene)
    report = Report(
        planned=counts.states.total(),
        examples=counts.states["example"],
        rejected=counts.states["rejected"],
        failed=counts.states["failed"],
        pending=counts.states["pending"],
        turns=counts.turns,
        answers=counts.answers,
        expansion=outputs.expansion_rows,
        expansion_rejected=outputs.expansion_rejected,
        by_recipe={name: dict(states) for name, states in counts.by_recipe.items()},
        rejects_by_code=dict(counts.rejects.most_common()),
        failures_by_code=dict(counts.failures.most_common()),
        failure_details=counts.failure_details,
        warnings_by_rule=dict(counts.warnings.most_common()),
        prompt_tokens=counts.tokens.prompt,
        completion_tokens=counts.tokens.completion,
        cached_tokens=counts.tokens.cached,
        bill=bill(run, manifest.settings),
        prediction=manifest.prediction,
        inputs=manifest.inputs,
        notes=manifest.notes,
        damaged_rows=[damage.line for damage in ledger.damage],
        files=outputs.files,
    )
    with whole_file(run.report) as out:
        out.write(report.model_dump_json(indent=2) + "\n")
    return report


@dataclass(slots=True)
class _Counts:
    """What the report is made of. Images that read the same share an answer: it is counted once."""

    states: Counter[State] = field(default_factory=Counter)
    by_recipe: dict[str, Counter[str]] = field(default_factory=dict)
    rejects: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    failure_details: dict[str, str] = field(default_factory=dict)
    warnings: Counter[str] = field(default_factory=Counter)
    turns: int = 0
    answers: int = 0
    tokens: Tokens = NO_TOKENS
    counted: set[Key] = field(default_factory=set)

    def sample(self, sample: Sample, state: State, attempts: Sequence[Attempt]) -> None:
        self.states[state] += 1
        self.by_recipe.setdefault(sample.recipe, Counter())[state] += 1
        for attempt in attempts:
            key = Key(sample.identity, attempt.number)
            if attempt.completion and key not in self.counted:
                self.counted.add(key)
                self.answers += 1
                self.tokens = self.tokens.plus(attempt.completion.tokens)
            match attempt.outcome:
                case Example(record, findings):
                    self.turns += len(record.conversations) // 2
                    self.warnings.update(finding.rule for finding in findings)
                case Reject(code=code):
                    self.rejects[code] += 1
                case None:
                    assert isinstance(attempt.entry, Failure)
                    self.failures[attempt.entry.code] += 1
                    self.failure_details.setdefault(attempt.entry.code, attempt.entry.detail)
