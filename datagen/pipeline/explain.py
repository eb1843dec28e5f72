"""A sample of a run in, where it stands and how it came to that out. Reads the run folder alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datagen.ledger import Ledger
from datagen.pipeline.events import Event, Planned, events_of
from datagen.pipeline.judge import Attempt, Judge, State, attempts_of, state_of
from datagen.pipeline.key_parts import COVERS, in_force, in_words
from datagen.pipeline.planned import open_composer
from datagen.records import Failure, Recipe, Reject, Sample, Scene
from datagen.rows import Row
from datagen.runs import Manifest, Run
from datagen.settings import Settings
from datagen.teachers import varies


class KeyPart(Row):
    """A digest that the key is made of, and what it covers."""

    name: str
    digest: str
    covers: str


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


def explain(run: Run, manifest: Manifest, sample: Sample, scene: Scene) -> Explanation:
    """A sample of the plan and its scene. Raises `RunError` where the folder is torn."""
    recipe = open_composer(run, manifest).recipes[sample.recipe]
    judge = Judge(manifest.settings)
    with Ledger(run.ledger) as ledger:
        entries = map(ledger.at, ledger.places(sample.identity))
        attempts = list(attempts_of(entries, judge, sample, scene, recipe))
    planned = Planned(sample, scene, recipe, attempts, judge)
    now = in_force(manifest.settings, recipe)
    history, damaged = events_of(run, sample.sample, planned, now)
    state = state_of(attempts, judge, recipe)
    return Explanation(
        sample=sample.sample,
        state=state,
        reason=_reason(state, attempts, history, manifest.settings, recipe, now),
        recipe=recipe.name,
        recipe_version=recipe.version,
        recipe_digest=recipe.digest,
        identity=sample.identity,
        parts=tuple(
            KeyPart(name=name, digest=value, covers=COVERS.get(name, "a part of the request"))
            for name, value in sample.parts.items()
        ),
        history=history,
        damaged_rows=damaged,
    )


def explain_unplanned(run: Run, name: str) -> Explanation:
    """A sample that an earlier plan of this run asked for and today's does not hold."""
    history, damaged = events_of(run, name, None, {})
    return Explanation(
        sample=name,
        state=None,
        reason="not in the plan of this run any more: its images or recipes are others now",
        history=history,
        damaged_rows=damaged,
    )


def _reason(
    state: State,
    attempts: Sequence[Attempt],
    history: Sequence[Event],
    settings: Settings,
    recipe: Recipe,
    now: Mapping[str, str],
) -> str:
    """Why the sample stands where it does, and whether it will be asked again."""
    if not attempts:
        own = [event for event in history if event.differs]
        if not own:
            return "not asked yet"
        changed = in_words(own[-1].differs, recipe=recipe.name, now=now)
        return f"was asked with another key and will be asked again: {changed}"
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
    rejected = f"attempt {last.number} was rejected ({last.outcome.code})"
    most = settings.teaching.attempts
    if state == "pending":
        return f"{rejected}: will be asked again, as attempt {last.number + 1} of {most}"
    if last.number >= most:
        return f"{rejected}, and it was the last: --attempts {most}"
    if not varies(settings.teaching, recipe):
        return f"{rejected}; asking the same again would bring the same answer"
    return f"{rejected}; asking again would not mend that"
