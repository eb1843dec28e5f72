"""The rows of one sample in, what became of each of them out: the history that `explain` tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from datagen import parsing
from datagen.errors import RunError
from datagen.ledger import Rows
from datagen.pipeline.history import Heads
from datagen.pipeline.judge import Attempt, Judge
from datagen.pipeline.key_parts import changed_parts, in_words
from datagen.pipeline.lookup import users_of
from datagen.records import Answer, Example, Failure, Recipe, Reject, Sample, Scene
from datagen.rows import Row
from datagen.runs import Run

Use = Literal["used", "superseded", "not needed", "used by another sample", "not used"]


class Event(Row):
    """A row of the ledger that concerns a sample, and what it counts for today.

    `because` says why it was asked, `tries` how often that one request was sent, `differs` which
    parts of its key are not today's, `why_not` why the plan does not use it. `outcome` is the
    judgement of today's checks.
    """

    line: int
    received: str
    teacher: str
    sample: str
    identity: str
    attempt: int
    because: str
    kind: Literal["answer", "failure"]
    tries: int
    code: str | None = None
    detail: str | None = None
    permanent: bool | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    served_model: str | None = None
    finish_reason: str | None = None
    outcome: Literal["example", "rejected"] | None = None
    reject_code: str | None = None
    reject_detail: str | None = None
    use: Use
    differs: tuple[str, ...] = ()
    why_not: str | None = None
    reused_from: str | None = None


class Planned(NamedTuple):
    """A sample with what is needed to judge its answers."""

    sample: Sample
    scene: Scene
    recipe: Recipe
    attempts: Sequence[Attempt]
    judge: Judge


def events_of(
    run: Run, name: str, planned: Planned | None, now: Mapping[str, str]
) -> tuple[tuple[Event, ...], tuple[int, ...]]:
    """Every row with the sample's name or its identity, in order of time, and damaged lines."""
    identity = planned.sample.identity if planned else None
    heads = Heads(run.ledger)
    found: list[tuple[int, Answer | Failure]] = []
    broken: list[int] = []
    with Rows(run.ledger) as rows:
        for place, head in heads:
            if head.sample == name or head.identity == identity:
                try:
                    found.append((place.line, rows.at(place.offset)))
                except RunError:
                    broken.append(place.line)
    found.sort(key=lambda pair: pair[1].received)
    others = {entry.identity for _, entry in found if entry.identity != identity}
    teller = _Teller(name, planned, now, users_of(run, others))
    events = tuple(teller.event(line, entry) for line, entry in found)
    return events, tuple(sorted([*heads.damaged, *broken]))


class _Teller:
    """Tells the rows of one sample, one after another."""

    def __init__(
        self,
        name: str,
        planned: Planned | None,
        now: Mapping[str, str],
        users: Mapping[str, Sequence[str]],
    ) -> None:
        self._name = name
        self._planned = planned
        self._now = now
        self._users = users
        self._unclaimed = [attempt.entry for attempt in planned.attempts] if planned else []
        self._last_of_key: dict[str, Event] = {}
        self._last_of_name: Answer | Failure | None = None

    def event(self, line: int, entry: Answer | Failure) -> Event:
        event = Event(
            line=line,
            received=entry.received,
            teacher=entry.teacher,
            sample=entry.sample,
            identity=entry.identity,
            attempt=entry.attempt,
            because=self._because(entry),
            kind=entry.kind,
            tries=entry.tries,
            **self._said(entry),
            **self._use(entry),
        )
        self._last_of_key[entry.identity] = event
        if entry.sample == self._name:
            self._last_of_name = entry
        return event

    def _said(self, entry: Answer | Failure) -> dict[str, object]:
        if isinstance(entry, Failure):
            return {"code": entry.code, "detail": entry.detail, "permanent": entry.permanent}
        completion = parsing.read_body(entry.body)
        said: dict[str, object] = {
            "prompt_tokens": completion.tokens.prompt,
            "completion_tokens": completion.tokens.completion,
            "served_model": completion.model,
            "finish_reason": completion.finish_reason,
            "reused_from": entry.reused_from,
        }
        if self._planned:
            plan = self._planned
            match plan.judge(entry, plan.sample, plan.scene, plan.recipe).outcome:
                case Example():
                    said["outcome"] = "example"
                case Reject(code=code, detail=detail):
                    said |= {"outcome": "rejected", "reject_code": code, "reject_detail": detail}
        return said

    def _because(self, entry: Answer | Failure) -> str:
        if entry.sample != self._name:
            return f"asked for {entry.sample}, which reads the same"
        before = self._last_of_key.get(entry.identity)
        if before is None:
            return self._because_of_key(entry)
        if before.attempt != entry.attempt:
            code = f" as {before.reject_code}" if before.reject_code else ""
            return f"asked again: attempt {before.attempt} was rejected{code}"
        if before.kind == "failure":
            length = "for good" if before.permanent else "for now"
            return f"asked again: it had failed {length}"
        return "asked again, though it was answered"

    def _because_of_key(self, entry: Answer | Failure) -> str:
        if self._last_of_name is None:
            return "asked for the first time"
        parts, teacher = self._last_of_name.parts, self._last_of_name.teacher
        changed = self._changed(parts, teacher, entry.parts, entry.teacher)
        return "asked again: " + in_words(changed, recipe=self._recipe, now={})

    def _use(self, entry: Answer | Failure) -> dict[str, object]:
        plan = self._planned
        if plan is None:
            return {"use": "not used", "why_not": "the sample is not in the plan any more"}
        if entry in self._unclaimed:
            self._unclaimed.remove(entry)
            return {"use": "used"}
        if entry.identity == plan.sample.identity:
            if entry.attempt > len(plan.attempts):
                return {"use": "not needed", "why_not": "an earlier attempt gave an example"}
            return {"use": "superseded", "why_not": "another row of this attempt counts"}
        teacher = self._now["teacher"]
        changed = self._changed(entry.parts, entry.teacher, plan.sample.parts, teacher)
        why_not = in_words(changed, recipe=self._recipe, now=self._now)
        if users := self._users.get(entry.identity):
            others = f" and {len(users) - 1} more" if len(users) > 1 else ""
            why_not += f"; {users[0]}{others} uses it"
        use: Use = "used by another sample" if users else "not used"
        return {"use": use, "differs": changed, "why_not": why_not}

    @property
    def _recipe(self) -> str:
        return self._planned.recipe.name if self._planned else self._name.rsplit("/", 2)[-2]

    @staticmethod
    def _changed(
        before: Mapping[str, str], teacher: str, after: Mapping[str, str], later_teacher: str
    ) -> tuple[str, ...]:
        return changed_parts(before, after, same_teacher=teacher == later_teacher)
