"""Samples of a run in, where each stands and how it came to that out.

Reads the run folder alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from datagen.ledger import Ledger
from datagen.pipeline.checks import Checks
from datagen.pipeline.event import Event
from datagen.pipeline.events import UNREADABLE, Planned, Records, events_of
from datagen.pipeline.history import Heads, Trace, traces_of
from datagen.pipeline.judge import Attempt, Judge, State, attempts_of, may_be_mended, state_of
from datagen.pipeline.key_parts import COVERS, KeyParts, Values, value_in_words
from datagen.pipeline.lookup import Found, users_of
from datagen.pipeline.planned import open_composer, planned_scenes
from datagen.pipeline.withdrawn import Withdrawn
from datagen.records import Failure, Recipe, Reject, Sample, Scene
from datagen.rows import Row
from datagen.runs import Manifest, Run
from datagen.settings import Settings


class KeyPart(Row):
    """A digest that the key is made of, what it covers and, where that is known, stands for."""

    name: str
    digest: str
    covers: str
    value: str | None = None


class Explanation(Row):
    """Where a sample stands, what it is keyed by, and all that was ever asked for it.

    A sample that only earlier plans held has no state and no key. `damaged_rows` are lines of the
    ledger that cannot be read.
    """

    sample: str
    state: State | None
    reason: str
    recipe: str | None = None
    recipe_version: int | None = None
    recipe_digest: str | None = None
    identity: str | None = None
    parts: tuple[KeyPart, ...] = ()
    history: tuple[Event, ...] = ()
    damaged_rows: tuple[int, ...] = ()


def explain(run: Run, manifest: Manifest, found: Found) -> Iterator[Explanation]:
    """Every sample that is meant, in the order of the plan. Raises `RunError` for a torn folder.

    The ledger is passed once for all of them, and so is the plan.
    """
    heads = Heads(run.ledger)
    traces = traces_of(heads, {**found.planned, **dict.fromkeys(found.unplanned)})
    users = users_of(
        run,
        {
            trace.identity
            for name, identity in found.planned.items()
            for trace in traces[name]
            if trace.identity != identity
        },
    )
    checks, recipes = Checks.of_run(run, manifest), open_composer(run, manifest).recipes
    with Ledger(run.ledger) as ledger:
        telling = _Telling(
            manifest=manifest,
            recipes=recipes,
            judge=Judge(manifest.settings, checks),
            ledger=ledger,
            traces=traces,
            records=Records(ledger, users, manifest.values),
            damaged=tuple(heads.damaged),
            withdrawn=Withdrawn(run, manifest, checks, recipes),
        )
        left = len(found.planned)
        for scene, samples in planned_scenes(run, lambda one: one.sample in found.planned):
            for sample in samples:
                yield telling.planned(sample, scene)
            left -= len(samples)
            if not left:
                break
        yield from map(telling.unplanned, found.unplanned)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What it takes to explain any sample of a run, opened once for all of them."""

    manifest: Manifest
    recipes: Mapping[str, Recipe]
    judge: Judge
    ledger: Ledger
    traces: Mapping[str, Sequence[Trace]]
    records: Records
    damaged: tuple[int, ...]
    withdrawn: Withdrawn

    def planned(self, sample: Sample, scene: Scene) -> Explanation:
        recipe = self.recipes[sample.recipe]
        places = self.ledger.places(sample.identity)
        entries = map(self.ledger.at, places)
        attempts = list(attempts_of(entries, self.judge, sample, scene, recipe))
        attempts = self.withdrawn.settled(sample, attempts, places)
        used = dict(zip(places, attempts, strict=False))
        key = KeyParts(self.manifest.settings.teaching.teacher, sample.parts)
        planned = Planned(sample, scene, recipe, attempts, used, self.judge, key)
        history, damaged = self._history(sample.sample, planned)
        state = state_of(attempts, self.judge, recipe)
        return Explanation(
            sample=sample.sample,
            state=state,
            reason=_reason(state, planned, history, self.manifest.settings),
            recipe=recipe.name,
            recipe_version=recipe.version,
            recipe_digest=recipe.digest,
            identity=sample.identity,
            parts=tuple(_key_parts(sample, scene, self.records.values)),
            history=history,
            damaged_rows=damaged,
        )

    def unplanned(self, name: str) -> Explanation:
        history, damaged = self._history(name, None)
        return Explanation(
            sample=name,
            state=None,
            reason="not in the plan of this run any more: its images or recipes are others now",
            history=history,
            damaged_rows=damaged,
        )

    def _history(
        self, name: str, planned: Planned | None
    ) -> tuple[tuple[Event, ...], tuple[int, ...]]:
        history, broken = events_of(name, self.traces[name], planned, self.records)
        return history, tuple(sorted((*self.damaged, *broken)))


def _key_parts(sample: Sample, scene: Scene, values: Values) -> Iterator[KeyPart]:
    for name, digest in sample.parts.items():
        known = value_in_words(name, digest, values)
        if name in ("context", "scene"):
            known = f"captions and boxes of image {scene.id}, as in scenes.jsonl"
        covers = COVERS.get(name, "a part of the request")
        yield KeyPart(name=name, digest=digest, covers=covers, value=known)


def _reason(state: State, planned: Planned, history: Sequence[Event], settings: Settings) -> str:
    """Why the sample stands where it does, and whether it will be asked again."""
    attempts = planned.attempts
    if not attempts:
        return _why_unasked(history, planned.sample.identity)
    last = attempts[-1]
    if isinstance(last.entry, Failure):
        if last.entry.permanent:
            return (
                f"attempt {last.number} failed for good ({last.entry.code}): "
                "asked again only with --retry-failed"
            )
        return f"attempt {last.number} failed for now ({last.entry.code}): will be asked again"
    if not isinstance(last.outcome, Reject):
        return f"attempt {last.number} gave an example"
    return _why_rejected(state, last, last.outcome, settings)


def _why_unasked(history: Sequence[Event], identity: str) -> str:
    if any(event.identity == identity for event in history):
        return f"{UNREADABLE}: will be asked again"
    asked = [event for event in history if event.differs]
    if not asked:
        return "not asked yet"
    return f"was asked with another key and will be asked again: {asked[-1].why_not}"


def _why_rejected(state: State, last: Attempt, reject: Reject, settings: Settings) -> str:
    rejected = f"attempt {last.number} was rejected ({reject.code})"
    most = settings.teaching.attempts
    if state == "pending":
        return f"{rejected}: will be asked again, as attempt {last.number + 1} of {most}"
    if not may_be_mended(reject):
        return f"{rejected}: what is rejected for that is never asked again"
    if last.number < most:
        return f"{rejected}; asking the same again would bring the same answer"
    return f"{rejected}, and it was the last: --attempts {most}"
