"""What a request will take in, whether it may be sent out; what it took in, what is left out.

Joins the room that knows prices and tokens to the acts. An offline teacher costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from datagen.pipeline.bill import Pricer, spent_before
from datagen.pipeline.compose import Composer
from datagen.records import Completion, Request, Tokens
from datagen.rows import Bill
from datagen.runs import now
from datagen.settings import Settings, Spending
from datagen.spending import (
    UNKNOWN,
    Budget,
    Limit,
    Meter,
    Prices,
    Rates,
    priced,
    require_price,
)

__all__ = ["Limit", "Purse", "open_purse"]


class Purse:
    """The tokens and the money of one session. A few microseconds a call.

    `spent` is what the run has cost before, in dollars. Where a price is unknown there is no money
    to count, and no limit in dollars.
    """

    def __init__(
        self,
        meter: Meter,
        rates: Rates,
        spending: Spending,
        *,
        prefixes: Mapping[str, int],
        cost: Pricer,
        spent: float = 0.0,
    ) -> None:
        self._meter = meter
        self._rates = rates
        self._prefixes = prefixes
        self._cost = cost
        self._before = spent
        self._budget = Budget(spending.max_cost, spending.max_requests, spent=spent)
        self.cap = spending.max_cost

    @property
    def spent(self) -> float | None:
        return self._budget.spent if self._rates.known else None

    def expect(self, request: Request) -> int:
        """Tokens of a request, in and out together."""
        expected = self._meter.expected(request.recipe.name, self._characters(request))
        return expected.prompt + expected.completion

    def reserve(self, request: Request) -> Limit | None:
        """Put the cost of a request aside; where that would pass a limit, only name the limit."""
        most = self._meter.at_most(request.recipe.name, self._characters(request))
        cost = priced(Tokens(prompt=most.prompt, completion=most.completion), self._rates)
        if limit := self._budget.limit(cost):
            return limit
        self._budget.reserve(request.key, cost)
        return None

    def settle(self, request: Request, completion: Completion | None) -> None:
        """Count what a request really took; None where no answer came."""
        if completion is None:
            self._budget.settle(request.key, 0.0)
            return
        cost = self._cost.cost(completion, completion.model, request.sample.parts, now())
        self._budget.settle(request.key, cost)
        self._meter.learn(request.recipe.name, self._characters(request), completion.tokens)

    def projected(self, done: int, total: int) -> float | None:
        """Dollars in the end, if the rest costs what this session's requests cost so far."""
        if self.spent is None or not done:
            return None
        return self.spent + (self.spent - self._before) / done * (total - done)

    def _characters(self, request: Request) -> int:
        return self._prefixes[request.recipe.name] + len(request.messages[-1].content)


def open_purse(settings: Settings, composer: Composer, meter: Meter, before: Bill) -> Purse:
    """`before` is what the run has cost until now. Raises as `rates_of` does."""
    rates = rates_of(settings)
    limits = settings.spending
    if settings.teaching.teacher == "offline":  # costs nothing, so no limit in dollars is near
        limits = limits.model_copy(update={"max_cost": None})
    return Purse(
        meter,
        rates,
        limits,
        prefixes={name: composer.prefix_characters(name) for name in composer.recipes},
        cost=Pricer(settings),
        spent=spent_before(before, meter, rates) if rates.known else 0.0,
    )


def rates_of(settings: Settings) -> Rates:
    """What requests are expected to cost.

    Raises `SettingsError` where a limit in dollars has no price to go by.
    """
    if settings.teaching.teacher == "offline":
        return UNKNOWN
    prices = Prices(settings.teaching, settings.sending, settings.spending)
    rates = prices.rates(tier=settings.sending.service_tier)
    require_price(settings.spending.max_cost, known=rates.known, model=settings.teaching.model)
    return rates
