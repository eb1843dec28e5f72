"""A portion of a plan in, the lines that the outputs get for it out, and its counts.

Reads the run folder only and writes nothing, so any process may do it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from datagen.formats import record_line
from datagen.ledger import Rows
from datagen.pipeline.captions import expanded
from datagen.pipeline.checks import Checks
from datagen.pipeline.counts import Counts
from datagen.pipeline.judge import Attempt, Judge, attempts_of, state_of
from datagen.pipeline.planned import open_composer, paired
from datagen.pipeline.portions import Portion
from datagen.prompting import Library
from datagen.records import Example, Finding, LlavaRecord, Recipe, Reject, Sample, Scene, Tokens
from datagen.rows import FindingRow, ProvenanceRow, RejectRow, Row, TurnRow
from datagen.runs import Manifest, Run

_as_json = json.JSONEncoder(ensure_ascii=False).encode


class Used(NamedTuple):
    """An answer that a sample uses: where its row starts in the ledger, and what it says.

    `model` is the one that gave it, where it says so.
    """

    place: int
    recipe: str
    tokens: Tokens
    model: str | None


class Line(NamedTuple):
    """A row of provenance or rejects as JSON, but for what depends on the rows before it.

    That is its number, 0 here, and what it cost: `used` says by what part of the portion's answers,
    from the first attempt of the sample to the one that the row is about.
    """

    text: str
    used: slice = slice(0, 0)


class Made(NamedTuple):
    """Where an example comes from.

    `provenance`, `rejects` and `findings` are how many rows of these stand before its own, or where
    its own would stand; `found` is how many findings it has.
    """

    sample: str
    attempt: int
    recipe: str
    provenance: int
    rejects: int
    findings: int
    found: int


@dataclass(slots=True)
class Finished:
    """What becomes of a portion, each row as a line of JSON without its line end.

    `used` are the answers that its samples use, in the order of the plan; `made` says of each of
    the examples where it comes from; `provenance` says of each row whether it is of a pair (of the
    caption expansion).
    """

    used: list[Used] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)
    provenance: list[tuple[bool, Line]] = field(default_factory=list)
    rejects: list[Line] = field(default_factory=list)
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
        self._judge = Judge(manifest.settings, Checks.of_run(run, manifest))
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
        done.counts.sample(sample, state, attempts)
        first = len(done.used)
        for attempt, place in zip(attempts, places, strict=False):
            if attempt.completion:
                model = attempt.completion.model if attempt.entry.teacher != "offline" else None
                done.used.append(Used(place, recipe.name, attempt.completion.tokens, model))
            used = slice(first, len(done.used))
            match attempt.outcome:
                case Example(record, findings):
                    done.examples.append(record_line(record))
                    made = Made(
                        sample.sample,
                        attempt.number,
                        recipe.name,
                        provenance=len(done.provenance),
                        rejects=len(done.rejects),
                        findings=len(done.findings),
                        found=len(findings),
                    )
                    done.made.append(made)
                    row = self._provenance(sample, scene, recipe, record, attempt)
                    done.provenance.append((False, Line(as_line(row), used)))
                case Reject() as reject:
                    final = state == "rejected" and attempt is attempts[-1]
                    assert attempt.completion is not None
                    refused = rejected(
                        sample.sample,
                        attempt.number,
                        reject,
                        final=final,
                        raw=attempt.completion.text or attempt.completion.refusal,
                        identity=attempt.entry.identity,
                    )
                    done.rejects.append(Line(as_line(refused), used))
            if attempt.outcome:
                done.findings += finding_lines(
                    sample.sample, attempt.number, attempt.outcome.findings
                )

    def _captions(self, done: Finished, scene: Scene) -> None:
        """The naive expansion of a scene's captions."""
        for sample, outcome in expanded(scene, self._settings, self._questions):
            done.counts.pair(outcome)
            done.findings += finding_lines(sample, 1, outcome.findings)
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
                    done.provenance.append((True, Line(as_line(row))))
                case Reject() as reject:
                    done.pairs_rejected += 1
                    done.rejects.append(Line(as_line(rejected(sample, 1, reject, final=True))))

    def _provenance(
        self,
        sample: Sample,
        scene: Scene,
        recipe: Recipe,
        record: LlavaRecord,
        attempt: Attempt,
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
            response_id=completion.response_id,
            **_origin(scene),
        )


def rejected(
    sample: str,
    attempt: int,
    reject: Reject,
    *,
    final: bool,
    raw: str | None = None,
    identity: str | None = None,
) -> RejectRow:
    """The row of an attempt that gave no record."""
    return RejectRow(
        sample=sample,
        attempt=attempt,
        stage=reject.stage,
        code=reject.code,
        detail=reject.detail,
        final=final,
        raw=raw,
        identity=identity,
        conversations=reject.record
        and tuple(TurnRow(role=role, value=text) for role, text in reject.record.conversations),
        findings=reject.findings or None,
    )


def finding_lines(sample: str, attempt: int, findings: Iterable[Finding]) -> list[str]:
    """The rows of the findings on an attempt."""
    return [as_line(FindingRow.of(sample, attempt, finding)) for finding in findings]


def as_line(row: Row) -> str:
    """A row as JSON."""
    return _as_json(row.as_row())


def _origin(scene: Scene) -> dict[str, Any]:
    origin = msgspec.structs.asdict(scene.origin) if scene.origin else {}
    origin.pop("file_name", None)
    return origin
