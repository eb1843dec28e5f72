"""What a user wrote for a sample in, the samples of the run that it means out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import NamedTuple

import msgspec
from pydantic import ValidationError

from datagen.errors import InputError, RunError
from datagen.pipeline.history import Heads
from datagen.records import Sample, Scene
from datagen.runs import Run


class _PlanHead(msgspec.Struct):
    sample: str
    identity: str


class _SceneHead(msgspec.Struct):
    id: str


class Found(NamedTuple):
    """The samples that are meant.

    `unplanned` are names that only the ledger knows: of an earlier plan of the run.
    """

    planned: tuple[Sample, ...]
    unplanned: tuple[str, ...] = ()


def find_samples(run: Run, written: str) -> Found:
    """The samples that `written` names: `IMAGE/RECIPE/INDEX`, or the beginning of it.

    Zeros in front of the image may be left out; a name that fits exactly wins. Raises `InputError`
    with the nearest names where there is none.
    """
    names: list[str] = []
    exact: list[bytes] = []
    loose: list[bytes] = []
    for head, row in _plan_rows(run):
        names.append(head.sample)
        if _begins(head.sample, written):
            exact.append(row)
        elif _begins(_short(head.sample), _short(written)):
            loose.append(row)
    if rows := exact or loose:
        return Found(tuple(_sample(run, row) for row in rows))
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
    for head, _ in _plan_rows(run) if identities else ():
        if head.identity in identities:
            users.setdefault(head.identity, []).append(head.sample)
    return users


def scene_of(run: Run, scene_id: str) -> Scene:
    """Raises `RunError` where the run does not hold it."""
    decoder = msgspec.json.Decoder(_SceneHead)
    try:
        with run.scenes.open("rb") as rows:
            for row in rows:
                if decoder.decode(row).id == scene_id:
                    return Scene.model_validate_json(row)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, ValidationError) as problem:
        raise _torn(run, f"{run.scenes.name}: {problem}") from problem
    raise _torn(run, f"the plan names image '{scene_id}', the scenes do not hold it")


def _plan_rows(run: Run) -> Iterator[tuple[_PlanHead, bytes]]:
    decoder = msgspec.json.Decoder(_PlanHead)
    try:
        with run.plan.open("rb") as rows:
            for row in rows:
                yield decoder.decode(row), row
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise _torn(run, f"{run.plan.name}: {problem}") from problem


def _sample(run: Run, row: bytes) -> Sample:
    try:
        return Sample.model_validate_json(row)
    except ValidationError as problem:
        raise _torn(run, f"{run.plan.name}: {problem.errors()[0]['msg']}") from problem


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


def _torn(run: Run, what: str) -> RunError:
    return RunError(
        f"the plan of this run cannot be read: {what}",
        where=run.folder,
        hint="Run the command that made it again: it plans anew and reuses the answers.",
    )
