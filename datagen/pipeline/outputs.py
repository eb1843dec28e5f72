"""Judged samples in, the files of a run out: records, provenance, rejects, findings."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import jsonlines

from datagen.formats import record_files
from datagen.pipeline.bill import Pricer, dollars
from datagen.pipeline.captions import expanded
from datagen.pipeline.judge import Attempt, State
from datagen.prompting import Library
from datagen.records import Answer, Example, LlavaRecord, Recipe, Reject, Sample, Scene
from datagen.rows import FindingRow, ProvenanceRow, RejectRow
from datagen.runs import Manifest, Run, whole_file


class Outputs:
    """The files of a build, open side by side; each appears when all of them are finished."""

    def __init__(self, run: Run, manifest: Manifest, stack: ExitStack) -> None:
        def rows(path: Path) -> jsonlines.Writer:
            return jsonlines.Writer(stack.enter_context(whole_file(path)))

        self.rejects = rows(run.rejects)
        self.findings = rows(run.findings)
        self.provenance = rows(run.provenance)
        self.files: dict[str, str] = {}
        self.example_rows = self.expansion_rows = self.expansion_rejected = 0
        self._run = run
        self._settings = manifest.settings
        self._cost = Pricer(manifest.settings)
        self._questions: Sequence[str] = ()
        examples = run.instruct, run.instruct_array
        if manifest.recipes:
            self._write_example = stack.enter_context(record_files(*examples))
            self.files |= {"records": examples[0].name, "records_array": examples[1].name}
        else:
            _remove(*examples)
        pairs = run.expansion, run.expansion_array
        if manifest.settings.recipes.with_expansion:
            self._questions = Library(run.templates).questions(manifest.settings.expansion.style)
            self._write_pair = stack.enter_context(record_files(*pairs))
            self.files |= {"expansion": pairs[0].name, "expansion_array": pairs[1].name}
        else:
            _remove(*pairs)

    def sample(
        self,
        sample: Sample,
        scene: Scene,
        recipe: Recipe,
        state: State,
        attempts: Sequence[Attempt],
    ) -> None:
        """What came of a sample: its record and where it comes from, or why there is none."""
        costs: list[float | None] = []
        for attempt in attempts:
            if isinstance(attempt.entry, Answer) and attempt.completion:
                costs.append(self._cost(attempt.entry, attempt.completion))
            match attempt.outcome:
                case Example(record):
                    self._write_example(record)
                    self.example_rows += 1
                    row = self._provenance(sample, scene, recipe, record, attempt, costs)
                    self.provenance.write(row.as_row())
                case Reject() as reject:
                    final = state == "rejected" and attempt is attempts[-1]
                    self._reject(sample.sample, attempt, reject, costs[-1], final=final)
            self._note(sample.sample, attempt)

    def captions(self, scene: Scene) -> None:
        """The naive expansion of a scene's captions."""
        for sample, outcome in expanded(scene, self._settings, self._questions):
            match outcome:
                case Example(record):
                    self._write_pair(record)
                    self.expansion_rows += 1
                    row = ProvenanceRow(
                        file=self._run.expansion.name,
                        row=self.expansion_rows,
                        sample=sample,
                        id=record.id,
                        image=record.image,
                        recipe="caption",
                        **_origin(scene),
                    )
                    self.provenance.write(row.as_row())
                case Reject() as reject:
                    self.expansion_rejected += 1
                    self.rejects.write(
                        RejectRow(
                            sample=sample,
                            attempt=1,
                            stage=reject.stage,
                            code=reject.code,
                            detail=reject.detail,
                            final=True,
                        ).as_row()
                    )

    def _provenance(
        self,
        sample: Sample,
        scene: Scene,
        recipe: Recipe,
        record: LlavaRecord,
        attempt: Attempt,
        costs: Sequence[float | None],
    ) -> ProvenanceRow:
        completion = attempt.completion
        assert completion is not None
        return ProvenanceRow(
            file=self._run.instruct.name,
            row=self.example_rows,
            sample=sample.sample,
            id=record.id,
            image=record.image,
            recipe=recipe.name,
            recipe_version=recipe.version,
            recipe_digest=recipe.digest,
            seeds=tuple(seed.name for seed in recipe.seeds),
            teacher=attempt.entry.teacher,
            model=self._settings.teaching.model,
            served_model=completion.model,
            identity=sample.identity,
            attempt=attempt.number,
            finish_reason=completion.finish_reason,
            prompt_tokens=completion.tokens.prompt,
            completion_tokens=completion.tokens.completion,
            cached_tokens=completion.tokens.cached,
            cache_write_tokens=completion.tokens.cache_write,
            reasoning_tokens=completion.tokens.reasoning,
            service_tier=completion.service_tier,
            cost=dollars(costs[-1:]),
            sample_cost=dollars(costs),
            response_id=completion.response_id,
            **_origin(scene),
        )

    def _reject(
        self, sample: str, attempt: Attempt, reject: Reject, cost: float | None, *, final: bool
    ) -> None:
        assert attempt.completion is not None
        row = RejectRow(
            sample=sample,
            attempt=attempt.number,
            stage=reject.stage,
            code=reject.code,
            detail=reject.detail,
            final=final,
            cost=dollars([cost]),
            raw=attempt.completion.text or attempt.completion.refusal,
        )
        self.rejects.write(row.as_row())

    def _note(self, sample: str, attempt: Attempt) -> None:
        for finding in attempt.outcome.findings if attempt.outcome else ():
            row = FindingRow(
                sample=sample,
                attempt=attempt.number,
                rule=finding.rule,
                severity=finding.severity,
                detail=finding.detail,
                turn=finding.turn,
            )
            self.findings.write(row.as_row())


def _origin(scene: Scene) -> dict[str, Any]:
    return scene.origin.model_dump(exclude={"file_name"}) if scene.origin else {}


def _remove(*files: Path) -> None:
    """Outputs of an earlier plan that this one does not have."""
    for file in files:
        file.unlink(missing_ok=True)
