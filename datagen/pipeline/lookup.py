"""What a user wrote for a sample in, the samples of the run that it means out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from datagen.errors import InputError
from datagen.pipeline.history import Heads
from datagen.pipeline.near import hint
from datagen.pipeline.planned import plan_heads
from datagen.runs import Run


class Found(NamedTuple):
    """The samples that are meant, with their identities.

    `unplanned` are names that only the ledger knows: of an earlier plan of the run.
    """

    planned: Mapping[str, str]
    unplanned: tuple[str, ...] = ()


def find_samples(run: Run, written: str) -> Found:
    """The samples that `written` names: `IMAGE/RECIPE/INDEX`, or the beginning of it.

    Zeros in front of the image may be left out; a name that fits exactly wins. Raises `InputError`
    with the nearest names where there is none.
    """
    exact: dict[str, str] = {}
    loose: dict[str, str] = {}
    for head in plan_heads(run):
        if _begins(head.sample, written):
            exact[head.sample] = head.identity
        elif _begins(_short(head.sample), _short(written)):
            loose[head.sample] = head.identity
    if meant := exact or loose:
        return Found(meant)
    asked = dict.fromkeys(head.sample for _, head in Heads(run.ledger))
    for name, given in ((str, written), (_short, _short(written))):
        if unplanned := tuple(sample for sample in asked if _begins(name(sample), given)):
            return Found({}, unplanned)
    names = dict.fromkeys(head.sample for head in plan_heads(run)) | asked
    raise InputError(
        f"there is no sample '{written}' in this run", where=run.folder, hint=hint(written, names)
    )


def users_of(run: Run, identities: Collection[str]) -> dict[str, list[str]]:
    """The samples of the plan that have these identities, by identity."""
    users: dict[str, list[str]] = {}
    for head in plan_heads(run) if identities else ():
        if head.identity in identities:
            users.setdefault(head.identity, []).append(head.sample)
    return users


def _begins(name: str, written: str) -> bool:
    return name == written or name.startswith(written.rstrip("/") + "/")


def _short(name: str) -> str:
    return name.lstrip("0")
