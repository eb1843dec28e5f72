"""Settings and what a run folder holds already in, what asking will take out: nothing is sent.

Nothing is written either. `estimate` counts the requests of a plan without making one; `foresee`
does the same for a run that is planned, just before it is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from itertools import islice

import msgspec
from pydantic import ValidationError

from datagen import context, parsing
from datagen.ledger import Ledger
from datagen.pipeline.bill import bill
from datagen.pipeline.forecast import Forecast, Rejects, Work, forecast
from datagen.pipeline.judge import Judge
from datagen.pipeline.plan import Composer, _sample, open_library, usable_recipe, wanted_recipes
from datagen.pipeline.planned import planned_scenes
from datagen.pipeline.select import choose_samples
from datagen.pipeline.source import open_source
from datagen.prompting import prefix
from datagen.records import Answer, Key, Message, Recipe, Reject
from datagen.rows import Expectation, Prediction, Report
from datagen.runs import Manifest, Run
from datagen.settings import Settings
from datagen.sources import Source
from datagen.spending import Meter, Prices, start_of
from datagen.teachers import Teacher, varies
from datagen.teachers.sampling import sampling
from datagen.validation import PictureFolder

_LEARN_FROM = 300  # answers of a recipe
_LOOK_AT = 2000  # scenes: enough for the mean length of a prompt


def estimate(
    settings: Settings, teacher: Teacher, *, run: Run | None = None, source: Source | None = None
) -> Forecast:
    """What `generate` with these settings would take. Raises as it does for bad input.

    `run` is the folder that it would go on with: what is answered there is not counted.
    """
    library = open_library(settings)
    recipes = {name: usable_recipe(library, name) for name in wanted_recipes(settings)}
    source = source or open_source(settings.inputs)
    choice = choose_samples(source, settings.selection, settings.recipes, list(recipes.values()))
    composer = Composer(recipes, settings.recipes.crowd)
    folder = settings.inputs.images
    pictures = PictureFolder(folder) if folder and folder.is_dir() else None
    goes_on = run is not None and run.made() is not None and run.ledger.exists()
    with Ledger(run.ledger) if run and goes_on else nullcontext() as ledger:
        tally = Tally(recipes, settings, ledger)
        for scene in source:
            names = choice.recipes.get(scene.id, ())
            if not names or (pictures and pictures.check(scene.image)):
                continue
            for name in names:
                shown = composer.messages(name, scene)[-1].content
                identity = (
                    _sample(teacher, composer, name, scene).identity
                    if ledger or teacher.name == "offline"
                    else str(hash((name, shown)))
                )
                tally.add(name, identity, tally.meter.prefix_characters(name) + len(shown))
    return forecast(
        tally.work,
        settings,
        meter=tally.meter,
        prices=Prices(settings.teaching, settings.sending, settings.spending),
        rejects=rejects_before(run, settings, recipes) if run and goes_on else Rejects(),
        samples=tally.samples,
        answered=tally.answered,
        spent=bill(run, settings, every_answer_used=True).cost if run and goes_on else 0.0,
    )


def foresee(
    run: Run, manifest: Manifest, composer: Composer, ledger: Ledger
) -> tuple[Meter, Prediction | None]:
    """A meter that knows the answers so far, and what asking this run's plan will take.

    None where nothing is left to ask, or costs nothing. Quick: the length of prompts is taken from
    the first scenes, the number of requests from the whole plan.
    """
    settings = manifest.settings
    tally = Tally(composer.recipes, settings, ledger)
    if settings.teaching.teacher == "offline":
        return tally.meter, None
    for scene, samples in islice(planned_scenes(run), _LOOK_AT):
        for sample in samples:
            shown = composer.messages(sample.recipe, scene)[-1].content
            characters = tally.meter.prefix_characters(sample.recipe) + len(shown)
            tally.add(sample.recipe, sample.identity, characters)
    work = {name: Work(attempts=part.attempts) for name, part in tally.work.items()}
    for name, requests in _unasked(run, ledger).items():
        seen = tally.work[name]
        each = seen.characters / seen.requests if seen.requests else tally.usual(name)
        work[name].requests, work[name].characters = requests, round(requests * each)
    if not any(part.requests for part in work.values()):
        return tally.meter, None
    guess = forecast(
        work,
        settings,
        meter=tally.meter,
        prices=Prices(settings.teaching, settings.sending, settings.spending),
        rejects=rejects_before(run, settings, composer.recipes),
    )
    return tally.meter, Prediction(
        requests=guess.requests + guess.second_attempts,
        prompt_tokens=guess.prompt_tokens.expected,
        completion_tokens=guess.completion_tokens.expected,
        cost=guess.cost.expected,
        by_recipe={
            name: Expectation(
                requests=part.requests + part.second_attempts,
                prompt_tokens=part.prompt_tokens.expected,
                completion_tokens=part.completion_tokens.expected,
                cost=part.cost,
            )
            for name, part in guess.by_recipe.items()
        },
        before=bill(run, settings, every_answer_used=True),
    )


def with_prediction(
    run: Run, manifest: Manifest, composer: Composer, ledger: Ledger
) -> tuple[Manifest, Meter]:
    """The manifest with what is expected, saved: the report holds it against what it took."""
    meter, prediction = foresee(run, manifest, composer, ledger)
    if prediction is not None:
        manifest = manifest.model_copy(update={"prediction": prediction})
        run.write_manifest(manifest)
    return manifest, meter


class Tally:
    """Counts what is to be asked, and learns from what is answered."""

    def __init__(
        self, recipes: Mapping[str, Recipe], settings: Settings, ledger: Ledger | None
    ) -> None:
        starts = {
            name: start_of(
                recipe, _constant(recipe, settings.recipes.crowd), _longest(recipe, settings)
            )
            for name, recipe in recipes.items()
        }
        attempts = settings.teaching.attempts
        self.meter = Meter(starts)
        self.work = {
            name: Work(attempts=attempts if varies(settings.teaching, recipe) else 1)
            for name, recipe in recipes.items()
        }
        self.samples = self.answered = 0
        self._ledger = ledger
        self._seen = set[str]()

    def add(self, recipe: str, identity: str, characters: int) -> None:
        """A sample. Images that read the same share a request."""
        self.samples += 1
        slot = self._ledger.slot(Key(identity, 1)) if self._ledger else None
        if slot is not None and not slot.open:
            self.answered += 1
            if slot.answered and self.meter.answers(recipe) < _LEARN_FROM:
                self._learn(recipe, Key(identity, 1), characters)
        elif identity not in self._seen:
            self.work[recipe].add(characters)
        self._seen.add(identity)

    def usual(self, recipe: str) -> int:
        return self.meter.usual_characters(recipe)

    def _learn(self, recipe: str, key: Key, characters: int) -> None:
        entry = self._ledger.read(key) if self._ledger else None
        if isinstance(entry, Answer):
            self.meter.learn(recipe, characters, parsing.read_body(entry.body).tokens)


class _Planned(msgspec.Struct):
    identity: str
    recipe: str


def _unasked(run: Run, ledger: Ledger) -> dict[str, int]:
    """How many first attempts there are to make, by recipe."""
    decoder = msgspec.json.Decoder(_Planned)
    new: dict[str, str] = {}
    with run.plan.open("rb") as rows:
        for row in rows:
            sample = decoder.decode(row)
            slot = ledger.slot(Key(sample.identity, 1))
            if slot is None or slot.open:
                new[sample.identity] = sample.recipe
    return dict(Counter(new.values()))


def rejects_before(run: Run, settings: Settings, recipes: Mapping[str, Recipe]) -> Rejects:
    """How many answers of this run's last build were rejected in a way that is asked again."""
    try:
        report = Report.model_validate_json(run.report.read_bytes())
    except (OSError, ValidationError):
        return Rejects()
    if not report.answers:
        return Rejects()
    judge, recipe = Judge(settings), next(iter(recipes.values()))
    again = sum(
        number
        for code, number in report.rejects_by_code.items()
        if judge.asks_again(Reject("validation", code, ""), 1, recipe)
    )
    return Rejects(min(again / report.answers, 0.95), report.answers)


def _constant(recipe: Recipe, crowd: context.Crowd) -> Sequence[Message]:
    return prefix(recipe, lambda one, scene: context.render(one, scene, crowd))


def _longest(recipe: Recipe, settings: Settings) -> int | None:
    given = sampling(settings.teaching, recipe)
    limits = (given.get(name) for name in ("max_tokens", "max_completion_tokens"))
    return next((limit for limit in limits if isinstance(limit, int)), None)
