"""What several commands share: resolving, asking the user, saying what was read, leaving."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datagen.cli.console import note, say
from datagen.cli.options import Flags
from datagen.cli.resolve import Resolved, resolve
from datagen.errors import DeclinedError, SettingsError
from datagen.settings import Output, Section, Session, Settings

if TYPE_CHECKING:
    from datagen.pipeline.ask import Progress
    from datagen.pipeline.plan import PlanSummary
    from datagen.pipeline.reuse import Taken
    from datagen.rows import Report

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings in YAML: the flags' names as keys."),
]
RunArgument = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run folder.", show_default=False)
]


def resolved(
    flags: Flags,
    config: Path | None,
    *,
    stored: Settings | None = None,
    changes: tuple[type[Section], ...] = (Output,),
) -> Resolved:
    """The settings of this call; unknown variables of ours are mentioned."""
    result = resolve(flags, os.environ, config, stored=stored, changes=changes)
    if not result.session.quiet:
        for warning in result.warnings:
            note(warning)
    return result


def out_folder(session: Session) -> Path:
    if session.out is None:
        raise SettingsError(
            "no run folder is named", where="--out", hint="Pass --out DIR, such as outputs/run1."
        )
    return session.out


def confirmation(session: Session, *, asks: bool) -> Callable[[PlanSummary], None]:
    """Says what a plan means, and asks where answers that were paid for would fall out of use."""

    def confirm(summary: PlanSummary) -> None:
        if not session.quiet:
            for line in summary.notes:
                note(line)
            if asks:
                answered = summary.reused - summary.failed
                reused = f", {answered} answered before" if answered else ""
                reused += f", {summary.failed} failed for good" if summary.failed else ""
                again = ", and those that failed" if summary.failed and session.retry_failed else ""
                say(
                    f"{summary.images} images, {summary.samples} samples{reused}: "
                    f"{summary.new} to ask{again}"
                )
        if not summary.orphaned or session.yes:
            return
        loss = (
            f"{summary.orphaned} answers that were paid for would fall out of use (another model, "
            f"prompt, seed or selection than before; they stay in the ledger), and "
            f"{summary.new} samples would be asked"
        )
        if not sys.stdin.isatty():
            raise DeclinedError(loss, hint="Pass --yes to go on, or name another --out.")
        if not typer.confirm(f"{loss}. Go on?", err=True):
            raise DeclinedError("stopped; nothing was changed")

    return confirm


def reusing(session: Session) -> Callable[[Taken], None]:
    """Says what another run's folder gave."""

    def tell(taken: Taken) -> None:
        if session.quiet:
            return
        say(
            f"taken over from {taken.folder}: {taken.answers} answers, "
            f"{taken.samples} samples need not be asked"
        )
        if taken.damaged:
            note(f"damaged rows of the ledger in {taken.folder}, left out: {taken.damaged}")

    return tell


def leave(report: Report | None, session: Session, asked: Progress | None = None) -> None:
    """Leave with the exit code that a report, and the way the asking ended, deserve."""
    for line in asked.teacher.notes if asked and not session.quiet else ():
        note(line)
    if asked and asked.stopping:
        say("interrupted; what was answered is kept. Run the same command again to go on.")
        raise typer.Exit(130)
    if asked and asked.limit:
        say(
            f"{asked.limit} is reached; what was answered is kept. Run the same command again with "
            "a higher one to go on."
        )
        raise typer.Exit(5)
    if report is None:
        return
    accepted = report.examples / report.planned if report.planned else 1.0
    if (report.pending or report.failed) and not session.allow_partial:
        raise typer.Exit(3)
    if session.min_accept is not None and accepted < session.min_accept:
        say(f"{accepted:.1%} of the samples gave an example, --min-accept wants more")
        raise typer.Exit(4)
