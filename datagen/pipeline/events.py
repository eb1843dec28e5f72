"""The rows of one sample in, what became of each of them out: the history that `explain` tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from datagen import parsing
from datagen.errors import RunError
from datagen.ledger import Rows
from datagen.pipeline.event import Event
from datagen.pipeline.history import Trace
from datagen.pipeline.judge import Attempt, Judge, may_be_mended
from datagen.pipeline.key_parts import KeyParts, Values, differences, in_words
from datagen.records import Answer, Completion, Example, Failure, Recipe, Reject, Sample, Scene

UNREADABLE = "the answer to attempt 1 cannot be read any more"


class Planned(NamedTuple):
    """A sample of the plan with what is needed to judge its answers.

    `used` are its attempts by the place of their rows, `key` is what its identity is made of.
    """

    sample: Sample
    scene: Scene
    recipe: Recipe
    attempts: Sequence[Attempt]
    used: Mapping[int, Attempt]
    judge: Judge
    key: KeyParts


@dataclass(frozen=True, slots=True)
class Records:
    """What the rows of any sample of a run are read from and compared with.

    `users` are the samples of the plan by identity, `values` what the digests of keys stand for.
    """

    rows: Rows
    users: Mapping[str, Sequence[str]]
    values: Values


def events_of(
    name: str, traces: Sequence[Trace], planned: Planned | None, records: Records
) -> tuple[tuple[Event, ...], tuple[int, ...]]:
    """The rows that concern a sample, in order of time, and the lines that cannot be read."""
    found: list[tuple[Trace, Answer | Failure]] = []
    broken: list[int] = []
    for trace in traces:
        try:
            found.append((trace, records.rows.at(trace.place.offset)))
        except RunError:
            broken.append(trace.place.line)
    found.sort(key=lambda pair: pair[1].received)
    teller = _Teller(name, planned, records)
    return tuple(teller.event(trace, entry) for trace, entry in found), tuple(broken)


class _Teller:
    """Tells the rows of one sample, one after another."""

    def __init__(self, name: str, planned: Planned | None, records: Records) -> None:
        self._name = name
        self._planned = planned
        self._users, self._values = records.users, records.values
        self._told: dict[str, dict[int, Event]] = {}  # the last of each attempt, by identity
        self._key_before: KeyParts | None = None

    def event(self, trace: Trace, entry: Answer | Failure) -> Event:
        event = Event(
            line=trace.place.line,
            received=entry.received,
            teacher=entry.teacher,
            sample=entry.sample,
            identity=entry.identity,
            attempt=entry.attempt,
            because=self._because(entry),
            kind=entry.kind,
            tries=entry.tries,
            feedback=entry.feedback,
            **self._said(trace.place.offset, entry),
            **self._use(trace, entry),
        )
        self._told.setdefault(entry.identity, {})[entry.attempt] = event
        if entry.sample == self._name:
            self._key_before = KeyParts(entry.teacher, entry.parts)
        return event

    def _said(self, offset: int, entry: Answer | Failure) -> dict[str, object]:
        if isinstance(entry, Failure):
            return {"code": entry.code, "detail": entry.detail, "permanent": entry.permanent}
        completion, outcome = self._read(offset, entry)
        said: dict[str, object] = {
            "prompt_tokens": completion.tokens.prompt,
            "completion_tokens": completion.tokens.completion,
            "served_model": completion.model,
            "finish_reason": completion.finish_reason,
            "reused_from": entry.reused_from,
        }
        match outcome:
            case Example():
                said["outcome"] = "example"
            case Reject(code=code, detail=detail):
                said |= {"outcome": "rejected", "reject_code": code, "reject_detail": detail}
        return said

    def _read(self, offset: int, answer: Answer) -> tuple[Completion, Example | Reject | None]:
        """What an answer says, and what it comes to where the plan holds its sample."""
        plan = self._planned
        if plan is None:
            return parsing.read_body(answer.body), None
        judged = plan.used.get(offset)
        if judged and judged.completion:
            return judged.completion, judged.outcome
        verdict = plan.judge(answer, plan.sample, plan.scene, plan.recipe)
        return verdict.completion, verdict.outcome

    def _because(self, entry: Answer | Failure) -> str:
        if isinstance(entry, Answer) and entry.reused_from:
            return f"not asked here: taken over from {entry.reused_from}"
        if entry.sample != self._name:
            return f"asked for {entry.sample}, which reads the same"
        told = self._told.get(entry.identity, {})
        if same := told.get(entry.attempt):
            length = "for good" if same.permanent else "for now"
            failed = same.kind == "failure"
            return (
                f"asked again: it had failed {length}" if failed else "asked again after an answer"
            )
        if told and entry.attempt < max(told):
            return f"asked again: the answer to attempt {entry.attempt} could not be read any more"
        if entry.attempt == 1:
            return self._because_of_key(entry)
        before = told.get(entry.attempt - 1)
        if before is None or before.kind == "failure":
            return f"asked after attempt {entry.attempt - 1}, whose answer cannot be read any more"
        code = f" as {before.reject_code}" if before.reject_code else " by the checks of that time"
        why = f", and it was told: “{entry.feedback}”" if entry.feedback else ""
        return f"asked again: attempt {before.attempt} was rejected{code}{why}"

    def _because_of_key(self, entry: Answer | Failure) -> str:
        if self._key_before is None:
            return "asked for the first time"
        key = KeyParts(entry.teacher, entry.parts)
        return "asked again: " + in_words(self._key_before, key, self._values)

    def _use(self, trace: Trace, entry: Answer | Failure) -> dict[str, object]:
        plan = self._planned
        if plan is None:
            return {"use": "not used", "why_not": "the sample is not in the plan any more"}
        if trace.place.offset in plan.used:
            return {"use": "used"}
        if entry.identity == plan.sample.identity:
            return self._use_of_attempt(entry.attempt, plan.attempts)
        key = KeyParts(entry.teacher, entry.parts)
        users = tuple(self._users.get(entry.identity, ()))
        return {
            "use": "used by another sample" if users else "not used",
            "differs": differences(key, plan.key),
            "why_not": in_words(key, plan.key, self._values),
            "used_by": users,
        }

    @staticmethod
    def _use_of_attempt(attempt: int, attempts: Sequence[Attempt]) -> dict[str, object]:
        if attempt <= len(attempts):
            return {"use": "superseded", "why_not": "another row of this attempt counts"}
        match attempts[-1].outcome if attempts else None:
            case Example():
                return {"use": "not needed", "why_not": "an earlier attempt gave an example"}
            case Reject() as reject if not may_be_mended(reject):
                why = f"an earlier attempt was rejected for good ({reject.code})"
                return {"use": "not needed", "why_not": why}
        failed = bool(attempts) and isinstance(attempts[-1].entry, Failure)
        missing = len(attempts) if failed else len(attempts) + 1
        why = f"attempt {missing} comes before it, and no answer to that can be read"
        return {"use": "not used", "why_not": why}
