"""A ledger in, what each of its answers cost out, and which of them a plan uses: one account.

An answer is known by its place, the byte that its row starts at. The first sample in the order of
the plan that uses it carries its cost; what no sample uses is named apart. So the costs of all
records, of all rejected attempts and of what is unused add up to the bill. Reads the head and the
usage of a row only; keeps about 20 bytes of each, and some 120 more while it reads.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from datagen import parsing
from datagen.ledger import BLOCK
from datagen.pipeline.pricer import Charge, Paid, Pricer, broken_off
from datagen.records import NO_TOKENS, Spoiled, Terms, Tokens
from datagen.rows import Bill, PriceSource, RecipeBill
from datagen.runs import Run
from datagen.settings import Settings
from datagen.spending import price_table


class _Parts(msgspec.Struct):
    model: str | None = None


class _Body(msgspec.Struct):
    """What of a body says what it cost. Of any type: servers send what they like."""

    id: Any = None
    model: Any = None
    usage: Any = None
    service_tier: Any = None


class _Row(msgspec.Struct):
    kind: str
    identity: str
    attempt: int
    sample: str
    teacher: str
    parts: _Parts
    received: str
    terms: Terms | None = None
    spoiled: tuple[Spoiled, ...] = ()
    seconds: float = 0.0
    body: _Body | None = None
    reused_from: str | None = None
    endpoint: str | None = None


class Use(NamedTuple):
    """What the use of an answer costs a sample; `first`: no sample before it used it.

    Dollars; 0 where it was paid for another run or sample, None where it is unknown.
    """

    cost: float | None
    first: bool


@dataclass(slots=True)
class _Sum:
    """Dollars of so many replies; `unknown` are those of them without a price."""

    replies: int = 0
    known: float = 0.0
    unknown: int = 0

    def add(self, cost: float | None) -> None:
        self.replies += 1
        if cost is None:
            self.unknown += 1
        else:
            self.known += cost

    @property
    def cost(self) -> float | None:
        return None if self.unknown else round(self.known, 10)


_PAID, _USED = 1, 2
_NO_BODY = _Body()


class Account:
    """The answers of a ledger, by their places, and what all of it has cost."""

    def __init__(self) -> None:
        self._places = array("q")
        self._costs = array("d")  # dollars; nan: unknown
        self._recipes = array("i")  # of the sample that asked, then of the first that uses it
        self._states = bytearray()
        self._names: dict[str, int] = {}
        self._paid_for: dict[int, int] = {}  # of rows that are copies: which row was paid for
        self._reused = self._without_usage = self._broken_off = 0
        self._tokens = NO_TOKENS
        self._sources = set[PriceSource]()
        self._total, self._spoiled = _Sum(), _Sum()

    def use(self, place: int, recipe: str) -> Use:
        """Note that a sample of a recipe uses the answer at a place."""
        index = bisect_left(self._places, place)
        assert self._places[index] == place, "an answer that is used is in the account"
        index = self._paid_for.get(index, index)
        state = self._states[index]
        if state & _USED:
            return Use(0.0, first=False)
        self._states[index] = state | _USED
        if not state & _PAID:
            return Use(0.0, first=True)
        self._recipes[index] = self._number(recipe)
        cost = self._costs[index]
        return Use(None if isnan(cost) else round(cost, 10), first=True)

    def bill(self, *, every_answer_used: bool = False) -> Bill:
        """`every_answer_used`: it is not known what the plan uses, so nothing is named as unused.

        Answers that no sample uses are counted for the recipe that they were asked for.
        """
        by_recipe, unused = [_Sum() for _ in self._names], _Sum()
        for state, recipe, cost in zip(self._states, self._recipes, self._costs, strict=True):
            if state & _PAID:
                told = None if isnan(cost) else cost
                by_recipe[recipe].add(told)
                if not (state & _USED or every_answer_used):
                    unused.add(told)
        sources = tuple(sorted(self._sources))
        table = price_table() if "table" in sources else None
        return Bill(
            answers=self._total.replies - self._spoiled.replies,
            reused=self._reused,
            without_usage=self._without_usage,
            without_price=self._total.unknown,
            prompt_tokens=self._tokens.prompt,
            cached_tokens=self._tokens.cached,
            cache_write_tokens=self._tokens.cache_write,
            completion_tokens=self._tokens.completion,
            reasoning_tokens=self._tokens.reasoning,
            cost=self._total.cost,
            known_cost=round(self._total.known, 10),
            unused_answers=unused.replies,
            unused_cost=unused.cost,
            broken_off=self._broken_off,
            spoiled=self._spoiled.replies,
            spoiled_cost=self._spoiled.cost,
            by_recipe={
                name: RecipeBill(answers=recipe.replies, cost=recipe.cost)
                for name, recipe in zip(self._names, by_recipe, strict=True)
                if recipe.replies
            },
            price_source="mixed" if len(sources) > 1 else sources[0] if sources else "unknown",
            price_sources=sources,
            price_table=table and table.version,
            price_date=table and table.date,
        )

    def _number(self, recipe: str) -> int:
        return self._names.setdefault(recipe, len(self._names))

    def read(self, ledger: Path, pricer: Pricer) -> None:
        """Enter the rows of a ledger, once."""
        marks = array("q")
        paid = set[int]()
        copies: list[int] = []
        for place, row in _rows(ledger):
            terms = Paid(row.parts.model, row.received, row.terms)
            if row.kind == "failure":
                self._add_spoiled(row, terms, pricer)
                continue
            body = row.body or _NO_BODY
            what = row.identity, row.attempt, row.sample, row.received, row.seconds, row.endpoint
            mark = hash((what, str(body.id)))
            cost: float | None = 0.0
            state = 0
            if row.reused_from is not None or mark in paid:
                copies.append(len(marks))
            elif row.teacher != "offline":
                paid.add(mark)
                state = _PAID
                self._add_spoiled(row, terms, pricer)
                cost = self._add(row, body, terms, pricer)
            marks.append(mark)
            self._places.append(place)
            self._costs.append(nan if cost is None else cost)
            self._recipes.append(self._number(row.sample.rpartition("/")[0].rpartition("/")[2]))
            self._states.append(state)
        self._match(copies, marks)

    def _add(self, row: _Row, body: _Body, terms: Paid, pricer: Pricer) -> float | None:
        """Add up an answer. Gives what it cost."""
        used = parsing.read_usage(body.usage, body.service_tier)
        served = body.model if isinstance(body.model, str) else None
        charge = pricer.charge(used, served, terms, row.endpoint)
        self._charge(used.tokens, charge)
        self._without_usage += not used.has_usage
        return charge.cost

    def _add_spoiled(self, row: _Row, terms: Paid, pricer: Pricer) -> None:
        if row.spoiled:
            self._broken_off += broken_off(row.spoiled)
            for tokens, charge in pricer.spoiled(row.spoiled, terms):
                self._charge(tokens, charge)
                self._spoiled.add(charge.cost)

    def _charge(self, tokens: Tokens, charge: Charge) -> None:
        self._total.add(charge.cost)
        self._tokens = self._tokens.plus(tokens)
        if charge.sources:
            self._sources.update(charge.sources)

    def _match(self, copies: list[int], marks: array[int]) -> None:
        """Find the row that was paid for to each that was taken over from a run that is here too.

        `copies` are the rows that were not paid for themselves; `marks` tell answers apart.
        """
        wanted = {marks[index] for index in copies}
        found = {
            mark: index
            for index, mark in enumerate(marks if wanted else ())
            if mark in wanted and self._states[index] & _PAID
        }
        self._paid_for = {i: found[marks[i]] for i in copies if marks[i] in found}
        self._reused = len(wanted - found.keys())


def open_account(run: Run, settings: Settings) -> Account:
    """What the run's ledger holds, none of it used yet."""
    account = Account()
    if run.ledger.exists():
        account.read(run.ledger, Pricer(settings))
    return account


def _rows(ledger: Path) -> Iterator[tuple[int, _Row]]:
    """Answers, and failures that cost something, with their places.

    Rows whose heads are damaged or that are cut off are left out. One whose text alone is damaged
    was paid for: it counts, and no sample uses it.
    """
    decode = msgspec.json.Decoder(_Row).decode
    place = 0
    with ledger.open("rb", buffering=BLOCK) as lines:
        for line in lines:
            try:
                row = decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                pass
            else:
                if row.kind == "answer" or row.spoiled:
                    yield place, row
            place += len(line)
