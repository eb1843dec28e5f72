"""`datagen validate`: does a LLaVA-format file obey the format?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datagen.cli.console import note
from datagen.errors import InputError
from datagen.settings import Output

if TYPE_CHECKING:
    from datagen.pipeline.validate import FileCheck

_MAX_TOKENS: int = Output.model_fields["max_tokens_per_record"].default


def validate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON array or JSON Lines.", show_default=False)
    ],
    images: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Image folder: every picture must be there and decode."),
    ] = None,
    image_prefix: Annotated[
        str, typer.Option(metavar="TEXT", help="What stands before the names in that folder.")
    ] = "",
    max_tokens_per_record: Annotated[
        int, typer.Option(metavar="N", min=1, help="Longer records are rejected.")
    ] = _MAX_TOKENS,
    plain: Annotated[
        bool, typer.Option("--plain", help="Also hold it to the pretraining stage: single turns.")
    ] = False,
    show: Annotated[
        int, typer.Option(metavar="N", min=0, help="How many findings of a rule to list.")
    ] = 3,
    json_output: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check a LLaVA-format file, also one that datagen did not make.

    Exit 4 where a record fails.
    """
    from datagen.pipeline.validate import validate_file
    from datagen.validation import Limits, PictureFolder

    if images is not None and not images.is_dir():
        raise InputError("no such folder", where=images, hint="--images is the image folder.")
    limits = Limits(
        max_tokens=max_tokens_per_record,
        pictures=PictureFolder(images, prefix=image_prefix) if images else None,
        single_turn=plain,
    )
    check = validate_file(file, limits, show=show)
    if json_output:
        typer.echo(json.dumps(_as_json(check), indent=2))
    else:
        _print(check, file)
    if check.rejected:
        raise typer.Exit(4)


def _print(check: FileCheck, file: Path) -> None:
    from rich.table import Table
    from rich.text import Text

    from datagen.cli.summary import stdout_console
    from datagen.plaintext import visible

    console = stdout_console()
    good = check.records - check.rejected
    console.print(f"{check.records} records: {good} obey the format, {check.rejected} do not")
    if check.warned:
        console.print(f"{check.warned} of those that obey it have warnings")
    if check.by_rule:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in ("rule", "severity", "count", "for instance"):
            table.add_column(heading, justify="right" if heading == "count" else "left")
        for (rule, severity), count in check.by_rule.most_common():
            listed = [f"row {row}: {finding.detail}" for row, finding in check.examples[rule]]
            table.add_row(rule, severity, str(count), Text(visible("\n".join(listed))))
        console.print(table)
    if not check.array:
        note(f"{file} is JSON Lines; LLaVA's own trainer reads one JSON array only")


def _as_json(check: FileCheck) -> dict[str, object]:
    return {
        "records": check.records,
        "rejected": check.rejected,
        "warned": check.warned,
        "array": check.array,
        "rules": [
            {
                "rule": rule,
                "severity": severity,
                "count": count,
                "examples": [
                    {"row": row, "turn": finding.turn, "detail": finding.detail}
                    for row, finding in check.examples[rule]
                ],
            }
            for (rule, severity), count in check.by_rule.most_common()
        ],
    }
