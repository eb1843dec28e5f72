"""What was judged in, rates with their intervals out. Knows kinds and rules by name only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from datagen.validation.grounding import IMAGE_RULE_NAMES

from .faults import Mutant
from .judge import Said
from .sources import Good, Scene

# Which rules are meant to find a kind of fault, and what the recall should be at least.
KINDS: dict[str, tuple[tuple[str, ...], float | None]] = {
    "object": (("object_absent",), 0.95),
    "count": (("count_too_high",), 0.95),
    "left_right": (("wrong_side", "wrong_place"), 0.85),
    "above_below": (("wrong_side", "wrong_place"), 0.85),
    "colour": (("wrong_colour",), 0.80),
    "leak": (("source_leak",), 0.95),
    "coordinates": (("coordinates",), 0.95),
    "refusal": (("refusal_text",), 0.95),
    "duplicate": (("question_repeated", "answer_repeated"), 0.95),
    "place": (("wrong_place",), None),
    "size": (("wrong_size",), None),
    "wrong_yes": (("wrong_yes", "object_absent"), None),
    "wrong_no": (("wrong_no",), None),
    "attribute": (("wrong_attribute",), None),
}
# Of these the default policy only warns: found is what their rules name, rejected or not.
WARNED_KINDS = frozenset({"attribute"})


class Judging(Protocol):
    def findings(self, turns: Sequence[tuple[str, str]], scene: Scene) -> tuple[Said, ...]: ...


@dataclass(frozen=True)
class Rate:
    """So many of so many, with Wilson's 95 % interval."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        return self.hits / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return (0.0, 1.0)
        z, n, p = 1.959964, self.of, self.hits / self.of
        center = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return (max(0.0, center - half), min(1.0, center + half))

    def as_json(self) -> dict[str, object]:
        low, high = self.interval
        share = round(self.share, 4) if self.of else None
        return {
            "hits": self.hits,
            "of": self.of,
            "share": share,
            "low": round(low, 4),
            "high": round(high, 4),
        }


@dataclass(frozen=True)
class Alarm:
    """A good text and what was said against it."""

    good: Good
    said: tuple[Said, ...]


@dataclass(frozen=True)
class FalseAlarms:
    """Over good texts. `warned` counts texts with a warning about the image and no reject."""

    rejected: Rate
    warned: Rate
    rejects: tuple[Alarm, ...]
    warnings: tuple[Alarm, ...]


@dataclass(frozen=True)
class Recall:
    """Over the mutants of a kind whose twin passes; `by_own` counts those that its rules found."""

    found: Rate
    by_own: Rate
    missed: tuple[Mutant, ...]
    twins_rejected: int


def rejecting(said: Iterable[Said]) -> tuple[Said, ...]:
    return tuple(one for one in said if one.severity == "reject")


def against(kind: str, said: Iterable[Said]) -> tuple[Said, ...]:
    """What of it counts as finding a fault of a kind."""
    if kind in WARNED_KINDS:
        return tuple(one for one in said if one.rule in KINDS[kind][0])
    return rejecting(said)


def warned_by(goods: Sequence[Good], judge: Judging) -> tuple[Alarm, ...]:
    """The good texts of which a judge says anything."""
    judged = (Alarm(good, judge.findings(good.turns, good.scene)) for good in goods)
    return tuple(alarm for alarm in judged if alarm.said)


def false_alarms(goods: Sequence[Good], judge: Judging) -> FalseAlarms:
    rejects, warnings = [], []
    for good in goods:
        said = judge.findings(good.turns, good.scene)
        if rejected := rejecting(said):
            rejects.append(Alarm(good, rejected))
        elif warned := tuple(one for one in said if one.rule in IMAGE_RULE_NAMES):
            warnings.append(Alarm(good, warned))
    return FalseAlarms(
        Rate(len(rejects), len(goods)),
        Rate(len(warnings), len(goods)),
        tuple(rejects),
        tuple(warnings),
    )


@dataclass(frozen=True)
class Measured:
    """Recall by kind, and by rule what its rejects were: found faults, or good text."""

    kinds: dict[str, Recall]
    precision: dict[str, Rate]
    twins: tuple[Alarm, ...]


def measure(chosen: Sequence[Mutant], goods: Sequence[Good], judge: Judging) -> Measured:
    """Every good text is judged once, every mutant once."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    failing: dict[Good, tuple[Said, ...]] = {}
    for good in goods:
        if rejected := rejecting(judge.findings(good.turns, good.scene)):
            failing[good] = rejected
            wrong.update({one.rule for one in rejected})
    kinds = {}
    for kind in dict.fromkeys(mutant.kind for mutant in chosen):
        own = KINDS[kind][0]
        several = [mutant for mutant in chosen if mutant.kind == kind]
        if kind in WARNED_KINDS:
            counted = [
                m for m in several if not against(kind, judge.findings(m.good.turns, m.good.scene))
            ]
        else:
            counted = [mutant for mutant in several if mutant.good not in failing]
        missed, by_own = [], 0
        for mutant in counted:
            said = judge.findings(mutant.turns, mutant.good.scene)
            rules = {one.rule for one in against(kind, said)}
            by_own += bool(rules & set(own))
            right.update(rules & {one.rule for one in rejecting(said)} & set(own))
            if not rules:
                missed.append(mutant)
        found = Rate(len(counted) - len(missed), len(counted))
        kinds[kind] = Recall(
            found, Rate(by_own, len(counted)), tuple(missed), len(several) - len(counted)
        )
    rules = sorted(set(right) | set(wrong))
    precision = {rule: Rate(right[rule], right[rule] + wrong[rule]) for rule in rules}
    return Measured(kinds, precision, tuple(Alarm(*pair) for pair in failing.items()))
