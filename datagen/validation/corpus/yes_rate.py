"""Yes and no answers in, how even they are out: overall, and at each place in a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from datagen.records import Finding, Record
from datagen.validation.corpus.surely import interval

LOW, HIGH = 0.45, 0.55


class YesRate(Record):
    """Answers that open with yes or no. `position` counts questions from 1; None: all of them."""

    position: int | None
    yes: int
    no: int

    @property
    def rate(self) -> float | None:
        return self.yes / (self.yes + self.no) if self.yes + self.no else None


class YesRates:
    """Rule `yes_rate`: of the answers that open with yes or no, too many or too few say yes.

    Definition: the share of yes among answers that `polarity` takes for a yes or a no, over the
    whole file and for the first, second, ... question of each record. Threshold: outside 45 to
    55 %, and surely so: the 99 % score interval of the share holds nothing of that range, which
    takes at least 9 answers where all are alike and hundreds near the border. Source: POPE, whose
    yes and no are balanced, and AMBER, whose existence questions are not, so that a constant no
    answers all of them; the range is the bar for our own data, at each place.
    """

    def __init__(self) -> None:
        self._counts: dict[int, list[int]] = {}

    def see(self, position: int, answer: Literal["yes", "no"]) -> None:
        self._counts.setdefault(position, [0, 0])[answer == "no"] += 1

    def rates(self) -> tuple[YesRate, ...]:
        """Overall first, then by position."""
        places = [
            YesRate(position=position, yes=yes, no=no)
            for position, (yes, no) in sorted(self._counts.items())
        ]
        every = YesRate(position=None, yes=sum(r.yes for r in places), no=sum(r.no for r in places))
        return (every, *places)

    def findings(self) -> Iterator[Finding]:
        for rate in self.rates():
            total = rate.yes + rate.no
            low, high = interval(rate.yes, total)
            if low > HIGH or high < LOW:
                where = "" if rate.position is None else f" to question {rate.position}"
                yield Finding(
                    rule="yes_rate",
                    severity="warn",
                    detail=f"{rate.yes / total:.0%} of the {total} yes and no answers{where} "
                    f"are yes, and 45 to 55 % is even",
                )
