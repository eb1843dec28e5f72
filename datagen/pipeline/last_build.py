"""A run's last build in, what it says of the answers that it judged out: judges nothing itself.

A build that judged by other rules says nothing of single answers; its rates stay of use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

import msgspec
from pydantic import ValidationError

from datagen import __version__
from datagen.identity import digest
from datagen.ledger import Slot
from datagen.pipeline.checks import Checks
from datagen.pipeline.judge import Allowance
from datagen.records import Key, Recipe, Reject
from datagen.rows import Report
from datagen.runs import Run
from datagen.settings import Settings


class _Rejected(msgspec.Struct):
    """The part of a row of the rejects that says whether another attempt follows."""

    sample: str
    attempt: int
    code: str
    identity: str | None = None


_REJECTED = msgspec.json.Decoder(_Rejected)


def rules_of(settings: Settings, checks: Checks, recipe: Recipe) -> str:
    """Changes when an answer to the recipe would be judged in another way."""
    return digest(
        [
            __version__,
            settings.output.model_dump(mode="json"),
            settings.selection.seed,
            checks.digest,
            recipe.digest,
            list(recipe.questions),
        ]
    )


def judged_today(
    report: Report, plan: str, settings: Settings, checks: Checks, recipes: Mapping[str, Recipe]
) -> frozenset[str]:
    """The recipes whose answers a build judged by the plan, a digest, and the rules of today."""
    if not plan or plan != report.judged_plan:
        return frozenset()
    return frozenset(
        name
        for name, recipe in recipes.items()
        if report.judged_by.get(name) == rules_of(settings, checks, recipe)
    )


class LastBuild:
    """What may follow the answers of a run. Empty where there is no build that can be read.

    `among`: says something of these identities only, which the plan in the folder has; None: of all
    that it has. `answers` are those that were judged, by recipe; `rejects` those that were
    rejected, by recipe and code.
    """

    def __init__(
        self,
        run: Run | None,
        settings: Settings,
        checks: Checks,
        recipes: Mapping[str, Recipe],
        *,
        among: Set[str] | None = None,
    ) -> None:
        self.answers = Counter[str]()
        self.rejects = Counter[tuple[str, str]]()
        self._allowance = Allowance(settings)
        self._recipes = recipes
        self._judged_to = dict.fromkeys(recipes, 0)
        self._among = among
        self._following = set[Key]()
        if run is not None:
            self._read(run, settings, checks)

    def follows(self, recipe: str, key: Key, slot: Slot) -> bool | None:
        """Whether another attempt follows an answer; None where the build did not judge it."""
        if slot.offset >= self._judged_to[recipe] or (
            self._among is not None and key.identity not in self._among
        ):
            return None
        return Key(key.identity, key.attempt + 1) in self._following

    def _read(self, run: Run, settings: Settings, checks: Checks) -> None:
        try:
            report = Report.model_validate_json(run.report.read_bytes())
            with run.rejects.open("rb") as file:
                rows = [_REJECTED.decode(row) for row in file]
        except (OSError, ValidationError, msgspec.DecodeError, UnicodeDecodeError):
            return
        self.answers.update({n: s.get("example", 0) for n, s in report.by_recipe.items()})
        plan = manifest.plan if (manifest := run.manifest_or_none()) else ""
        for name in judged_today(report, plan, settings, checks, self._recipes):
            self._judged_to[name] = report.judged_to
        for row in rows:
            name = row.sample.rpartition("/")[0].rpartition("/")[2]
            self.answers[name] += 1
            self.rejects[name, row.code] += 1
            if row.identity and (known := self._recipes.get(name)):
                reject = Reject("validation", row.code, "")
                if self._allowance.asks_again(reject, row.attempt, known):
                    self._following.add(Key(row.identity, row.attempt + 1))
