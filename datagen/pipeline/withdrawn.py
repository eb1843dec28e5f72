"""A run's last build in, the attempts that it made rejects for what they repeat out.

An answer by itself does not tell: it is judged by what stands before it in the data set. Only what
that build judged, by the plan and the rules of today, is known to be withdrawn. What was damaged
since and asked again is another answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
from pydantic import ValidationError

from datagen.errors import RunError
from datagen.pipeline.checks import Checks
from datagen.pipeline.judge import Attempt
from datagen.pipeline.last_build import judged_today
from datagen.records import Example, Recipe, Reject, Sample
from datagen.rows import Report
from datagen.runs import Manifest, Run
from datagen.validation.corpus import REPEATING_RULE_NAMES


class _Rejected(msgspec.Struct):
    sample: str
    attempt: int
    code: str
    detail: str


_REJECTED = msgspec.json.Decoder(_Rejected)


class Withdrawn:
    """What the last build withdrew. Empty where there is none. Raises `RunError`."""

    def __init__(
        self, run: Run, manifest: Manifest, checks: Checks, recipes: Mapping[str, Recipe]
    ) -> None:
        self._rejected: dict[str, _Rejected] = {}
        self._recipes = frozenset[str]()
        self._judged_to = 0
        if not (run.rejects.exists() and run.report.exists()):
            return
        try:
            report = Report.model_validate_json(run.report.read_bytes())
            with run.rejects.open("rb") as file:
                rows = map(_REJECTED.decode, file)
                repeating = {row.sample: row for row in rows if row.code in REPEATING_RULE_NAMES}
        except (OSError, ValidationError, msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise RunError(
                f"the rejects of this run cannot be read: {problem}",
                where=run.rejects,
                hint="Write them again with `datagen build`.",
            ) from problem
        self._rejected, self._judged_to = repeating, report.judged_to
        self._recipes = judged_today(report, manifest.plan, manifest.settings, checks, recipes)

    def settled(
        self, sample: Sample, attempts: list[Attempt], places: Sequence[int]
    ) -> list[Attempt]:
        """The attempts of a sample as the build left them. `places` are where their rows start."""
        row = self._rejected.get(sample.sample)
        if (
            row is not None
            and sample.recipe in self._recipes
            and row.attempt == len(attempts) > 0
            and places[row.attempt - 1] < self._judged_to
            and isinstance(example := attempts[-1].outcome, Example)
        ):
            reject = Reject("validation", row.code, row.detail, example.findings, example.record)
            return [*attempts[:-1], replace(attempts[-1], outcome=reject)]
        return attempts
