"""Finished portions in, in the order of the plan, the files of a run out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from datagen.formats import record_lines
from datagen.pipeline.account import Account
from datagen.pipeline.counts import AnswerCounts
from datagen.pipeline.finish import Finished, Line, Used
from datagen.runs import Manifest, Run, whole_file


class Outputs:
    """The files of a build, open side by side; each appears when all of them are finished.

    `account` is told which answers are used, and says what that costs.
    """

    def __init__(self, run: Run, manifest: Manifest, account: Account, stack: ExitStack) -> None:
        self._account = account
        self.answers = AnswerCounts()
        self._rejects = stack.enter_context(whole_file(run.rejects))
        self._findings = stack.enter_context(whole_file(run.findings))
        self._provenance = stack.enter_context(whole_file(run.provenance))
        self.files: dict[str, str] = {}
        self.examples = self.pairs = self.pairs_rejected = 0
        examples = run.instruct, run.instruct_array
        if manifest.recipes:
            self._write_examples = stack.enter_context(record_lines(*examples))
            self.files |= {"records": examples[0].name, "records_array": examples[1].name}
        else:
            _remove(*examples)
        pairs = run.expansion, run.expansion_array
        if manifest.settings.recipes.with_expansion:
            self._write_pairs = stack.enter_context(record_lines(*pairs))
            self.files |= {"expansion": pairs[0].name, "expansion_array": pairs[1].name}
        else:
            _remove(*pairs)

    def add(self, done: Finished) -> None:
        if done.examples:
            self._write_examples(done.examples)
        if done.pairs:
            self._write_pairs(done.pairs)
        costs = [self._use(used) for used in done.used]
        _write(self._provenance, (self._row(*row, costs) for row in done.provenance))
        _write(
            self._rejects, (_priced(line.text, cost=costs[line.used][-1:]) for line in done.rejects)
        )
        _write(self._findings, done.findings)
        self.pairs_rejected += done.pairs_rejected

    def _use(self, used: Used) -> float | None:
        cost, first = self._account.use(used.place, used.recipe)
        if first:
            self.answers.add(used.tokens, used.model)
        return cost

    def _row(self, of_a_pair: bool, line: Line, costs: Sequence[float | None]) -> str:
        """A row of provenance with the number of the record's row; it stands after the file."""
        if of_a_pair:
            self.pairs += 1
        else:
            self.examples += 1
        number = self.pairs if of_a_pair else self.examples
        text = line.text.replace('"row": 0', f'"row": {number}', 1)
        paid = costs[line.used]
        return _priced(text, cost=paid[-1:], sample_cost=paid)


def _priced(row: str, **costs: Sequence[float | None]) -> str:
    """A row with its costs at the end, each a sum; those that cannot be told are left out."""
    said = ""
    for key, parts in costs.items():
        known = [cost for cost in parts if cost is not None]
        if parts and len(known) == len(parts):
            said += f', "{key}": {round(sum(known), 10)!r}'
    return f"{row[:-1]}{said}}}"


def _write(out: IO[str], lines: Iterable[str]) -> None:
    out.writelines(f"{line}\n" for line in lines)


def _remove(*files: Path) -> None:
    """Outputs of an earlier plan that this one does not have."""
    for file in files:
        file.unlink(missing_ok=True)
