"""`datagen preview`: samples in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from datagen.cli.console import say
from datagen.documents import suggestion
from datagen.errors import InputError, SettingsError
from datagen.plaintext import without_half_pairs

if TYPE_CHECKING:
    from datagen.audit.found import Found, Matching
    from datagen.audit.samples import Shown
    from datagen.formats import Row


def preview(
    place: Annotated[
        Path,
        typer.Argument(
            metavar="RUN|FILE", help="Run folder or LLaVA-format file.", show_default=False
        ),
    ],
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=1, help="How many samples.")
    ] = 3,
    recipe: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only samples of this recipe.")
    ] = None,
    image: Annotated[
        str | None, typer.Option(metavar="ID", help="Only samples of this image.")
    ] = None,
    rejects: Annotated[
        bool, typer.Option("--rejects", help="Answers that were rejected, in place of records.")
    ] = False,
    failed: Annotated[
        bool, typer.Option("--failed", help="Samples that no answer came for, and why.")
    ] = False,
    finding: Annotated[
        str | None, typer.Option(metavar="RULE", help="Only what this rule found something in.")
    ] = None,
    findings: Annotated[
        Path | None,
        typer.Option(
            metavar="FINDINGS",
            help="For a file: what `datagen validate --findings` wrote of it; shows only records "
            "that something was found in.",
        ),
    ] = None,
) -> None:
    """Show samples: captions, boxes, turns, what was found wrong, where they come from."""
    from dataclasses import replace

    from datagen.audit.found import Matching, how_many
    from datagen.audit.preview import panel
    from datagen.audit.samples import Wanted, check_image, samples_of
    from datagen.cli.summary import stdout_console
    from datagen.pipeline.checks import check_rule
    from datagen.runs import Run

    wanted = Wanted(
        limit, recipe=recipe, image=image, rejects=rejects, failed=failed, finding=finding
    )
    if rejects and failed:
        raise SettingsError("is another view than --rejects", where="--failed")
    count: int | None = None
    if place.is_file():
        if flag := "--rejects" * rejects or "--failed" * failed or "--recipe" * bool(recipe):
            raise SettingsError(
                f"{place} is a file, not a run folder", where=flag, hint="Only runs know that."
            )
        if finding is not None and findings is None:
            raise SettingsError(
                f"{place} is a file, and what was found in it stands in another",
                where="--finding",
                hint=f"Write that with `datagen validate {place} --findings FINDINGS.jsonl`, then "
                "add --findings FINDINGS.jsonl here.",
            )
        if findings is None:
            shown = list(islice(_records_of_file(place, image), limit + 1))
        else:
            about = Matching(finding, lambda name: image is None or _is(name, image))
            shown = list(islice(_found_records(place, findings, about), limit + 1))
            if len(shown) > limit:
                count = how_many(findings, about)
        if finding is not None and not shown:
            check_rule(finding)
        if image is not None and not shown:
            raise InputError(f"there is no {wanted}", where=place)
    elif findings is not None:
        raise SettingsError(
            f"{place} is a run folder, which has its findings in it",
            where="--findings",
            hint="Leave it out.",
        )
    else:
        run = Run(place)
        planned = run.planned().recipes
        if recipe is not None and planned and recipe not in (*planned, "caption"):
            raise InputError(
                f"there is no recipe '{recipe}' in this run",
                where=place,
                hint=suggestion(recipe, planned),
            )
        shown = samples_of(run, replace(wanted, limit=limit + 1))
        if finding is not None and not shown:
            check_rule(finding)
        if image is not None and not shown:
            check_image(run, image)
    if not shown:
        elsewhere = not (rejects or failed or place.is_file())
        more = "; --rejects and --failed show samples without one" if elsewhere else ""
        say(f"{place}: there is no {wanted}{more}")
    console = stdout_console()
    for sample in shown[:limit]:
        console.print(panel(sample))
    if len(shown) > limit:
        every = f"{limit} of {count:,} shown" if count else f"{limit} shown, and there are more"
        say(f"{every}: -n for another number")


def _records_of_file(file: Path, image: str | None) -> Iterator[Shown]:
    """Records of a file that we did not make, of any shape; they are named by their row."""
    from datagen.formats import read_records

    for row in read_records(file):
        shown = _shown(row)
        if image is None or _is(_object(row).get("id"), image):
            yield shown


def _found_records(file: Path, findings: Path, about: Matching) -> Iterator[Shown]:
    """Those that something was found in, with what it was."""
    from dataclasses import replace

    from datagen.audit.found import found_in
    from datagen.formats import read_records

    rows = iter(read_records(file))
    for found in found_in(findings, about):
        row = next((each for each in rows if each.number == found.row), None)
        if row is None or not _speaks_of(found, row):
            raise InputError(
                f"speaks of other records: its row {found.row} is of other words or images",
                where=findings,
                hint=f"Write it anew with: datagen validate {file} --findings {findings}.",
            )
        yield replace(_shown(row), findings=found.findings, scene=found.scene)


def _speaks_of(found: Found, row: Row) -> bool:
    """Whether the image is that of the record, and each sentence stands in its turn."""
    image = _object(row).get("image")
    if isinstance(image, str) and without_half_pairs(image) != found.image:
        return False
    turns = [_as_quoted(text) for _, text in _shown(row).turns]
    return all(
        each.turn < len(turns) and _as_quoted(each.sentence) in turns[each.turn]
        for each in found.findings
        if each.turn is not None and each.sentence is not None
    )


def _as_quoted(text: str) -> str:
    """The words of a turn as a finding may give them: some are read without `<image>`."""
    from datagen.formats.llava import IMAGE

    return without_half_pairs(text).replace(IMAGE, " " * len(IMAGE))


def _is(name: object, image: str) -> bool:
    return str(name).lstrip("0") == image.lstrip("0")


def _object(row: Row) -> dict[str, Any]:
    return row.value if isinstance(row.value, dict) else {"conversations": [row.value]}


def _shown(row: Row) -> Shown:
    from datagen.audit.samples import Shown

    record = _object(row)
    turns = record.get("conversations")
    return Shown(
        f"row {row.number}",
        None,
        tuple(_turn(turn) for turn in turns) if isinstance(turns, list) else (),
        image=str(record["image"]) if record.get("image") else None,
    )


def _turn(turn: object) -> tuple[str, str]:
    if isinstance(turn, dict):
        return str(turn.get("from")), str(turn.get("value"))
    return "?", str(turn)
