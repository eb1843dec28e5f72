"""The run folders of the shards of one plan in, one run folder out: what a single run would hold.

Scenes, samples and skipped items come together in the order of the source; the rows of every ledger
are kept. Nothing is planned and nothing is sent.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import jsonlines

from datagen.errors import RunError
from datagen.identity import digest
from datagen.ledger import Ledger, is_complete
from datagen.pipeline.basis import SHARD
from datagen.pipeline.build import build
from datagen.pipeline.losses import held_by
from datagen.pipeline.same_plan import difference, whole
from datagen.rows import Report
from datagen.runs import Manifest, Run, now, whole_file

_OWN_PRICES = ("price_in", "price_cached", "price_out")


@dataclass(frozen=True, slots=True)
class Shard:
    """A planned run that is part `number` of `of`."""

    run: Run
    manifest: Manifest
    number: int
    of: int


def merge(runs: Sequence[Run], out: Run, *, workers: int | None = None) -> Report:
    """Join shards in `out` and build it. May be done again when the shards hold more answers.

    `workers` as for `build`. Raises `RunError` where a shard is missing, given twice or of another
    plan, or where `out` holds anything but what came of the same plan.
    """
    for run in runs:
        run.planned()
        if run.folder.resolve() == out.folder.resolve():
            raise RunError(
                "is a shard itself", where=out.folder, hint="Name another folder with --out."
            )
    _complete([_shard(run) for run in runs])
    _room_for(_shard(runs[0]).manifest, out)
    with out.locked():
        with ExitStack() as locks:
            for folder in dict.fromkeys(run.folder.resolve() for run in runs):
                locks.enter_context(Run(folder).locked())
            shards = _complete([_shard(run) for run in runs])  # nobody changes them any more
            _room_for(shards[0].manifest, out)
            _join(shards, out)
        return build(out, out.planned(), workers=workers)


def _shard(run: Run) -> Shard:
    manifest = run.planned()
    part = manifest.settings.selection.part
    if part is None:
        raise RunError(
            "is no shard: it was planned without --shard",
            where=run.folder,
            hint="Join the folders that `datagen generate --shard i/n` or `datagen plan --shard "
            "i/n` made.",
        )
    lost = [path.name for path in (run.skipped, run.templates) if not path.exists()]
    if lost or manifest.sizes != run.plan_sizes():
        raise RunError(
            f"{lost[0]} is missing" if lost else "its plan or its scenes are damaged",
            where=run.folder,
            hint="Plan this shard again, with --replan; its answers are reused.",
        )
    return Shard(run, manifest, *part)


def _complete(shards: Sequence[Shard]) -> list[Shard]:
    """The shards in their order. Raises `RunError` where they are not all parts of one plan."""
    first = shards[0]
    found: dict[int, Shard] = {}
    for shard in shards:
        if shard.of != first.of:
            raise RunError(
                f"is shard {shard.number}/{shard.of}, but {first.run.folder} is shard "
                f"{first.number}/{first.of}",
                where=shard.run.folder,
                hint="Join shards of one plan only.",
            )
        if twin := found.get(shard.number):
            raise RunError(
                f"is shard {shard.number}/{shard.of}, and so is {twin.run.folder}",
                where=shard.run.folder,
                hint="Name each shard once.",
            )
        if differs := difference(first.manifest, shard.manifest):
            raise RunError(
                f"is not of the same plan as {first.run.folder}: {differs}",
                where=shard.run.folder,
                hint="Plan all shards with the same settings, files and recipes.",
            )
        if _words(first.run) != _words(shard.run):
            raise RunError(
                f"is not checked with the same object words as {first.run.folder}",
                where=shard.run.words,
                hint="Give all shards the same file: datagen build RUN --words FILE.",
            )
        found[shard.number] = shard
    missing = [str(number) for number in range(1, first.of + 1) if number not in found]
    if missing:
        several = len(missing) > 1
        raise RunError(
            f"{'shards' if several else 'shard'} {', '.join(missing[:10])}"
            f"{', …' if len(missing) > 10 else ''} of {first.of} "
            f"{'are' if several else 'is'} missing",
            hint="Name the folder of every shard.",
        )
    return [found[number] for number in sorted(found)]


def _room_for(shard: Manifest, out: Run) -> None:
    """Raises `RunError` where the folder holds anything but a run of the whole plan."""
    if out.made() is None:
        return
    there = out.manifest_or_none()
    differs: str | None
    if there is not None and there.settings.selection.part is not None:
        differs = "it is one shard"
    elif there is None:
        differs = "its manifest cannot be read"
    else:
        differs = difference(shard, there)
    if differs:
        raise RunError(
            f"holds another run: {differs}",
            where=out.folder,
            hint="Name a folder with --out that is empty or does not exist.",
        )


def _join(shards: Sequence[Shard], out: Run) -> None:
    skipped, pictures = _skipped(shards)
    first = shards[0].manifest
    settings = whole(first).settings
    if len({_own_prices(shard.manifest) for shard in shards}) > 1:
        # answers keep the prices of their shard: for what has none, no shard can speak for another
        unpriced = settings.spending.model_copy(update=dict.fromkeys(_OWN_PRICES))
        settings = settings.model_copy(update={"spending": unpriced})
    manifest = first.model_copy(
        update={
            "settings": settings,
            "created": out.made() or now(),
            "updated": now(),
            "complete": False,
            "prediction": None,
            "samples": sum(shard.manifest.samples for shard in shards),
            "inputs": first.inputs.model_copy(
                update={
                    "selected": sum(shard.manifest.inputs.selected for shard in shards),
                    "skipped": pictures,
                }
            ),
            "basis": {**first.basis, SHARD: digest(None)} if first.basis else {},
            "sizes": {},
            "plan": "",
        }
    )
    runs = [shard.run for shard in shards]
    with ExitStack() as files:
        plan = blake2b(digest_size=16)
        for target, rows in (
            (out.scenes, _rows([run.scenes for run in runs])),
            (out.plan, _rows([run.plan for run in runs])),
            (out.ledger, _answers([run.ledger for run in runs], out.ledger)),
        ):
            file = files.enter_context(whole_file(target))
            for row in rows:
                file.buffer.write(row)
                if target == out.plan:
                    plan.update(row)
        writer = jsonlines.Writer(files.enter_context(whole_file(out.skipped)))
        writer.write_all(skipped)
        out.write_manifest(manifest)
        _copy_templates(runs[0].templates, out.templates)
        _copy_words(runs[0], out)
    with Ledger(out.ledger) as joined:
        held = held_by(joined)
    done = {"complete": True, "sizes": out.plan_sizes(), "plan": plan.hexdigest(), "held": held}
    out.write_manifest(manifest.model_copy(update=done))


def _own_prices(manifest: Manifest) -> tuple[float | None, ...]:
    return tuple(getattr(manifest.settings.spending, name) for name in _OWN_PRICES)


def _rows(files: Sequence[Path]) -> Iterator[bytes]:
    for file in files:
        with file.open("rb") as rows:
            yield from rows


def _answers(ledgers: Sequence[Path], there: Path) -> Iterator[bytes]:
    """The rows that are there, then those of the shards that are not among them."""
    known = set[bytes]()
    for row in _ledger_rows(there):
        known.add(_mark(row))
        yield row
    for ledger in ledgers:
        for row in _ledger_rows(ledger):
            if not known or _mark(row) not in known:
                yield row


def _mark(row: bytes) -> bytes:
    return blake2b(row, digest_size=16).digest()


def _ledger_rows(ledger: Path) -> Iterator[bytes]:
    """Whole rows, damaged ones as well; without the rest of one that a killed process cut off."""
    if not ledger.exists():
        return
    for row in _rows([ledger]):
        if is_complete(row):
            yield row.removesuffix(b"\n") + b"\n"


def _skipped(shards: Sequence[Shard]) -> tuple[list[Any], int]:
    """The rows of skipped.jsonl, and how many of them are no dropped captions.

    Every shard lists the same unusable items of the input files, then pictures of its own, then the
    same dropped captions.
    """
    items: list[Any] = []
    pictures: list[Any] = []
    dropped: list[Any] = []
    for shard in shards:
        with jsonlines.open(shard.run.skipped) as reader:
            rows = list(reader)
        end = len(rows) - shard.manifest.inputs.dropped_captions
        folder = str(shard.manifest.settings.inputs.images)
        items = items or [row for row in rows[:end] if row["file"] != folder]
        pictures += [row for row in rows[:end] if row["file"] == folder]
        dropped = dropped or rows[end:]
    return [*items, *pictures, *dropped], len(items) + len(pictures)


def _words(run: Run) -> bytes | None:
    return run.words.read_bytes() if run.words.exists() else None


def _copy_words(run: Run, out: Run) -> None:
    if run.words.exists():
        with whole_file(out.words) as file:
            file.write(run.words.read_text(encoding="utf-8"))
    else:
        out.words.unlink(missing_ok=True)


def _copy_templates(source: Path, target: Path) -> None:
    fresh = target.with_name(target.name + ".tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(source, fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
