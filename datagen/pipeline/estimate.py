"""Settings and what a run folder holds already in, what asking will take out: nothing is sent.

Nothing is written either. `estimate` counts the requests of a plan without making one; `foresee`
does the same for a run that is planned, just before it is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from datagen import context, parsing
from datagen.ledger import Ledger
from datagen.pipeline.bill import bill
from datagen.pipeline.compose import Composer
from datagen.pipeline.due import Entries, Step
from datagen.pipeline.forecast import Forecast, Rejects, Work, forecast, overall
from datagen.pipeline.judge import Allowance, Judge
from datagen.pipeline.known import Known
from datagen.pipeline.last_build import LastBuild
from datagen.pipeline.orphans import Orphans
from datagen.pipeline.plan import identities_before, planned_sample
from datagen.pipeline.planned import planned_scenes
from datagen.pipeline.purse import rates_of
from datagen.pipeline.ready import Pick, ready
from datagen.pipeline.reply import longest_reply
from datagen.pipeline.reuse import other_runs
from datagen.pipeline.standing import Census
from datagen.prompting import prefix
from datagen.records import Answer, Key, Recipe, Reject, Sample, Scene
from datagen.rows import Expectation, Prediction
from datagen.runs import Manifest, Run
from datagen.settings import Settings
from datagen.sources import Source
from datagen.spending import Meter, Prices, start_of
from datagen.teachers import Teacher

_LEARN_FROM = 300  # answers of a recipe
_LOOK_AT = 2000  # scenes: enough for the mean length of a prompt
_EVERY_ANSWER = 2**62


def estimate(
    settings: Settings,
    teacher: Teacher,
    *,
    run: Run | None = None,
    source: Source | None = None,
    reuse: Sequence[Path] = (),
    retry_failed: bool = False,
) -> Forecast:
    """What `generate` with these settings would take. Raises as it does for bad input.

    `run` is the folder that it would go on with: what is answered there is not counted, nor what is
    answered in the folders `reuse`. Judges those answers that no build has judged, for what follows
    a reject.
    """
    rates_of(settings)
    given = ready(run, settings, teacher, source=source, replan=True)
    assert given.source is not None, "a run that is planned anew has a source"
    recipes = given.recipes
    pick = Pick(given.source, settings, given)
    composer = Composer(recipes, settings.recipes.crowd)
    goes_on = run if run is not None and run.made() is not None else None
    with ExitStack() as files:
        others = files.enter_context(other_runs(run, reuse))
        own = files.enter_context(Ledger(goes_on.ledger)) if goes_on else None
        known = Known(own, [other.ledger for other in others])
        before = identities_before(goes_on)
        build = LastBuild(goes_on, settings, given.checks, recipes, among=before)
        judge = Judge(settings, given.checks)
        census = Census(
            known, judge, recipes, build, retry_failed=retry_failed, look_at=_EVERY_ANSWER
        )
        prompts = Prompts(composer, settings, known)
        orphans = Orphans(before)
        for scene, names in pick:
            for name in names:
                sample = planned_sample(teacher, composer, name, scene)
                step = census.add(sample, scene)
                orphans.add(sample.sample, sample.identity, is_new=step == ("due", 1))
                prompts.add(sample, scene, step)
        orphaned = orphans.find(goes_on.ledger).number if goes_on else 0
    return forecast(
        prompts.work(census),
        settings,
        meter=prompts.meter,
        prices=Prices(settings.teaching, settings.sending, settings.spending),
        rejects=rejects_of(build, settings, recipes),
        total=census.total(),
        orphaned=orphaned,
        before=bill(goes_on, settings) if goes_on else None,
    )


def foresee(
    run: Run, manifest: Manifest, composer: Composer, ledger: Ledger, census: Census
) -> tuple[Meter, Prediction | None]:
    """A meter that knows the answers so far, and what asking this run's plan will take.

    None where nothing is left to ask, or costs nothing. Quick: the length of prompts is taken from
    the first scenes; the number of requests is that of the census.
    """
    settings = manifest.settings
    prompts = Prompts(composer, settings, ledger)
    if settings.teaching.teacher == "offline":
        return prompts.meter, None
    for scene, samples in islice(planned_scenes(run), _LOOK_AT):
        for sample in samples:
            prompts.add(sample, scene, census.step(sample))
    work = prompts.work(census)
    if not any(part.prompts for part in work.values()):
        return prompts.meter, None
    guess = forecast(
        work,
        settings,
        meter=prompts.meter,
        prices=Prices(settings.teaching, settings.sending, settings.spending),
        rejects=rejects_of(census.build, settings, composer.recipes),
    )
    return prompts.meter, Prediction(
        requests=guess.requests,
        prompt_tokens=guess.prompt_tokens.expected,
        completion_tokens=guess.completion_tokens.expected,
        cost=guess.cost.expected,
        by_recipe={
            name: Expectation(
                requests=part.requests,
                prompt_tokens=part.prompt_tokens.expected,
                completion_tokens=part.completion_tokens.expected,
                cost=part.cost,
            )
            for name, part in guess.by_recipe.items()
        },
        before=bill(run, settings),
    )


def with_prediction(
    run: Run, manifest: Manifest, composer: Composer, ledger: Ledger, census: Census
) -> tuple[Manifest, Meter]:
    """The manifest with what is expected: the report holds it against what it took."""
    meter, prediction = foresee(run, manifest, composer, ledger, census)
    if prediction is not None:
        manifest = manifest.model_copy(update={"prediction": prediction})
    return manifest, meter


class Prompts:
    """The prompts of samples: learns from what is answered how long the others will be."""

    def __init__(self, composer: Composer, settings: Settings, entries: Entries) -> None:
        crowd = settings.recipes.crowd
        self.meter = Meter(
            {
                name: start_of(
                    recipe,
                    prefix(recipe, lambda one, scene: context.render(one, scene, crowd)),
                    longest_reply(settings.teaching, recipe),
                )
                for name, recipe in composer.recipes.items()
            }
        )
        self._composer = composer
        self._allowance = Allowance(settings)
        self._entries = entries
        self._characters = Counter[str]()
        self._prompts = Counter[str]()

    def add(self, sample: Sample, scene: Scene, step: Step) -> None:
        """A sample, and how it stands."""
        name = sample.recipe
        learns = (step.state != "due" or step.attempt > 1) and (
            self.meter.answers(name) < _LEARN_FROM
        )
        if step.state != "due" and not learns:
            return
        shown = self._composer.messages(name, scene)[-1].content
        characters = self.meter.prefix_characters(name) + len(shown)
        if step.state == "due":
            self._characters[name] += characters
            self._prompts[name] += 1
        entry = self._entries.read(Key(sample.identity, 1)) if learns else None
        if isinstance(entry, Answer):
            self.meter.learn(name, characters, parsing.read_body(entry.body).tokens)

    def work(self, census: Census) -> dict[str, Work]:
        """What there is to send of each recipe, at the mean length of the prompts seen."""
        work: dict[str, Work] = {}
        for name, counts in census.by_recipe().items():
            attempts = self._allowance.attempts(self._composer.recipes[name])
            part = Work(counts.requests, attempts=attempts, owed=census.expected_again(name))
            number = self._prompts[name]
            each = self._characters[name] / number if number else self.meter.usual_characters(name)
            part.characters = round(part.prompts * each)
            work[name] = part
        return work


def rejects_of(
    build: LastBuild, settings: Settings, recipes: Mapping[str, Recipe]
) -> dict[str, Rejects]:
    """How many answers of a run's last build were rejected in a way that is asked again.

    For each recipe; one without answers is taken to be as the others are.
    """
    allowance, seen = Allowance(settings), dict[str, Rejects]()
    for name, recipe in recipes.items():
        if not (answers := build.answers[name]):
            continue
        number = sum(
            rejected
            for (of, code), rejected in build.rejects.items()
            if of == name and allowance.asks_again(Reject("validation", code, ""), 1, recipe)
        )
        seen[name] = Rejects(min(number / answers, 0.95), answers)
    others = Rejects(overall(seen.values()).rate)
    return {name: seen.get(name, others) for name in recipes}
