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

import msgspec
from pydantic import ValidationError

from datagen import context, parsing
from datagen.ledger import Ledger
from datagen.pipeline.bill import bill
from datagen.pipeline.compose import Composer
from datagen.pipeline.due import Entries, next_attempt, to_send
from datagen.pipeline.forecast import Forecast, Rejects, Work, forecast, overall
from datagen.pipeline.judge import Judge
from datagen.pipeline.known import Known
from datagen.pipeline.library import open_library, usable_recipe, wanted_recipes
from datagen.pipeline.plan import planned_sample
from datagen.pipeline.planned import plan_heads, planned_scenes
from datagen.pipeline.reuse import ledger_of, other_runs
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
    answered in the folders `reuse`. Judges those answers, for what follows a reject.
    """
    library = open_library(settings)
    recipes = {name: usable_recipe(library, name) for name in wanted_recipes(settings)}
    source = source or open_source(settings.inputs)
    choice = choose_samples(source, settings.selection, settings.recipes, list(recipes.values()))
    composer = Composer(recipes, settings.recipes.crowd)
    folder = settings.inputs.images
    pictures = PictureFolder(folder) if folder and folder.is_dir() else None
    goes_on = run is not None and run.made() is not None and run.ledger.exists()
    others = other_runs(run, reuse)
    judge = Judge(settings)
    with ExitStack() as files:
        known: Known | None = None
        if goes_on or others:
            own = files.enter_context(Ledger(run.ledger)) if run and goes_on else None
            known = Known(own, [files.enter_context(ledger_of(other)) for other in others])
        tally = Tally(recipes, settings, known)
        for scene in source:
            names = choice.recipes.get(scene.id, ())
            if not names or (pictures and pictures.check(scene.image)):
                continue
            for name in names:
                shown = composer.messages(name, scene)[-1].content
                characters = tally.meter.prefix_characters(name) + len(shown)
                if known is None and teacher.name != "offline":
                    tally.add(name, str(hash((name, shown))), characters)
                    continue
                sample = planned_sample(teacher, composer, name, scene)
                attempt: int | None = 1
                if known is not None:
                    attempt = next_attempt(
                        known, judge, sample, scene, recipes[name], retry_failed=retry_failed
                    )
                tally.add(name, sample.identity, characters, attempt)
    return forecast(
        tally.work,
        settings,
        meter=tally.meter,
        prices=Prices(settings.teaching, settings.sending, settings.spending),
        rejects=rejects_before(run if goes_on else None, settings, recipes),
        samples=tally.samples,
        answered=tally.answered,
        failed=tally.failed,
        before=bill(run, settings, every_answer_used=True) if run and goes_on else None,
    )


def foresee(
    run: Run, manifest: Manifest, composer: Composer, ledger: Ledger, *, retry_failed: bool = False
) -> tuple[Meter, Prediction | None]:
    """A meter that knows the answers so far, and what asking this run's plan will take.

    None where nothing is left to ask, or costs nothing. Quick: the length of prompts is taken from
    the first scenes, and so is the share of answers that are owed another attempt; the number of
    requests is from the whole plan.
    """
    settings, judge = manifest.settings, Judge(manifest.settings)
    tally = Tally(composer.recipes, settings, ledger)
    if settings.teaching.teacher == "offline":
        return tally.meter, None
    for scene, samples in islice(planned_scenes(run), _LOOK_AT):
        for sample in samples:
            shown = composer.messages(sample.recipe, scene)[-1].content
            characters = tally.meter.prefix_characters(sample.recipe) + len(shown)
            attempt = next_attempt(
                ledger,
                judge,
                sample,
                scene,
                composer.recipes[sample.recipe],
                retry_failed=retry_failed,
            )
            tally.add(sample.recipe, sample.identity, characters, attempt)
    work = {name: Work(attempts=part.attempts) for name, part in tally.work.items()}
    new, begun = _unasked(run, ledger, retry_failed=retry_failed)
    for name, part in work.items():
        seen = tally.work[name]
        each = seen.characters / seen.prompts if seen.prompts else tally.usual(name)
        more = begun[name] / tally.begun[name] if tally.begun[name] else 0.0
        part.requests = new[name]
        part.owed.update({attempt: round(n * more) for attempt, n in seen.owed.items()})
        part.characters = round(part.prompts * each)
    if not any(part.prompts for part in work.values()):
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
    run: Run, manifest: Manifest, composer: Composer, ledger: Ledger, *, retry_failed: bool = False
) -> tuple[Manifest, Meter]:
    """The manifest with what is expected, saved: the report holds it against what it took."""
    meter, prediction = foresee(run, manifest, composer, ledger, retry_failed=retry_failed)
    if prediction is not None:
        manifest = manifest.model_copy(update={"prediction": prediction})
        run.write_manifest(manifest)
    return manifest, meter


class Tally:
    """Counts what is to be asked, and learns from what is answered."""

    def __init__(
        self, recipes: Mapping[str, Recipe], settings: Settings, ledger: Entries | None
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
        self.samples = self.answered = self.failed = 0
        self.begun = Counter[str]()
        self._ledger = ledger
        self._seen = set[tuple[str, int]]()

    def add(self, recipe: str, identity: str, characters: int, attempt: int | None = 1) -> None:
        """A sample and the attempt that is to be made; None: it is settled.

        Images that read the same share a request. `begun` counts what has an answer, by recipe.
        """
        self.samples += 1
        slot = self._ledger.slot(Key(identity, 1)) if self._ledger else None
        if slot is not None and slot.answered:
            self.answered += 1
            self.begun[recipe] += 1
            if self.meter.answers(recipe) < _LEARN_FROM:
                self._learn(recipe, Key(identity, 1), characters)
        elif attempt is None:
            self.failed += 1
        if attempt is not None and (identity, attempt) not in self._seen:
            self._seen.add((identity, attempt))
            self.work[recipe].add(characters, attempt)

    def usual(self, recipe: str) -> int:
        return self.meter.usual_characters(recipe)

    def _learn(self, recipe: str, key: Key, characters: int) -> None:
        entry = self._ledger.read(key) if self._ledger else None
        if isinstance(entry, Answer):
            self.meter.learn(recipe, characters, parsing.read_body(entry.body).tokens)


def _unasked(run: Run, ledger: Ledger, *, retry_failed: bool) -> tuple[Counter[str], Counter[str]]:
    """How many first attempts there are to make, and how many samples have an answer, by recipe."""
    new: dict[str, str] = {}
    begun = Counter[str]()
    for sample in plan_heads(run):
        slot = ledger.slot(Key(sample.identity, 1))
        if to_send(slot, retry_failed=retry_failed):
            new[sample.identity] = sample.recipe
        begun[sample.recipe] += slot is not None and slot.answered
    return Counter(new.values()), begun


class _Rejected(msgspec.Struct):
    sample: str
    code: str


def rejects_before(
    run: Run | None, settings: Settings, recipes: Mapping[str, Recipe]
) -> dict[str, Rejects]:
    """How many answers of a run's last build were rejected in a way that is asked again.

    For each recipe; one without answers is taken to be as the others are.
    """
    judge, seen = Judge(settings), dict[str, Rejects]()
    answers, again = _built(run) if run else (Counter[str](), Counter[tuple[str, str]]())
    for name, recipe in recipes.items():
        if not answers[name]:
            continue
        number = sum(
            rejected
            for (of, code), rejected in again.items()
            if of == name and judge.asks_again(Reject("validation", code, ""), 1, recipe)
        )
        seen[name] = Rejects(min(number / answers[name], 0.95), answers[name])
    others = Rejects(overall(seen.values()).rate)
    return {name: seen.get(name, others) for name in recipes}


def _built(run: Run) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """The answers of the last build by recipe, and its rejects by recipe and code."""
    decoder = msgspec.json.Decoder(_Rejected)
    rejects = Counter[tuple[str, str]]()
    try:
        report = Report.model_validate_json(run.report.read_bytes())
        with run.rejects.open("rb") as rows:
            for row in map(decoder.decode, rows):
                rejects[row.sample.rpartition("/")[0].rpartition("/")[2], row.code] += 1
    except (OSError, ValidationError, msgspec.DecodeError, UnicodeDecodeError):
        return Counter(), Counter()
    answers = Counter({name: states.get("example", 0) for name, states in report.by_recipe.items()})
    for (name, _), number in rejects.items():
        answers[name] += number
    return answers, rejects


def _constant(recipe: Recipe, crowd: context.Crowd) -> Sequence[Message]:
    return prefix(recipe, lambda one, scene: context.render(one, scene, crowd))


def _longest(recipe: Recipe, settings: Settings) -> int | None:
    given = sampling(settings.teaching, recipe)
    limits = (given.get(name) for name in ("max_tokens", "max_completion_tokens"))
    return next((limit for limit in limits if isinstance(limit, int)), None)
