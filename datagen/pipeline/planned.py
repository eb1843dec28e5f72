"""A planned run folder in, its samples with their scenes out, in the order of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby

import msgspec

from datagen.ledger import BLOCK
from datagen.pipeline.compose import Composer
from datagen.pipeline.library import open_library
from datagen.records import Sample, Scene
from datagen.runs import Manifest, Run, torn


class PlanHead(msgspec.Struct, frozen=True, gc=False):
    """The part of a row of the plan that is compared with the ledger, and with the scenes."""

    sample: str
    scene: str
    recipe: str
    identity: str


class SceneHead(msgspec.Struct, frozen=True, gc=False):
    """The part of a scene's row that says which it is: much cheaper to read than the whole."""

    id: str


plan_head = msgspec.json.Decoder(PlanHead).decode
scene_head = msgspec.json.Decoder(SceneHead).decode
_SCENE, _SAMPLE = msgspec.json.Decoder(Scene), msgspec.json.Decoder(Sample)


def open_composer(run: Run, manifest: Manifest) -> Composer:
    """The recipes as the run keeps them."""
    names = manifest.recipes
    if names and not (run.templates / "prompts").is_dir():
        raise torn(run, f"{run.templates} is missing")
    library = open_library(manifest.settings, run.templates) if names else None
    recipes = {name: library.recipe(name) for name in names} if library else {}
    return Composer(recipes, manifest.settings.recipes.crowd)


def plan_heads(run: Run) -> Iterator[PlanHead]:
    """What is planned, in the order of the plan. Raises `RunError` where it cannot be read."""
    with reading_plan(run), run.plan.open("rb", buffering=BLOCK) as rows:
        yield from map(plan_head, rows)


def planned_identities(run: Run) -> set[str]:
    """What the plan asks for. Raises `RunError` where it cannot be read."""
    return {head.identity for head in plan_heads(run)}


def planned_scenes(
    run: Run, wanted: Callable[[PlanHead], bool] | None = None
) -> Iterator[tuple[Scene, tuple[Sample, ...]]]:
    """Every scene of the run with its samples; scenes come one at a time.

    `wanted` leaves only the samples for which it is true, and the scenes of these; it is asked
    about the next of them before the last one is given. Raises `RunError` where plan and scenes do
    not belong together.
    """
    with (
        reading_plan(run),
        run.scenes.open("rb", buffering=BLOCK) as scene_rows,
        run.plan.open("rb", buffering=BLOCK) as plan_rows,
    ):
        yield from paired(run, scene_rows, plan_rows, wanted)


def paired(
    run: Run,
    scene_rows: Iterable[bytes],
    plan_rows: Iterable[bytes],
    wanted: Callable[[PlanHead], bool] | None = None,
) -> Iterator[tuple[Scene, tuple[Sample, ...]]]:
    """The same for rows of the run's files that were read before."""
    with reading_plan(run):
        scenes = iter(scene_rows)
        picked = plan_rows if wanted is None else _only(wanted, plan_rows)
        for scene, group in groupby(picked, _scene_of):
            samples = tuple(map(_SAMPLE.decode, group))
            for row in scenes:
                found = scene_head(row).id == scene
                if found or wanted is None:
                    yield _SCENE.decode(row), samples if found else ()
                if found:
                    break
            else:
                raise torn(run, f"the plan names image '{scene}', the scenes do not hold it")
        if wanted is None:
            yield from ((_SCENE.decode(row), ()) for row in scenes)


def _only(wanted: Callable[[PlanHead], bool], plan_rows: Iterable[bytes]) -> Iterator[bytes]:
    return (row for row in plan_rows if wanted(plan_head(row)))


def _scene_of(plan_row: bytes) -> str:
    return plan_head(plan_row).scene


@contextmanager
def reading_plan(run: Run) -> Iterator[None]:
    """Says in one way what keeps the plan's files from being read. Raises `RunError`."""
    try:
        yield
    except OSError as problem:
        raise torn(run, f"{problem.filename}: {problem.strerror}") from problem
    except msgspec.DecodeError as problem:
        raise torn(run, str(problem)) from problem
    except UnicodeDecodeError as problem:
        raise torn(run, f"it holds bytes that are no text: {problem.reason}") from problem
