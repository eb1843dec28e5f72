"""`datagen validate`: what is wrong with a LLaVA-format file, its form and what it says?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from datagen.cli.amounts import counted
from datagen.cli.common import ConfigOption, resolved
from datagen.cli.console import note
from datagen.cli.data_set import corpus_lines
from datagen.cli.options import Flags, takes
from datagen.errors import InputError, RunError, SettingsError
from datagen.plaintext import one_line
from datagen.settings import Building, Checking, Form, Inputs, Output, Telling, Templates

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from datagen.cli.resolve import Resolved
    from datagen.pipeline.validate import FileCheck, Holding

_RECORDS = "The records"
_RESULT = "The result"
_LISTED = 3  # skipped annotations
_SAID = {
    "images": "Folder of the pictures: each that a record names must be there and decode.",
    "prompts": "Folder in which --recipe is, if it is not ours.",
}


@takes(Inputs, Form, Templates, Checking, Building, Telling, said=_SAID)
def validate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON array or JSON Lines.", show_default=False)
    ],
    *,
    recipe: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A recipe that the records are of: its skip_checks hold, and answers copied "
            "from its seeds are found. May be repeated: what one of them skips is skipped.",
            show_default=False,
            rich_help_panel=_RECORDS,
        ),
    ] = None,
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
            metavar="FILE",
            help="Write every finding (JSON Lines); - is standard output.",
            rich_help_panel=_RESULT,
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
    config: ConfigOption = None,
    flags: Flags,
) -> None:
    """Check a LLaVA-format file, also one that datagen did not make.

    Its form and its words always; with annotations, also what it says of its images.
    Rows count from 0. Exit 4 where a record would be rejected.
    """
    from datagen.formats import is_array
    from datagen.pipeline.findings_file import check_place, standard_stream
    from datagen.pipeline.source import open_source
    from datagen.pipeline.validate import validate_file

    chosen = resolved(flags, config, changes=(Inputs, Output, Templates, Checking))
    inputs, session = chosen.settings.inputs, chosen.session
    is_array(file)
    rows_out = findings is not None and (str(findings) in _STDOUT or standard_stream(findings) == 1)
    if rows_out and session.json_output:
        raise SettingsError(
            "goes to standard output, as the result of --json does",
            where=f"--findings {findings}",
            hint="Name a file for one of them.",
        )
    if findings is not None and not rows_out:
        named = {"--captions": inputs.captions, "--instances": inputs.instances}
        named |= {"--scenes": inputs.scenes, "--config": config}
        named["--words"] = chosen.settings.checking.words
        read = {f"the file of {flag}": path for flag, path in named.items()}
        check_place(findings, {"the file that is checked": file, **read})
    holding = _holding(chosen, recipe, plain=plain, duplicates=duplicates)
    annotated = inputs.captions or inputs.instances or inputs.scenes
    check = validate_file(
        file,
        holding,
        show=show,
        source=open_source(inputs) if annotated else None,
        findings=_stdout() if rows_out else findings,
        workers=session.workers,
    )
    if session.json_output:
        typer.echo(json.dumps(_as_json(check), indent=2))
    else:
        _print(check, stderr=rows_out)
    if not session.quiet:
        _say_what_was_left_out(check, file, every=session.verbose)
    if check.rejected or check.fails:
        raise typer.Exit(4)


_STDOUT = frozenset({"-", "/dev/stdout"})


def _stdout() -> TextIO:
    """For rows, which are UTF-8 wherever they go. Raises `RunError` where it is closed."""
    if sys.stdout is None:
        raise RunError(
            "standard output is closed", where="--findings", hint="Open it, or name a file."
        )
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    return sys.stdout


def _holding(
    chosen: Resolved, recipes: list[str] | None, *, plain: bool, duplicates: bool
) -> Holding:
    from datagen.pipeline.library import checks_of_recipes
    from datagen.pipeline.validate import Holding
    from datagen.validation import Limits, PictureFolder

    settings = chosen.settings
    images, prompts = settings.inputs.images, settings.templates.prompts
    if images is not None and not images.is_dir():
        where = chosen.origins["images"]
        raise InputError(f"no such folder: {images}", where=where, hint="It holds the pictures.")
    if chosen.origins["prompts"] == "--prompts" and not recipes:
        raise SettingsError(
            "says where a recipe is, and none is named",
            where="--prompts",
            hint="Name one with --recipe.",
        )
    of_recipes = checks_of_recipes(recipes or (), prompts)
    holding = Holding(
        limits=Limits(
            max_tokens=settings.output.max_tokens_per_record,
            pictures=PictureFolder(images, prefix=settings.output.image_prefix) if images else None,
            single_turn=plain,
            seeds=of_recipes.seeds,
        ),
        checking=settings.checking,
        skip=of_recipes.skip,
        duplicates=duplicates,
        image_prefix=settings.output.image_prefix,
    )
    if settings.checking.words:
        holding.checks().lexicon  # noqa: B018 - now, and not when every annotation has been read
    return holding


def _print(check: FileCheck, *, stderr: bool) -> None:
    from datagen.cli.summary import results_console

    console: Console = results_console(stderr=stderr)
    good = check.records - check.rejected
    console.print(f"{counted(check.records, 'record')}: {good:,} pass, {check.rejected:,} do not")
    if check.warned:
        console.print(f"{check.warned:,} of those that pass with warnings")
    if check.fails:
        fails = f"the file as a whole does not pass: {', '.join(check.fails)}"
        console.print(fails, soft_wrap=True)
    if check.matched is not None:
        console.print(_held(check), soft_wrap=True)
    if check.corpus:
        for line in corpus_lines(check.corpus):
            console.print(line, soft_wrap=True)
    if check.by_rule:
        console.print(_table(check))


def _held(check: FileCheck) -> str:
    """How many were held against their images, and what became of each of the others."""
    matched = check.matched or 0
    whose = "its image" if matched == 1 else "their images"
    held = f"{counted(matched, 'record')} held against the annotations of {whose}"
    others = {
        "of images that are not among them": check.unmatched,
        "without an image": check.imageless,
        "not read, being too long or without turns of the right form": check.unread,
    }
    return "; ".join([held, *(f"{count:,} {what}" for what, count in others.items() if count)])


def _table(check: FileCheck) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("rule", "severity", "count", "for instance"):
        table.add_column(heading, justify="right" if heading == "count" else "left")
    counts = sorted(check.by_rule.items(), key=lambda item: (item[0][1], -item[1]))
    for (rule, severity), count in counts:
        listed = [
            one_line(f"{'file' if row is None else f'row {row}'}: {finding.detail}")
            for row, finding in check.examples[rule, severity]
        ]
        table.add_row(rule, severity, str(count), Text("\n".join(listed)))
    return table


def _say_what_was_left_out(check: FileCheck, file: Path, *, every: bool) -> None:
    if not check.array:
        note(f"{file} is JSON Lines; LLaVA's own trainer reads one JSON array only")
    if check.annotations is None:
        note(
            "no annotations are named, so no answer was held against its image: --captions and "
            "--instances, or --scenes"
        )
        return
    if dropped := check.annotations.dropped_captions:
        note(f"dropped captions that say there was no picture: {dropped}")
    if skips := check.left_out:
        note(f"skipped annotations that cannot be used: {len(skips):,}")
        for skip in skips if every else skips[:_LISTED]:
            note(one_line(f"  {skip.file} {skip.place}: {skip.code}: {skip.detail}"))
        if len(skips) > _LISTED and not every:
            note("  …  (--verbose lists all)")
    if check.unmatched:
        note(
            f"{counted(check.unmatched, 'record')} of images that are not among the annotations, "
            "so nothing that they say was held against any: "
            + "; ".join(one_line(f"row {row}: {image}", 100) for row, image in check.others)
        )
        note(
            "images are matched by the name that the annotations give them, by COCO's 12 digits in "
            "`image` or `id`, and by a number in an `image` that is nothing else or lies in a "
            "folder of COCO's; are these the annotations of the same images, and of both train2017 "
            "and val2017 where there are both?"
        )


def _as_json(check: FileCheck) -> dict[str, object]:
    return {
        "records": check.records,
        "rejected": check.rejected,
        "warned": check.warned,
        "array": check.array,
        "matched": check.matched,
        "unread": check.unread,
        "unmatched": check.unmatched,
        "imageless": check.imageless,
        "annotations": check.annotations.model_dump(mode="json") if check.annotations else None,
        "fails": check.fails,
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
