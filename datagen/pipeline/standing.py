"""Samples and what a run knows of them in, how many are answered and how many to be asked out.

What every command says of a run, and what asking it then sends, comes from here.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from itertools import groupby

from datagen.ledger import Ledger, Slot
from datagen.pipeline.due import Step, judged, next_step
from datagen.pipeline.judge import Judge
from datagen.pipeline.known import Known
from datagen.pipeline.last_build import LastBuild
from datagen.pipeline.planned import PlanHead, plan_heads, planned_scenes
from datagen.records import Key, Recipe, Sample, Scene
from datagen.runs import Run

_LOOK_AT = 500  # answers that no build has judged: a sixth of a second


@dataclass(slots=True)
class Standing:
    """How the samples of a recipe stand, or all of a plan.

    samples = `answered` + `failed` + `new`: those that have an answer; that failed for good and are
    not asked again; that are asked for the first time, in so many `requests`, as images that read
    the same share one. `again` are further attempts that answered samples are owed, in requests by
    their number. `unjudged` of the answered may be owed one as well: no build has judged them.
    `fitting` have an answer in another run.
    """

    samples: int = 0
    answered: int = 0
    failed: int = 0
    new: int = 0
    requests: int = 0
    again: Counter[int] = field(default_factory=Counter)
    unjudged: int = 0
    fitting: int = 0

    def plus(self, other: Standing) -> Standing:
        return Standing(
            self.samples + other.samples,
            self.answered + other.answered,
            self.failed + other.failed,
            self.new + other.new,
            self.requests + other.requests,
            self.again + other.again,
            self.unjudged + other.unjudged,
            self.fitting + other.fitting,
        )


class Census:
    """Counts samples. Memory: some bytes for each request that is to be sent.

    `look_at` is how many answers are judged where no build has done so; the others are "unjudged".
    What it judged is remembered, a hundred bytes each, so that what it says is owed is then sent.
    """

    def __init__(
        self,
        known: Known,
        judge: Judge,
        recipes: Mapping[str, Recipe],
        build: LastBuild,
        *,
        retry_failed: bool = False,
        look_at: int = _LOOK_AT,
    ) -> None:
        self._known = known
        self._recipes = recipes
        self.build = build
        self._judge = judge
        self._retry_failed = retry_failed
        self._at_most = {n: self._judge.attempts(recipe) for n, recipe in recipes.items()}
        self._left = look_at
        self._judged: dict[str, Step] = {}
        self._counts = {name: Standing() for name in recipes}
        self._due: dict[int, dict[str, array[int]]] = {}
        self._is_summed = False
        self._looked = Counter[str]()
        self._owed = Counter[tuple[str, int]]()

    @property
    def ledger(self) -> Ledger | None:
        """The run's own, as it was read; None where there is no run yet."""
        return self._known.own

    def go_on_with(self, ledger: Ledger) -> None:
        """Everything that was known stands in one ledger from now on."""
        self._known = Known(ledger)

    def step(self, sample: PlanHead | Sample) -> Step:
        """How a sample stands, as far as that can be told without judging any more."""
        if step := self._judged.get(sample.sample):
            return step
        recipe = sample.recipe
        return next_step(
            self._known,
            sample.identity,
            lambda key, slot: self.build.follows(recipe, key, slot),
            at_most=self._at_most[recipe],
            retry_failed=self._retry_failed,
        )

    def judged_step(self, sample: Sample, scene: Scene) -> Step:
        """How a sample stands; an answer that no build has judged is judged."""
        recipe = self._recipes[sample.recipe]
        judges = judged(self._known, self._judge, sample, scene, recipe)

        def follows(key: Key, slot: Slot) -> bool | None:
            told = self.build.follows(sample.recipe, key, slot)
            return judges(key, slot) if told is None else told

        return next_step(
            self._known,
            sample.identity,
            follows,
            at_most=self._at_most[sample.recipe],
            retry_failed=self._retry_failed,
        )

    def add(self, sample: PlanHead | Sample, scene: Scene | None = None) -> Step:
        """Count a sample; with its scene an answer of it can be judged."""
        self._is_summed = False
        step = self.step(sample)
        if step.state == "unjudged" and scene and self._left and isinstance(sample, Sample):
            step = self._look_at(sample, scene)
        self._count(sample, step, 1)
        counts = self._counts[sample.recipe]
        counts.samples += 1
        if self._known.has_others:
            counts.fitting += self._known.fits(sample.identity)
        return step

    def add_plan(self, run: Run) -> None:
        """Count every sample of a planned run."""
        for head in plan_heads(run):
            self.add(head)
        if any(counts.unjudged for counts in self._counts.values()):
            self._look(run)

    def _look(self, run: Run) -> None:
        """Judge some answers that were counted as unjudged."""

        def is_unjudged(sample: PlanHead) -> bool:
            return self.step(sample).state == "unjudged"

        for scene, samples in planned_scenes(run, is_unjudged):
            for sample in samples:
                if not self._left:
                    return
                self._count(sample, Step("unjudged", 1), -1)
                self._count(sample, self._look_at(sample, scene), 1)

    def _look_at(self, sample: Sample, scene: Scene) -> Step:
        step = self._judged[sample.sample] = self.judged_step(sample, scene)
        self._left -= 1
        self._looked[sample.recipe] += 1
        if step.state == "due":
            self._owed[sample.recipe, step.attempt] += 1
        return step

    def _count(self, sample: PlanHead | Sample, step: Step, by: int) -> None:
        counts = self._counts[sample.recipe]
        if step.state == "due":
            numbers = self._due.setdefault(step.attempt, {})
            numbers.setdefault(sample.recipe, array("Q")).append(_short(sample.identity))
        if step.state == "failed":
            counts.failed += by
        elif step == ("due", 1):
            counts.new += by
        else:
            counts.answered += by
            counts.unjudged += by * (step.state == "unjudged")

    def by_recipe(self) -> dict[str, Standing]:
        """A request that samples of several recipes share counts for the first of them."""
        if self._is_summed:
            return self._counts
        self._is_summed = True
        for attempt, numbers in self._due.items():
            pool = array("Q")
            for name in self._recipes:
                if name not in numbers:
                    continue
                before = len(pool)
                pool = array("Q", (n for n, _ in groupby(sorted([*pool, *numbers[name]]))))
                if attempt == 1:
                    self._counts[name].requests = len(pool) - before
                else:
                    self._counts[name].again[attempt] = len(pool) - before
        return self._counts

    def due_among(self, identities: Set[str]) -> int:
        """For how many of these a request is to be sent."""
        wanted = {_short(identity) for identity in identities}
        due = (n for numbers in self._due.values() for part in numbers.values() for n in part)
        return len(wanted.intersection(due)) if wanted else 0

    def expected_again(self, recipe: str) -> Counter[int]:
        """Further attempts that are owed, with those that the unjudged answers will likely be."""
        counts = self.by_recipe()[recipe]
        more = counts.unjudged / self._looked[recipe] if self._looked[recipe] else 0.0
        owed = ((attempt, n) for (name, attempt), n in self._owed.items() if name == recipe)
        return counts.again + Counter({attempt: round(n * more) for attempt, n in owed})

    def total(self) -> Standing:
        total = Standing()
        for part in self.by_recipe().values():
            total = total.plus(part)
        return total


def _short(identity: str) -> int:
    """Enough of an identity to tell it from others, in eight bytes."""
    return int(identity[:16], 16)
