"""What several commands share: resolving, asking the user, saying what was read, leaving."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datagen.cli.amounts import counted
from datagen.cli.console import note, say
from datagen.cli.options import Flags
from datagen.cli.resolve import DEFAULT, OF_THE_RUN, Resolved, resolve
from datagen.errors import DeclinedError, SettingsError
from datagen.plaintext import visible
from datagen.settings import Section, Session

if TYPE_CHECKING:
    from datagen.pipeline.plan import PlanSummary
    from datagen.pipeline.progress import Progress
    from datagen.pipeline.reuse import Taken
    from datagen.rows import Report
    from datagen.runs import Run

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
    stored: Mapping[str, Section] | None = None,
    changes: tuple[type[Section], ...] | None = None,
    of_run: bool = False,
) -> Resolved:
    """The settings of this call; unknown variables of ours are mentioned.

    Raises `SettingsError`, with the place where it was set, also for a rule that is none, or that
    cannot hold in a run, where the settings are those `of_run`.
    """
    result = resolve(flags, os.environ, config, stored=stored, changes=changes)
    if (origin := result.origins["rules"]) not in (DEFAULT, OF_THE_RUN):
        from datagen.pipeline.checks import policy_of

        where = f"{origin} (rules)" if ":" in origin else origin
        policy_of(result.settings.checking, where=where)
        if of_run:
            from datagen.pipeline.data_set import check_rules_of_run

            check_rules_of_run(result.settings.checking, where=where)
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
                say(plan_line(summary))
        if session.yes:
            return
        sends = summary.requests + summary.owed > 0
        asked = f"{counted(summary.new, 'sample')} would be asked"
        if summary.missing and sends:
            loss = f"{summary.missing}; {asked}, whatever was paid for before"
            instead = "put back a copy of the ledger"
        elif summary.orphaned and (sends or summary.shrinks):
            loss = (
                f"{orphans_line(summary.orphaned)}, {summary.why_orphaned}. They stay in the "
                f"ledger, and {asked}"
            )
            instead = "name another --out"
        elif summary.fitting == 0 and sends:
            loss = (
                "not one answer of the runs that --reuse names fits: the model, its parameters, a "
                f"prompt, a seed or the images differ. {asked}"
            )
            instead = "name another run with --reuse"
        else:
            return
        if not sys.stdin.isatty():
            raise DeclinedError(loss, hint=f"Pass --yes to go on, or {instead}.")
        if not typer.confirm(f"{visible(loss)}. Go on?", err=True):
            raise DeclinedError("stopped; nothing was changed")

    return confirm


def plan_line(summary: PlanSummary) -> str:
    """What a plan asks for. What is told here is then sent, and what follows its rejects."""
    line = f"{counted(summary.images, 'image')}, {counted(summary.samples, 'sample')}"
    if summary.answered:
        line += f", {summary.answered:,} answered before"
    if summary.failed:
        line += f", {summary.failed:,} failed for good"
    line += f": {summary.new:,} to ask"
    if summary.requests != summary.new:
        line += f" in {counted(summary.requests, 'request')}, as some read the same"
    if summary.owed:
        line += f" and {counted(summary.owed, 'second attempt')}"
    if summary.unjudged:
        line += (
            f"; {counted(summary.unjudged, 'answer')} that no build has judged may be asked for "
            "again"
        )
    return line


def orphans_line(orphaned: int) -> str:
    many = counted(orphaned, "answer that was", "answers that were")
    return f"{many} paid for would fall out of use"


def reusing(session: Session) -> Callable[[Taken], None]:
    """Says what another run's folder gave."""

    def tell(taken: Taken) -> None:
        if session.quiet:
            return
        say(
            f"taken over from {taken.folder}: {counted(taken.answers, 'answer')}, "
            f"{counted(taken.samples, 'sample')} need not be asked"
        )
        if taken.damaged:
            note(f"damaged rows of the ledger in {taken.folder}, left out: {taken.damaged}")

    return tell


def leave(run: Run, report: Report | None, session: Session, asked: Progress | None = None) -> None:
    """Leave with the exit code that a report, and the way the asking ended, deserve."""
    go_on = f"The same command goes on, or: datagen ask {run.folder}"
    if asked and not session.quiet:
        for line in asked.teacher.notes:
            note(line)
        for server in asked.teacher.left_out:
            note(f"left out in the end: {server}")
    if asked and asked.stopping:
        say(f"interrupted; what was answered is kept. {go_on}")
        raise typer.Exit(130)
    if asked and asked.limit:
        on = (
            "the same command asks as many again"
            if asked.limit == "--max-requests"
            else "the same command with a higher one goes on"
        )
        say(f"{asked.limit} is reached; what was answered is kept, and {on}.")
        raise typer.Exit(5)
    if asked and asked.useless and asked.done < asked.total:
        say(
            f"stopped: not one of the first {asked.rejected} answers could be used. Look at them "
            f"with: datagen preview {run.folder} --rejects. The same command asks for more."
        )
        raise typer.Exit(3)
    if report is None:
        missing = asked.failed_before + asked.failed + asked.total - asked.done if asked else 0
        if missing and not session.allow_partial:
            say(f"not complete: {missing} samples were not answered. {go_on}")
            raise typer.Exit(3)
        return
    accepted = report.examples / report.planned if report.planned else 1.0
    if (report.pending or report.failed) and not session.allow_partial:
        raise typer.Exit(3)
    paid = asked is not None and asked.teacher.limit is not None
    if paid and report.rejected and not report.examples:
        raise typer.Exit(4)
    if session.min_accept is not None and accepted < session.min_accept:
        say(f"{accepted:.1%} of the samples gave an example, --min-accept wants more")
        raise typer.Exit(4)
