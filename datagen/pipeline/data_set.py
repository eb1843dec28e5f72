"""Finished portions in, in the order of the plan, the examples held against each other out.

What rule 15 finds in an example stands with its other findings; where that rejects, the example
becomes a reject. Done in one process, so it does not matter how many finished the portions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from pydantic import JsonValue

from datagen import parsing
from datagen.errors import SettingsError
from datagen.ledger import Rows
from datagen.pipeline.finish import Finished, Line, as_line, finding_lines, rejected
from datagen.records import Answer, Finding, LlavaRecord, LlavaTurn, Reject
from datagen.settings import Checking
from datagen.validation.corpus import OF_ALL_RULE_NAMES, Corpus
from datagen.validation.policy import Policy


class _Turn(msgspec.Struct):
    role: str = msgspec.field(name="from")
    value: str


class _Record(msgspec.Struct):
    id: str
    image: str
    conversations: list[_Turn]


_RECORD = msgspec.json.Decoder(_Record).decode


class DataSet:
    """The examples of a run as they pass by. `ledger` holds their answers.

    What holds for all examples together warns: there is no single record to reject for it.
    """

    def __init__(self, policy: Policy, ledger: Rows) -> None:
        self._ledger = ledger
        self._names: list[str] = []  # of the examples that have passed
        self._corpus = Corpus(policy, withdraws=True, named=self._names.__getitem__)

    def settle(self, done: Finished) -> None:
        """Put what is found into a portion, whose rows then stand as they are written."""
        changes: list[Callable[[], None]] = []
        for place, made in enumerate(done.made):
            record = _RECORD(done.examples[place])
            row = len(self._names)
            self._names.append(made.sample)
            turns = [(turn.role, turn.value) for turn in record.conversations]
            found = self._corpus.see(row, record.image, turns, made.recipe)
            if found:
                changes.append(self._change(done, place, record, found))
        for change in reversed(changes):  # so that the places of those before it still hold
            change()

    def _change(
        self, done: Finished, place: int, record: _Record, found: tuple[Finding, ...]
    ) -> Callable[[], None]:
        def change() -> None:
            made = done.made[place]
            for finding in found:
                done.counts.found(finding)
            if _rejecting(found):
                self._withdraw(done, place, record, found)
            end = made.findings + made.found
            done.findings[end:end] = finding_lines(made.sample, made.attempt, found)

        return change

    def _withdraw(
        self, done: Finished, place: int, record: _Record, found: tuple[Finding, ...]
    ) -> None:
        """Make an example a reject. Another answer is not asked for: it could do no better."""
        made = done.made.pop(place)
        del done.examples[place]
        _, line = done.provenance.pop(made.provenance)
        before = done.findings[made.findings : made.findings + made.found]
        findings = (*map(_finding, before), *found)
        (first, *_) = _rejecting(found)
        turns = tuple(LlavaTurn(turn.role, turn.value) for turn in record.conversations)  # type: ignore[arg-type]
        whole = LlavaRecord(record.id, record.image, turns)
        entry = self._ledger.at(done.used[line.used][-1].place)
        assert isinstance(entry, Answer)
        row = rejected(
            made.sample,
            made.attempt,
            Reject("validation", first.rule, first.detail, findings, whole),
            final=True,
            raw=parsing.read_body(entry.body).text,
            identity=msgspec.json.decode(line.text)["identity"],
        )
        done.rejects.insert(made.rejects, Line(as_line(row), line.used))
        done.counts.withdraw(made.recipe, first.rule, findings, len(turns) // 2)

    def told(self) -> dict[str, Any]:
        """The fields of the report."""
        if not self._names:
            return {}
        of_all = [_warning(finding) for finding in self._corpus.findings()]
        return {
            "corpus": self._corpus.statistics().model_dump(mode="json"),
            "corpus_findings": tuple(of_all),
        }


def check_rules_of_run(checking: Checking, *, where: str = "--rule") -> None:
    """Raises `SettingsError` where a rule about all examples together is to reject.

    `where` the rules were set, for the error.
    """
    for name in sorted(OF_ALL_RULE_NAMES):
        if checking.rules.get(name) == "reject":
            raise SettingsError(
                f"'{name}' cannot reject in a run: it is about all records together, and there is "
                "none to leave out",
                where=where,
                hint=f"Write {name}=warn, and hold what comes out to it: datagen validate "
                f"RUN/llava_instruct.jsonl --rule {name}=reject.",
            )


def _rejecting(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "reject"]


def _warning(finding: Finding) -> Finding:
    return finding.model_copy(update={"severity": "warn"})


def _finding(line: str) -> Finding:
    said: dict[str, JsonValue] = msgspec.json.decode(line)
    return Finding.model_validate({k: v for k, v in said.items() if k not in ("sample", "attempt")})
