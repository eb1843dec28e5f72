"""A portion of a plan in, the lines that the outputs get for it out, and its counts.

Reads the run folder only and writes nothing, so any process may do it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from datagen.formats import record_line
from datagen.ledger import Rows
from datagen.pipeline.bill import Pricer, dollars
from datagen.pipeline.captions import expanded
from datagen.pipeline.counts import Counts
from datagen.pipeline.judge import Attempt, Judge, attempts_of, state_of
from datagen.pipeline.planned import open_composer, paired
from datagen.pipeline.portions import Portion
from datagen.prompting import Library
from datagen.records import Answer, Example, LlavaRecord, Recipe, Reject, Sample, Scene
from datagen.rows import FindingRow, ProvenanceRow, RejectRow, Row
from datagen.runs import Manifest, Run

_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True)
class Finished:
    """What becomes of a portion, each row as a line of JSON without its line end.

    `provenance` says of each row whether it is of a pair (of the caption expansion); the row number
    in it is 0 until the rows before it are known.
    """

    examples: list[str] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)
    provenance: list[tuple[bool, str]] = field(default_factory=list)
    rejects: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    pairs_rejected: int = 0
    counts: Counts = field(default_factory=Counts)


@contextmanager
def finisher(run: Run, manifest: Manifest) -> Iterator[Callable[[Portion], Finished]]:
    """What finishes the portions of a run. Raises `RunError` where its recipes are missing."""
    with Rows(run.ledger) as ledger:
        yield _Finisher(run, manifest, ledger)


class _Finisher:
    """Judges the answers of a run and puts what comes of them into words."""

    def __init__(self, run: Run, manifest: Manifest, ledger: Rows) -> None:
        self._run = run
        self._settings = manifest.settings
        self._recipes = open_composer(run, manifest).recipes
        self._judge = Judge(manifest.settings)
        self._cost = Pricer(manifest.settings)
        self._ledger = ledger
        self._questions: Sequence[str] = ()
        if manifest.settings.recipes.with_expansion:
            self._questions = Library(run.templates).questions(manifest.settings.expansion.style)

    def __call__(self, portion: Portion) -> Finished:
        done = Finished()
        places = iter(portion.places)
        for scene, samples in paired(self._run, portion.scenes, portion.samples):
            for sample in samples:
                self._sample(done, sample, scene, next(places))
            if self._settings.recipes.with_expansion:
                self._captions(done, scene)
        return done

    def _sample(
        self, done: Finished, sample: Sample, scene: Scene, places: tuple[int, ...]
    ) -> None:
        """A sample's record and where it comes from, or why there is none."""
        recipe = self._recipes[sample.recipe]
        entries = map(self._ledger.at, places)
        attempts = list(attempts_of(entries, self._judge, sample, scene, recipe))
        state = state_of(attempts, self._judge, recipe)
        done.counts.sample(sample, state, attempts, places)
        costs: list[float | None] = []
        for attempt in attempts:
            if isinstance(attempt.entry, Answer) and attempt.completion:
                costs.append(self._cost(attempt.entry, attempt.completion, sample.sample))
            match attempt.outcome:
                case Example(record):
                    done.examples.append(record_line(record))
                    row = self._provenance(sample, scene, recipe, record, attempt, costs)
                    done.provenance.append((False, _line(row)))
                case Reject() as reject:
                    final = state == "rejected" and attempt is attempts[-1]
                    done.rejects.append(
                        _line(_rejected(sample.sample, attempt, reject, costs[-1], final))
                    )
            for finding in attempt.outcome.findings if attempt.outcome else ():
                done.findings.append(
                    _line(
                        FindingRow(
                            sample=sample.sample,
                            attempt=attempt.number,
                            rule=finding.rule,
                            severity=finding.severity,
                            detail=finding.detail,
                            turn=finding.turn,
                        )
                    )
                )

    def _captions(self, done: Finished, scene: Scene) -> None:
        """The naive expansion of a scene's captions."""
        for sample, outcome in expanded(scene, self._settings, self._questions):
            match outcome:
                case Example(record):
                    done.pairs.append(record_line(record))
                    row = ProvenanceRow(
                        file=self._run.expansion.name,
                        row=0,
                        sample=sample,
                        id=record.id,
                        image=record.image,
                        recipe="caption",
                        **_origin(scene),
                    )
                    done.provenance.append((True, _line(row)))
                case Reject() as reject:
                    done.pairs_rejected += 1
                    done.rejects.append(
                        _line(
                            RejectRow(
                                sample=sample,
                                attempt=1,
                                stage=reject.stage,
                                code=reject.code,
                                detail=reject.detail,
                                final=True,
                            )
                        )
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
            row=0,
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
            thoughts=completion.thoughts,
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


def _rejected(
    sample: str, attempt: Attempt, reject: Reject, cost: float | None, final: bool
) -> RejectRow:
    assert attempt.completion is not None
    return RejectRow(
        sample=sample,
        attempt=attempt.number,
        stage=reject.stage,
        code=reject.code,
        detail=reject.detail,
        final=final,
        cost=dollars([cost]),
        raw=attempt.completion.text or attempt.completion.refusal,
        identity=attempt.entry.identity,
    )


def _line(row: Row) -> str:
    return _as_json(row.as_row())


def _origin(scene: Scene) -> dict[str, Any]:
    origin = msgspec.structs.asdict(scene.origin) if scene.origin else {}
    origin.pop("file_name", None)
    return origin
