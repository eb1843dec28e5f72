"""A run folder in, how its samples stand and why they would be asked out: `explain` for all of it.

Reads the run folder alone, one scene at a time. Memory holds the ledger's index and a few bytes a
sample.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from datagen.ledger import Ledger
from datagen.pipeline.checks import Checks
from datagen.pipeline.earlier import Earlier, Texts
from datagen.pipeline.events import UNREADABLE
from datagen.pipeline.judge import Attempt, Judge, State, attempts_of, state_of
from datagen.pipeline.key_parts import KeyParts, differences, in_words
from datagen.pipeline.planned import open_composer, plan_heads, planned_scenes
from datagen.pipeline.withdrawn import Withdrawn
from datagen.records import Failure, Sample
from datagen.rows import Row
from datagen.runs import Manifest, Run


class Waiting(Row):
    """Samples of a recipe that the next `generate` asks, and why. `changed`: parts of their key."""

    recipe: str
    reason: str
    changed: tuple[str, ...] = ()
    samples: int


class Overview(Row):
    """The samples of a run by state, and why some of them would be asked.

    planned = `reused` + `new`: those that have an answer, or failed for good, under their key of
    today, and those that have not. `unused_answers` are answers that no sample of the plan uses.
    """

    planned: int
    reused: int
    new: int
    unused_answers: int
    states: dict[str, int]
    by_recipe: dict[str, dict[str, int]]
    waiting: tuple[Waiting, ...]
    damaged_rows: tuple[int, ...] = ()


class _Why(NamedTuple):
    recipe: str
    reason: str
    changed: tuple[str, ...] = ()


def overview(run: Run, manifest: Manifest) -> Overview:
    """Judges every answer of the plan, as a build does. Raises `RunError` for a torn folder."""
    recipes = open_composer(run, manifest).recipes
    checks = Checks.of_run(run, manifest)
    judge = Judge(manifest.settings, checks)
    by_recipe: dict[str, Counter[State]] = {name: Counter() for name in recipes}
    waiting: Counter[_Why] = Counter()
    identities = Texts(head.identity for head in plan_heads(run))
    reused, withdrawn = 0, Withdrawn(run, manifest, checks, recipes)
    with Ledger(run.ledger) as ledger, Earlier(run.ledger, identities) as earlier:
        for scene, samples in planned_scenes(run):
            for sample in samples:
                recipe = recipes[sample.recipe]
                places = ledger.places(sample.identity)
                entries = map(ledger.at, places)
                attempts = list(attempts_of(entries, judge, sample, scene, recipe))
                attempts = withdrawn.settled(sample, attempts, places)
                state = state_of(attempts, judge, recipe)
                by_recipe[recipe.name][state] += 1
                reused += _settled(attempts)
                if not attempts:
                    waiting[_unasked(sample, earlier, manifest)] += 1
                elif reason := _unfinished(attempts, state):
                    waiting[_Why(recipe.name, reason)] += 1
        unused = sum(
            slot.answered and key.identity not in identities for key, slot in ledger.slots()
        )
    states = sum(by_recipe.values(), Counter[State]())
    return Overview(
        planned=states.total(),
        reused=reused,
        new=states.total() - reused,
        unused_answers=unused,
        states=dict(states),
        by_recipe={name: dict(counts) for name, counts in by_recipe.items()},
        waiting=tuple(
            Waiting(**why._asdict(), samples=count) for why, count in waiting.most_common()
        ),
        damaged_rows=earlier.damaged,
    )


def _unasked(sample: Sample, earlier: Earlier, manifest: Manifest) -> _Why:
    """Why a sample is asked that has no answer to its first attempt."""
    if sample.identity in earlier.second_attempts:
        return _Why(sample.recipe, UNREADABLE)
    before = earlier.last(sample.sample)
    if before is None:
        return _Why(sample.recipe, "not asked yet")
    keys = before.key_parts, KeyParts(manifest.settings.teaching.teacher, sample.parts)
    return _Why(sample.recipe, in_words(*keys, manifest.values), differences(*keys))


def _settled(attempts: Sequence[Attempt]) -> bool:
    """Whether anything under the sample's key of today is there for good."""
    return any(not isinstance(a.entry, Failure) or a.entry.permanent for a in attempts)


def _unfinished(attempts: Sequence[Attempt], state: State) -> str | None:
    """Why a sample is asked that was asked under its key of today; None where it is not."""
    last = attempts[-1]
    if isinstance(last.entry, Failure):
        return None if last.entry.permanent else f"failed for now: {last.entry.code}"
    return f"attempt {last.number} was rejected" if state == "pending" else None
