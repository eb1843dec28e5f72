"""Rates come with Wilson's interval; a fault counts only where the text without it passes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.grounded.faults import Mutant
from benchmarks.grounded.judge import Said
from benchmarks.grounded.rates import Rate, false_alarms, measure
from benchmarks.grounded.sources import Good, Scene

SCENE = Scene("000000000001", "000000000001.jpg", (), ())


class RejectsWord:
    """Judges by one word, for `object_absent`; warns of another."""

    def findings(self, turns: Sequence[tuple[str, str]], scene: Scene) -> tuple[Said, ...]:
        text = turns[0][1]
        said = [Said("object_absent", "reject", None, None)] if "zebra" in text else []
        return (*said, *([Said("unsupported", "warn", None, None)] if "lamp" in text else []))


class WarnsOfWord:
    """Warns of one word, for `wrong_attribute`; rejects another for something else."""

    def findings(self, turns: Sequence[tuple[str, str]], scene: Scene) -> tuple[Said, ...]:
        text = turns[0][1]
        said = [Said("wrong_attribute", "warn", None, None)] if "metal" in text else []
        other = [Said("object_absent", "reject", None, None)] if "zebra" in text else []
        return (*said, *other)


def good(answer: str) -> Good:
    return Good("sentence", SCENE, (("What is there?", answer),))


@pytest.mark.parametrize(
    ("rate", "low", "high"),
    [(Rate(0, 57), 0.0, 0.0631), (Rate(4, 400), 0.0039, 0.0254), (Rate(190, 200), 0.9104, 0.9726)],
)
def test_intervals_are_wilsons(rate: Rate, low: float, high: float) -> None:
    assert rate.interval == pytest.approx((low, high), abs=1e-4)


def test_a_warning_is_no_reject_and_both_are_listed() -> None:
    found = false_alarms([good("a dog"), good("a lamp"), good("a zebra and a lamp")], RejectsWord())
    assert (found.rejected, found.warned) == (Rate(1, 3), Rate(1, 3))
    assert [alarm.good.answer for alarm in found.rejects] == ["a zebra and a lamp"]


def test_a_fault_in_a_text_that_fails_anyway_does_not_count() -> None:
    fine, failing = good("a dog"), good("a zebra")
    chosen = [
        Mutant("object", fine, (("What is there?", "a zebra here"),), "dog -> zebra"),
        Mutant("object", fine, (("What is there?", "a giraffe"),), "dog -> giraffe"),
        Mutant("object", failing, (("What is there?", "a zebra too"),), "zebra -> zebra"),
    ]
    found = measure(chosen, [fine, failing], RejectsWord())
    recall = found.kinds["object"]
    assert recall.found == Rate(1, 2)
    assert recall.twins_rejected == 1
    assert [mutant.planted for mutant in recall.missed] == ["dog -> giraffe"]
    assert found.precision["object_absent"] == Rate(1, 2)
    assert [alarm.good for alarm in found.twins] == [failing]


def test_a_fault_that_is_only_warned_of_is_found_by_its_own_rule_alone() -> None:
    fine, warned = good("a wooden bench"), good("a metal bench")
    chosen = [
        Mutant("attribute", fine, (("What is there?", "a metal bench"),), "wooden -> metal"),
        Mutant("attribute", fine, (("What is there?", "a zebra bench"),), "wooden -> zebra"),
        Mutant("attribute", warned, (("What is there?", "a metal bench"),), "metal -> metal"),
    ]
    found = measure(chosen, [fine, warned], WarnsOfWord())
    assert found.kinds["attribute"].found == Rate(1, 2)
    assert found.kinds["attribute"].twins_rejected == 1
    assert found.precision == {}
