"""A run folder in, how its samples stand and why they would be asked out: `explain` for all of it.

Reads the run folder alone, one scene at a time. Memory holds the ledger's index and, for samples
that were asked under another key before, their keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from datagen.ledger import Ledger
from datagen.pipeline.history import Heads
from datagen.pipeline.judge import Attempt, Judge, State, attempts_of, state_of
from datagen.pipeline.key_parts import changed_parts, in_force, in_words
from datagen.pipeline.planned import open_composer, planned_scenes
from datagen.records import Failure
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


class _Unasked(NamedTuple):
    """A sample without a row of its own key."""

    recipe: str
    parts: dict[str, str]


class _Why(NamedTuple):
    recipe: str
    reason: str
    changed: tuple[str, ...] = ()


def overview(run: Run, manifest: Manifest) -> Overview:
    """Judges every answer of the plan, as a build does. Raises `RunError` for a torn folder."""
    recipes = open_composer(run, manifest).recipes
    judge = Judge(manifest.settings)
    by_recipe: dict[str, Counter[State]] = {name: Counter() for name in recipes}
    waiting: Counter[_Why] = Counter()
    unasked: dict[str, _Unasked] = {}
    identities: set[str] = set()
    reused = 0
    with Ledger(run.ledger) as ledger:
        for scene, samples in planned_scenes(run):
            for sample in samples:
                recipe = recipes[sample.recipe]
                entries = map(ledger.at, ledger.places(sample.identity))
                attempts = list(attempts_of(entries, judge, sample, scene, recipe))
                state = state_of(attempts, judge, recipe)
                by_recipe[recipe.name][state] += 1
                identities.add(sample.identity)
                reused += _settled(attempts)
                if not attempts:
                    unasked[sample.sample] = _Unasked(recipe.name, sample.parts)
                elif reason := _unfinished(attempts, state):
                    waiting[_Why(recipe.name, reason)] += 1
        unused = sum(
            slot.answered and key.identity not in identities for key, slot in ledger.slots()
        )
    heads = Heads(run.ledger)
    before = {  # the last row of a name is the key that its sample had before
        head.sample: (head.teacher, head.parts) for _, head in heads if head.sample in unasked
    }
    for name, (recipe_name, parts) in unasked.items():
        changed: tuple[str, ...] = ()
        reason = "not asked yet"
        if name in before:
            now = in_force(manifest.settings, recipes[recipe_name])
            teacher, old = before[name]
            changed = changed_parts(old, parts, same_teacher=teacher == now["teacher"])
            reason = in_words(changed, recipe=recipe_name, now=now)
        waiting[_Why(recipe_name, reason, changed)] += 1
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
        damaged_rows=tuple(heads.damaged),
    )


def _settled(attempts: Sequence[Attempt]) -> bool:
    """Whether anything under the sample's key of today is there for good."""
    return any(not isinstance(a.entry, Failure) or a.entry.permanent for a in attempts)


def _unfinished(attempts: Sequence[Attempt], state: State) -> str | None:
    """Why a sample is asked that was asked under its key of today; None where it is not."""
    last = attempts[-1]
    if isinstance(last.entry, Failure):
        return None if last.entry.permanent else f"failed for now: {last.entry.code}"
    return f"attempt {last.number} was rejected" if state == "pending" else None
