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
from datagen.pipeline.feedback import is_told
from datagen.pipeline.library import seed_answers
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
from datagen.validation.corpus import REPEATING_RULE_NAMES

State = Literal["pending", "example", "rejected", "failed"]

# asking again would only be refused, cut or filtered again, or does not change the image; and what
# an answer repeats is known to `build` alone, which has all of them
_NOT_ASKED_AGAIN = REPEATING_RULE_NAMES | {
    "refusal",
    "length_cut",
    "content_filter",
    "thinking",
    "image_path",
    "image_missing",
    "image_unreadable",
}


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
        if not may_be_mended(reject) or attempt >= self.attempts(recipe):
            return False
        return varies(self._settings.teaching, recipe) or is_told(reject.code)

    def attempts(self, recipe: Recipe) -> int:
        """How often a sample is asked at most, whatever its answers are.

        Where the same request gets the same answer, only telling what was wrong makes another one
        of it, and telling it again does not.
        """
        teaching = self._settings.teaching
        if varies(teaching, recipe):
            return teaching.attempts
        tells = teaching.feedback and teaching.teacher != "offline"  # which reads no messages
        return min(teaching.attempts, 2) if tells else 1


class Judge(Allowance):
    """Parses and validates answers by a run's settings and its checks."""

    def __init__(self, settings: Settings, checks: Checks) -> None:
        super().__init__(settings)
        self._checks = checks
        self._seeds: dict[str, tuple[str, ...]] = {}

    def __call__(
        self,
        answer: Answer,
        sample: Sample,
        scene: Scene,
        recipe: Recipe,
        *,
        form_only: bool = False,
    ) -> Verdict:
        """`form_only`: what the answer says, and whether it is a copy, is left for another time."""
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
        limits = Limits(
            max_tokens=output.max_tokens_per_record,
            skip=recipe.skip_checks,
            seeds=() if form_only else self._shown(recipe),
        )
        findings = self._checks(
            (*parsing.doubts(completion), *check_made(record, limits)),
            record.conversations,
            scene,
            skip=recipe.skip_checks,
            form_only=form_only,
        )
        if rejecting := [f for f in findings if f.severity == "reject"]:
            first = rejecting[0]
            return Reject("validation", first.rule, first.detail, findings, record)
        return Example(record, findings)

    def _shown(self, recipe: Recipe) -> tuple[str, ...]:
        """The answers among the recipe's examples; the offline teacher sees none of them."""
        if self._settings.teaching.teacher == "offline":
            return ()
        if recipe.name not in self._seeds:
            self._seeds[recipe.name] = seed_answers(recipe)
        return self._seeds[recipe.name]


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
