"""A run's ledger in, what it has cost out: every answer that was paid for, once.

Counts what the ledger holds and not what a session remembers, so it is right however often a run
was stopped. Reads the head and the usage of a row only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from datagen import parsing
from datagen.identity import digest
from datagen.pipeline.planned import planned_identities
from datagen.records import Answer, Completion, Key, Tokens
from datagen.rows import Bill, PriceSource, RecipeBill
from datagen.runs import Run
from datagen.settings import Settings
from datagen.spending import (
    Meter,
    Prices,
    Rates,
    Used,
    cost_of,
    is_stated,
    price_table,
    priced,
)


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
    parts: dict[str, str]
    received: str
    body: _Body | None = None
    reused_from: str | None = None
    endpoint: str | None = None


class Charge(NamedTuple):
    """What an answer cost, in dollars, and whose prices that rests on; None: it is unknown."""

    cost: float | None
    sources: tuple[PriceSource, ...] = ()


class Pricer:
    """The cost of answers, each by the address, model and tier that gave it, at its day's price."""

    def __init__(self, settings: Settings) -> None:
        self.prices = Prices(settings.teaching, settings.sending, settings.spending)
        self._model = digest(settings.teaching.model)
        self._rates: dict[tuple[str | None, bool, str | None, str, str | None], Rates] = {}

    def __call__(self, answer: Answer, completion: Completion, sample: str) -> float | None:
        """What an answer cost a sample.

        Nothing where another run paid for it, or another sample, whose image reads the same.
        """
        shared = answer.sample != sample
        if answer.teacher == "offline" or answer.reused_from is not None or shared:
            return 0.0
        return self.cost(
            completion, completion.model, answer.parts, answer.received, endpoint=answer.endpoint
        )

    def cost(
        self,
        used: Used,
        served: str | None,
        parts: Mapping[str, str],
        received: str,
        *,
        endpoint: str | None = None,
    ) -> float | None:
        """`endpoint`: the address that answered; None: one of this run's."""
        return self.charge(used, served, parts, received, endpoint=endpoint).cost

    def charge(
        self,
        used: Used,
        served: str | None,
        parts: Mapping[str, str],
        received: str,
        *,
        endpoint: str | None = None,
    ) -> Charge:
        """The cost, and whose word it is."""
        same_model = parts.get("model", self._model) == self._model
        own = self.prices.own_hold(same_model=same_model, endpoint=endpoint)
        key = served, same_model, used.service_tier, received[:13], endpoint
        if key not in self._rates:
            self._rates[key] = self.prices.rates_of(
                served,
                same_model=same_model,
                tier=used.service_tier,
                at=_hour(received),
                endpoint=endpoint,
            )
        rates = self._rates[key]
        cost = cost_of(used, rates, own=own)
        if cost is None:
            return Charge(None)
        if is_stated(used, rates, own=own):
            return Charge(cost, ("server",))
        if not own:
            return Charge(cost, ("table",))
        return Charge(cost, ("user",) if self.prices.own_are_all else ("table", "user"))


def bill(run: Run, settings: Settings, *, every_answer_used: bool = False) -> Bill:
    """What the run has cost until now. `every_answer_used`: do not look for what the plan lost."""
    if not run.ledger.exists():
        return Bill()
    tab = _Tab(Pricer(settings), None if every_answer_used else planned_identities(run))
    for row in _answers(run.ledger):
        tab.add(row)
    return tab.bill()


def spent_before(before: Bill, meter: Meter, rates: Rates) -> float:
    """Dollars that a budget begins with; `before` is what the run has cost until now.

    An answer whose cost is unknown counts as a request that costs as much as it may.
    """
    told = before.answers - before.without_price
    usual = (meter.at_most(name, meter.usual_characters(name)) for name in meter.recipes)
    costs = [priced(Tokens(one.prompt, one.completion), rates) or 0.0 for one in usual]
    each = max([before.known_cost / told if told else 0.0, *costs])
    return before.known_cost + before.without_price * each


class _Tab:
    """Adds up answers. Without the plan's identities each of them counts as used."""

    def __init__(self, pricer: Pricer, used: set[str] | None) -> None:
        self._pricer = pricer
        self._used = used
        self._keys = set[int]()
        self._copies = set[int]()
        self._reused = set[int]()
        self._tokens = Tokens()
        self._answers = self._without_usage = self._unused = 0
        self._unused_cost: float | None = 0.0
        self._by_recipe: dict[str, list[float | None]] = {}
        self._sources = set[PriceSource]()
        self._known_cost = 0.0
        self._without_price = 0

    def add(self, row: _Row) -> None:
        body = row.body or _Body()
        copy = hash((row.identity, row.attempt, row.received, str(body.id)))
        if row.teacher == "offline":
            return
        if row.reused_from is not None:
            self._reused.add(copy)
            return
        if copy in self._copies:
            return
        self._copies.add(copy)
        used = parsing.read_usage({"usage": body.usage, "service_tier": body.service_tier})
        served = body.model if isinstance(body.model, str) else None
        charge = self._pricer.charge(used, served, row.parts, row.received, endpoint=row.endpoint)
        cost = charge.cost
        self._sources.update(charge.sources)
        self._answers += 1
        self._tokens = self._tokens.plus(used.tokens)
        self._without_usage += not used.has_usage
        if cost is None:
            self._without_price += 1
        else:
            self._known_cost += cost
        recipe = row.sample.rpartition("/")[0].rpartition("/")[2]
        self._by_recipe.setdefault(recipe, []).append(cost)
        key = hash(Key(row.identity, row.attempt))
        if key in self._keys or (self._used is not None and row.identity not in self._used):
            self._unused += 1
            known = self._unused_cost is not None and cost is not None
            self._unused_cost = (self._unused_cost or 0.0) + (cost or 0.0) if known else None
        self._keys.add(key)

    def bill(self) -> Bill:
        sources = tuple(sorted(self._sources))
        table = price_table() if "table" in sources else None
        return Bill(
            answers=self._answers,
            reused=len(self._reused - self._copies),
            without_usage=self._without_usage,
            without_price=self._without_price,
            prompt_tokens=self._tokens.prompt,
            cached_tokens=self._tokens.cached,
            cache_write_tokens=self._tokens.cache_write,
            completion_tokens=self._tokens.completion,
            reasoning_tokens=self._tokens.reasoning,
            cost=dollars([None if self._without_price else self._known_cost]),
            known_cost=round(self._known_cost, 10),
            unused_answers=self._unused,
            unused_cost=dollars([self._unused_cost]),
            by_recipe={
                recipe: RecipeBill(answers=len(costs), cost=dollars(costs))
                for recipe, costs in self._by_recipe.items()
            },
            price_source="mixed" if len(sources) > 1 else sources[0] if sources else "unknown",
            price_sources=sources,
            price_table=table and table.version,
            price_date=table and table.date,
        )


def _answers(ledger: Path) -> Iterator[_Row]:
    """The answers of a ledger; rows that are damaged or cut off are left out, as everywhere."""
    decoder = msgspec.json.Decoder(_Row)
    with ledger.open("rb") as rows:
        for line in rows:
            try:
                row = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
            if row.kind == "answer":
                yield row


def _hour(received: str) -> datetime | None:
    try:
        return datetime.fromisoformat(received[:13] + ":00:00+00:00")
    except ValueError:
        return None


def dollars(costs: Sequence[float | None]) -> float | None:
    """The sum, without the noise of adding floats up; None where one of them is unknown."""
    known = [cost for cost in costs if cost is not None]
    return round(sum(known), 10) if len(known) == len(costs) else None
