"""`datagen preview`: samples in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datagen.cli.console import say
from datagen.documents import suggestion
from datagen.errors import InputError, SettingsError

if TYPE_CHECKING:
    from datagen.audit.samples import Shown


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
) -> None:
    """Show samples: captions, boxes, turns, what was found wrong, where they come from."""
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
    if place.is_file():
        if (
            flag := "--rejects" * rejects
            or "--failed" * failed
            or "--recipe" * bool(recipe)
            or "--finding" * bool(finding)
        ):
            raise SettingsError(
                f"{place} is a file, not a run folder", where=flag, hint="Only runs know that."
            )
        shown = list(islice(_records_of_file(place, image), limit))
        if image is not None and not shown:
            raise InputError(f"there is no {wanted}", where=place)
    else:
        run = Run(place)
        planned = run.planned().recipes
        if recipe is not None and planned and recipe not in (*planned, "caption"):
            raise InputError(
                f"there is no recipe '{recipe}' in this run",
                where=place,
                hint=suggestion(recipe, planned),
            )
        shown = samples_of(run, wanted)
        if finding is not None and not shown:
            check_rule(finding)
        if image is not None and not shown:
            check_image(run, image)
    if not shown:
        elsewhere = not (rejects or failed or place.is_file())
        more = "; --rejects and --failed show samples without one" if elsewhere else ""
        say(f"{place}: there is no {wanted}{more}")
    console = stdout_console()
    for sample in shown:
        console.print(panel(sample))


def _records_of_file(file: Path, image: str | None) -> Iterator[Shown]:
    """Records of a file that we did not make, of any shape; they are named by their row."""
    from datagen.audit.samples import Shown
    from datagen.formats import read_records

    for row in read_records(file):
        record = row.value if isinstance(row.value, dict) else {"conversations": [row.value]}
        turns = record.get("conversations")
        shown = Shown(
            f"row {row.number}",
            None,
            tuple(_turn(turn) for turn in turns) if isinstance(turns, list) else (),
            image=str(record["image"]) if record.get("image") else None,
        )
        if image is None or str(record.get("id")).lstrip("0") == image.lstrip("0"):
            yield shown


def _turn(turn: object) -> tuple[str, str]:
    if isinstance(turn, dict):
        return str(turn.get("from")), str(turn.get("value"))
    return "?", str(turn)
