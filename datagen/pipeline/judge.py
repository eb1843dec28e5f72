"""Answers in, examples or rejects and the state of their sample out.

Pure: the same answer is judged the same for ever, by `ask` and by `build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from datagen import parsing
from datagen.formats import make_record
from datagen.identity import choose
from datagen.pipeline.checks import Checks
from datagen.pipeline.reply import longest_reply, read_reply
from datagen.records import (
    Answer,
    Completion,
    Example,
    Failure,
    Recipe,
    Reject,
    Sample,
    Scene,
)
from datagen.settings import Settings
from datagen.teachers import varies
from datagen.validation import Limits, check_made

State = Literal["pending", "example", "rejected", "failed"]

# asking again would only be refused, cut or filtered again, or does not change the image name
_NOT_ASKED_AGAIN = frozenset({"refusal", "length_cut", "content_filter", "thinking", "image_path"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer says and what became of it."""

    completion: Completion
    outcome: Example | Reject


class Allowance:
    """How often samples are asked, by a run's settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def asks_again(self, reject: Reject, attempt: int, recipe: Recipe) -> bool:
        """Whether a rejected attempt is followed by another request: the next attempt."""
        return may_be_mended(reject) and attempt < self.attempts(recipe)

    def attempts(self, recipe: Recipe) -> int:
        """How often a sample is asked at most, whatever its answers are."""
        teaching = self._settings.teaching
        told = teaching.feedback and teaching.teacher != "offline"  # which reads no messages
        return teaching.attempts if told or varies(teaching, recipe) else 1


class Judge(Allowance):
    """Parses and validates answers by a run's settings and its checks."""

    def __init__(self, settings: Settings, checks: Checks) -> None:
        super().__init__(settings)
        self._checks = checks

    def __call__(
        self,
        answer: Answer,
        sample: Sample,
        scene: Scene,
        recipe: Recipe,
        *,
        form_only: bool = False,
    ) -> Verdict:
        """`form_only`: what the answer says of the image is left for another time."""
        completion = parsing.read_body(answer.body)
        outcome = self._outcome(completion, sample, scene, recipe, form_only=form_only)
        return Verdict(completion, outcome)

    def _outcome(
        self,
        completion: Completion,
        sample: Sample,
        scene: Scene,
        recipe: Recipe,
        *,
        form_only: bool,
    ) -> Example | Reject:
        output = self._settings.output
        longest = None
        if completion.finish_reason is None:
            longest = longest_reply(self._settings.teaching, recipe)
        if reject := parsing.unusable(completion, thinking=output.thinking, longest=longest):
            return reject
        seed = self._settings.selection.seed
        question = (
            choose(recipe.questions, seed, sample.sample, "question") if recipe.questions else ""
        )
        draft = read_reply(completion.answer or "", recipe, question)
        if isinstance(draft, Reject):
            return draft
        record = make_record(
            scene,
            draft.turns,
            sample=sample.sample,
            seed=seed,
            image_prefix=output.image_prefix,
            image_position=output.image_position,
        )
        limits = Limits(max_tokens=output.max_tokens_per_record, skip=recipe.skip_checks)
        findings = self._checks(
            check_made(record, limits),
            record.conversations,
            scene,
            skip=recipe.skip_checks,
            form_only=form_only,
        )
        if rejecting := [f for f in findings if f.severity == "reject"]:
            first = rejecting[0]
            return Reject("validation", first.rule, first.detail, findings, record)
        return Example(record, (*self._checks.policy(parsing.doubts(completion)), *findings))


def may_be_mended(reject: Reject) -> bool:
    """Whether another answer may do better, whatever the settings allow."""
    return reject.code not in _NOT_ASKED_AGAIN


@dataclass(frozen=True, slots=True)
class Attempt:
    """One entry of the ledger and what it came to."""

    number: int
    entry: Answer | Failure
    completion: Completion | None
    outcome: Example | Reject | None


def attempts_of(
    entries: Iterable[Answer | Failure],
    judge: Judge,
    sample: Sample,
    scene: Scene,
    recipe: Recipe,
) -> Iterator[Attempt]:
    """The attempts of a sample, up to the first that gave an example or got no answer.

    `entries` are what the ledger holds of it, in the order of the attempts.
    """
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, Failure):
            if number > judge.attempts(recipe):
                return  # nobody would send it again
            yield Attempt(number, entry, None, None)
            return
        verdict = judge(entry, sample, scene, recipe)
        yield Attempt(number, entry, verdict.completion, verdict.outcome)
        if isinstance(verdict.outcome, Example):
            return


def state_of(attempts: Sequence[Attempt], judge: Judge, recipe: Recipe) -> State:
    if not attempts:
        return "pending"
    last = attempts[-1]
    match last.outcome:
        case None:
            return "failed"
        case Example():
            return "example"
        case Reject() as reject:
            return "pending" if judge.asks_again(reject, last.number, recipe) else "rejected"
