"""What a user wrote for a sample in, the samples of the run that it means out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import NamedTuple

from datagen.errors import InputError
from datagen.pipeline.history import Heads
from datagen.pipeline.planned import plan_heads, planned_scenes
from datagen.records import Sample, Scene
from datagen.runs import Run


class Found(NamedTuple):
    """The samples that are meant.

    `unplanned` are names that only the ledger knows: of an earlier plan of the run.
    """

    planned: tuple[tuple[Sample, Scene], ...]
    unplanned: tuple[str, ...] = ()


def find_samples(run: Run, written: str) -> Found:
    """The samples that `written` names: `IMAGE/RECIPE/INDEX`, or the beginning of it.

    Zeros in front of the image may be left out; a name that fits exactly wins. Raises `InputError`
    with the nearest names where there is none.
    """
    names: list[str] = []
    exact: list[str] = []
    loose: list[str] = []
    for head in plan_heads(run):
        names.append(head.sample)
        if _begins(head.sample, written):
            exact.append(head.sample)
        elif _begins(_short(head.sample), _short(written)):
            loose.append(head.sample)
    if meant := exact or loose:
        return Found(tuple(_picked(run, set(meant))))
    asked = dict.fromkeys(head.sample for _, head in Heads(run.ledger))
    for name, given in ((str, written), (_short, _short(written))):
        if unplanned := tuple(sample for sample in asked if _begins(name(sample), given)):
            return Found((), unplanned)
    near = _nearest(written, list(dict.fromkeys([*names, *asked])))
    raise InputError(
        f"there is no sample '{written}' in this run",
        where=run.folder,
        hint=f"Did you mean {' or '.join(near)}?"
        if near
        else "A sample is IMAGE/RECIPE/INDEX, as in 000000033471/detail/0.",
    )


def users_of(run: Run, identities: Collection[str]) -> dict[str, list[str]]:
    """The samples of the plan that have these identities, by identity."""
    users: dict[str, list[str]] = {}
    for head in plan_heads(run) if identities else ():
        if head.identity in identities:
            users.setdefault(head.identity, []).append(head.sample)
    return users


def _picked(run: Run, names: set[str]) -> Iterator[tuple[Sample, Scene]]:
    for scene, samples in planned_scenes(run):
        for sample in samples:
            if sample.sample in names:
                names.remove(sample.sample)
                yield sample, scene
        if not names:
            return


def _begins(name: str, written: str) -> bool:
    return name == written or name.startswith(written.rstrip("/") + "/")


def _short(name: str) -> str:
    return name.lstrip("0")


def _nearest(written: str, names: list[str]) -> list[str]:
    """Names that are written alike: of the same image where there is one, else near its id."""
    image = _short(written).split("/", 1)[0]
    of_image = [name for name in names if _short(name).split("/", 1)[0] == image]
    if of_image:
        return get_close_matches(written, of_image, n=3, cutoff=0.0)
    by_id = dict.fromkeys(_short(name).rsplit("/", 2)[0] for name in names)
    near = get_close_matches(image, by_id, n=1, cutoff=0.6)
    of_near = [name for name in names if near and _short(name).rsplit("/", 2)[0] == near[0]]
    return get_close_matches(written, of_near, n=3, cutoff=0.0)
