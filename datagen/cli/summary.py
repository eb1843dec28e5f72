"""A report in, tables for people or JSON for machines out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from datagen.cli.amounts import counted
from datagen.cli.common import plan_line
from datagen.cli.console import note
from datagen.cli.data_set import corpus_lines
from datagen.cli.spent import spending_lines
from datagen.plaintext import visible
from datagen.rows import Report
from datagen.settings import Session

if TYPE_CHECKING:
    from datagen.pipeline.plan import PlanSummary
    from datagen.runs import Run


_SHOWN = 3  # of what one rule finds in a data set


def stdout_console() -> Console:
    """A console for results: plain where it is piped, without colour where NO_COLOR is set."""
    return results_console(stderr=False)


def results_console(*, stderr: bool) -> Console:
    """The same, or on stderr where stdout holds something else."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


def print_report(run: Run, report: Report, session: Session) -> None:
    """The result of a command on stdout; notes on what was left out on stderr."""
    if session.json_output:
        result = {"run": str(run.folder), **report.model_dump(mode="json")}
        typer.echo(json.dumps(result, indent=2))
        return
    console = stdout_console()
    if report.planned:
        console.print(_states(report))
    if report.expansion or report.expansion_rejected:
        console.print(
            f"caption expansion: {counted(report.expansion, 'record')}, "
            f"{report.expansion_rejected:,} rejected",
            soft_wrap=True,
        )
    for title, counts in (
        ("rejected attempts", report.rejects_by_code),
        ("failures", report.failures_by_code),
        ("warnings", report.warnings_by_rule),
    ):
        if counts:
            listed = ", ".join(f"{visible(code)} {n}" for code, n in counts.items())
            console.print(f"{title}: {listed}", soft_wrap=True)
    for code, detail in report.failure_details.items():
        console.print(f"  {visible(code)}, for instance: {visible(detail)}", soft_wrap=True)
    for line in _data_set(report):
        console.print(line, soft_wrap=True)
    for line in spending_lines(report):
        console.print(line, soft_wrap=True)
    for name in report.files.values():
        console.print(f"wrote {visible(str(run.folder / name))}", soft_wrap=True)
    if not session.quiet:
        _say_what_was_left_out(run, report, session)


def _data_set(report: Report) -> list[str]:
    """The examples as a whole, and what is odd about that."""
    if report.corpus is None:
        return []
    from datagen.validation.corpus import CorpusStatistics

    lines = corpus_lines(CorpusStatistics.model_validate(report.corpus))
    by_rule: dict[str, list[str]] = {}
    for finding in report.corpus_findings:
        by_rule.setdefault(finding.rule, []).append(visible(finding.detail))
    for rule, details in by_rule.items():
        lines += [f"{rule}: {detail}" for detail in details[:_SHOWN]]
        if (more := len(details) - _SHOWN) > 0:
            lines.append(f"{rule}: {more} more; corpus_findings in report.json has all")
    return lines


def print_plan(run: Run, summary: PlanSummary, session: Session) -> None:
    """What a plan asks for, on stdout; how to go on, on stderr."""
    typer.echo(plan_line(summary))
    if summary.requests + summary.owed + summary.unjudged and not session.quiet:
        note(f"ask for them: datagen ask {run.folder}")


def _states(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("recipe")
    columns = ("planned", "example", "rejected", "failed", "pending")
    for heading in columns:
        table.add_column(heading + ("s" if heading == "example" else ""), justify="right")
    for recipe, states in report.by_recipe.items():
        counts = [sum(states.values()), *(states.get(state, 0) for state in columns[1:])]
        table.add_row(Text(recipe), *map(str, counts))
    total = (report.planned, report.examples, report.rejected, report.failed, report.pending)
    table.add_row("all", *map(str, total), style="bold")
    return table


def _say_what_was_left_out(run: Run, report: Report, session: Session) -> None:
    inputs = report.inputs
    if inputs.dropped_captions:
        note(f"dropped captions that say there was no picture: {inputs.dropped_captions}")
    if inputs.skipped:
        note(f"skipped input that cannot be used: {inputs.skipped}; see {run.skipped}")
        _list_skipped(run, every=session.verbose)
    if report.damaged_rows:
        lines = ", ".join(map(str, report.damaged_rows[:5]))
        note(f"damaged rows of {run.ledger}, not used: {len(report.damaged_rows)}; line {lines}")
    if report.model and report.served_models.keys() - {report.model}:
        served = ", ".join(f"{visible(name)} ({n})" for name, n in report.served_models.items())
        note(
            f"asked for {visible(report.model)}, answered by {served}; "
            f"served_model in {run.provenance} says which record is whose"
        )
    if report.rejected:
        note(f"look at what was rejected: datagen preview {run.folder} --rejects")
    if report.failed:
        note(f"look at why no answer came: datagen preview {run.folder} --failed")
    if report.planned and not report.examples and report.rejected:
        note("not one answer could be used: see the codes above and the rejected answers")
    if cut := report.rejects_by_code.get("length_cut"):
        note(
            f"{counted(cut, 'answer was', 'answers were')} cut at the longest length: raise "
            "--max-tokens, or the limit that the server sets"
        )
    for_now = report.failed - report.failed_for_good
    if report.pending or for_now:
        note(
            f"not complete: {report.pending} pending, {for_now} failed for now; ask for them with "
            f"the same command again, or: datagen ask {run.folder}"
        )
    if report.failed_for_good:
        note(
            f"{report.failed_for_good} failed for good: the server will not answer them as they "
            "are; --retry-failed asks once more all the same"
        )


def _list_skipped(run: Run, *, every: bool) -> None:
    import jsonlines

    with jsonlines.open(run.skipped) as rows:
        for number, row in enumerate(rows):
            if number == 3 and not every:
                note("  …  (--verbose lists all)")
                return
            note(f"  {row['file']} {row['place']}: {row['code']}: {row['detail']}")
