"""`datagen validate`: what is wrong with a LLaVA-format file, its form and what it says?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datagen.cli.amounts import counted
from datagen.cli.common import ConfigOption, resolved
from datagen.cli.console import note
from datagen.cli.data_set import corpus_lines
from datagen.cli.options import Flags, takes
from datagen.errors import InputError, SettingsError
from datagen.settings import Building, Checking, Inputs, Output

if TYPE_CHECKING:
    from rich.table import Table

    from datagen.pipeline.validate import FileCheck

_MAX_TOKENS: int = Output.model_fields["max_tokens_per_record"].default
_ANNOTATIONS = "The images' annotations"
_RECORDS = "The records"
_RESULT = "The result"


@takes(Checking, Building)
def validate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON array or JSON Lines.", show_default=False)
    ],
    *,
    captions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="COCO captions file (JSON).", rich_help_panel=_ANNOTATIONS
        ),
    ] = None,
    instances: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="COCO instances file (JSON): the boxes.",
            rich_help_panel=_ANNOTATIONS,
        ),
    ] = None,
    scenes: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Your own images and annotations (JSON Lines), in place of COCO files.",
            rich_help_panel=_ANNOTATIONS,
        ),
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The recipe that the records are of: its skip_checks hold, and answers copied "
            "from its seeds are found.",
            rich_help_panel=_RECORDS,
        ),
    ] = None,
    prompts: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where that recipe is, if not ours.", rich_help_panel=_RECORDS
        ),
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Image folder: every picture must be there and decode.",
            rich_help_panel=_RECORDS,
        ),
    ] = None,
    image_prefix: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="What stands before the names in that folder.",
            rich_help_panel=_RECORDS,
        ),
    ] = "",
    max_tokens_per_record: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, help="Longer records are rejected.", rich_help_panel=_RECORDS
        ),
    ] = _MAX_TOKENS,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="Also hold it to the pretraining stage: single turns.",
            rich_help_panel=_RECORDS,
        ),
    ] = False,
    duplicates: Annotated[
        bool,
        typer.Option(
            "--duplicates/--no-duplicates",
            help="Hold the records against each other, or do not.",
            rich_help_panel=_RECORDS,
        ),
    ] = True,
    findings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write every finding (JSON Lines).", rich_help_panel=_RESULT
        ),
    ] = None,
    show: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help="How many findings of a rule to list.",
            rich_help_panel=_RESULT,
        ),
    ] = 3,
    json_output: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON.", rich_help_panel=_RESULT)
    ] = False,
    config: ConfigOption = None,
    flags: Flags,
) -> None:
    """Check a LLaVA-format file, also one that datagen did not make.

    Its form and its words always; with annotations, also what it says of its images. Rows are
    counted from 0. Exit 4 where a record would be rejected.
    """
    from datagen.pipeline.checks import policy_of
    from datagen.pipeline.library import checks_of_recipe
    from datagen.pipeline.source import open_source
    from datagen.pipeline.validate import Holding, validate_file
    from datagen.validation import Limits, PictureFolder

    chosen = resolved(flags, config, changes=(Checking,))
    checking = chosen.settings.checking
    policy_of(checking)
    if images is not None and not images.is_dir():
        raise InputError("no such folder", where=images, hint="--images is the image folder.")
    if prompts is not None and recipe is None:
        raise SettingsError("says where a recipe is, and none is named", where="--prompts")
    of_recipe = checks_of_recipe(recipe, prompts)
    annotated = captions or instances or scenes
    inputs = Inputs(captions=captions, instances=instances, scenes=scenes)
    holding = Holding(
        limits=Limits(
            max_tokens=max_tokens_per_record,
            pictures=PictureFolder(images, prefix=image_prefix) if images else None,
            single_turn=plain,
            skip=of_recipe.skip,
            seeds=of_recipe.seeds,
        ),
        checking=checking,
        skip=of_recipe.skip,
        duplicates=duplicates,
    )
    check = validate_file(
        file,
        holding,
        show=show,
        source=open_source(inputs) if annotated else None,
        findings=findings,
        workers=chosen.session.workers,
    )
    if json_output:
        typer.echo(json.dumps(_as_json(check), indent=2))
    else:
        _print(check, file)
    _say_what_was_unmatched(check)
    if check.rejected or check.fails:
        raise typer.Exit(4)


def _print(check: FileCheck, file: Path) -> None:
    from datagen.cli.summary import stdout_console

    console = stdout_console()
    good = check.records - check.rejected
    console.print(f"{counted(check.records, 'record')}: {good:,} pass, {check.rejected:,} do not")
    if check.warned:
        console.print(f"{check.warned:,} of those that pass with warnings")
    if check.matched is not None:
        console.print(f"{check.matched:,} are held against the annotations of their image")
    if check.corpus:
        for line in corpus_lines(check.corpus):
            console.print(line)
    if check.by_rule:
        console.print(_table(check))
    if not check.array:
        note(f"{file} is JSON Lines; LLaVA's own trainer reads one JSON array only")


def _table(check: FileCheck) -> Table:
    from rich.table import Table
    from rich.text import Text

    from datagen.plaintext import visible

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("rule", "severity", "count", "for instance"):
        table.add_column(heading, justify="right" if heading == "count" else "left")
    counts = sorted(check.by_rule.items(), key=lambda item: (item[0][1], -item[1]))
    for (rule, severity), count in counts:
        listed = [
            f"{'file' if row is None else f'row {row}'}: {finding.detail}"
            for row, finding in check.examples[rule, severity]
        ]
        table.add_row(rule, severity, str(count), Text(visible("\n".join(listed))))
    return table


def _say_what_was_unmatched(check: FileCheck) -> None:
    if not check.unmatched:
        return
    note(
        f"{counted(check.unmatched, 'record')} of images that are not among the annotations, so "
        "nothing that they say was held against any: " + "; ".join(check.others)
    )
    note(
        "images are matched by COCO's id in `image`, else in `id`; are these the annotations of "
        "the same images, and of both train2017 and val2017 where there are both?"
    )


def _as_json(check: FileCheck) -> dict[str, object]:
    return {
        "records": check.records,
        "rejected": check.rejected,
        "warned": check.warned,
        "array": check.array,
        "matched": check.matched,
        "unmatched": check.unmatched,
        "corpus": check.corpus.model_dump(mode="json") if check.corpus else None,
        "rules": [
            {
                "rule": rule,
                "severity": severity,
                "count": count,
                "examples": [
                    {"row": row, "turn": finding.turn, "detail": finding.detail}
                    for row, finding in check.examples[rule, severity]
                ],
            }
            for (rule, severity), count in check.by_rule.most_common()
        ],
    }
