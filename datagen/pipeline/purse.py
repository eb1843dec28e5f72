"""What a request will take in, whether it may be sent out; what came of it in, what is left out.

Joins the room that knows prices and tokens to the acts. An offline teacher costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from datagen.pipeline.bill import spent_before
from datagen.pipeline.compose import Composer
from datagen.pipeline.pricer import Paid, Pricer, broken_off
from datagen.records import Answer, Completion, Failure, Request, Spoiled, Terms, Tokens
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
    terms_of,
)

__all__ = ["Limit", "Purse", "open_purse"]


class Purse:
    """The tokens and the money of one session. A few microseconds a call.

    `before` is what the run has cost until now, in dollars, None where that cannot be told;
    `counted` is what a limit counts for it. Where a price is unknown there is no limit in dollars.
    `spent` is in dollars over all sessions, None once the cost of anything cannot be told.
    """

    def __init__(
        self,
        meter: Meter,
        rates: Rates,
        spending: Spending,
        *,
        prefixes: Mapping[str, int],
        pricer: Pricer,
        terms: Terms | None = None,
        before: float | None = 0.0,
        counted: float = 0.0,
    ) -> None:
        self._meter = meter
        self._rates = rates
        self._prefixes = prefixes
        self._pricer = pricer
        self._terms = terms
        self._before = before
        self._budget = Budget(spending.max_cost, spending.max_requests, spent=counted)
        self.spent = before if rates.known else None
        self.cap = spending.max_cost

    def stamped(self, outcome: Answer | Failure) -> Answer | Failure:
        """The row for the ledger: with what it was paid by, where nobody could tell later."""
        if self._terms is None or not (outcome.spoiled or isinstance(outcome, Answer)):
            return outcome
        return msgspec.structs.replace(outcome, terms=self._terms)

    def expect(self, request: Request) -> int:
        """Tokens of a request, in and out together."""
        expected = self._meter.expected(request.recipe.name, self._characters(request))
        return expected.prompt + expected.completion

    def reserve(self, request: Request) -> Limit | None:
        """Put the cost of a request aside; where that would pass a limit, only name the limit."""
        cost = self._at_most(request)
        if limit := self._budget.limit(cost):
            return limit
        self._budget.reserve(request.key, cost)
        return None

    def renew(self, request: Request) -> Limit | None:
        """Put the cost of a request aside once more: a reply to it came to nothing."""
        return None if self._budget.renew(request.key, self._at_most(request)) else "--max-cost"

    @property
    def may_free(self) -> bool:
        """Whether what was put aside for others may turn out to be more than they take."""
        return self._budget.may_free

    def _at_most(self, request: Request) -> float | None:
        most = self._meter.at_most(request.recipe.name, self._characters(request))
        return priced(Tokens(prompt=most.prompt, completion=most.completion), self._rates)

    def settle(
        self, request: Request, outcome: Answer | Failure, completion: Completion | None
    ) -> None:
        """Count what a request really took; `completion` is None where no answer came."""
        paid = Paid(outcome.parts.get("model"), outcome.received, outcome.terms)
        cost: float | None = 0.0
        if completion is not None:
            endpoint = outcome.endpoint if isinstance(outcome, Answer) else None
            cost = self._pricer.charge(completion, completion.model, paid, endpoint).cost
            self._meter.learn(request.recipe.name, self._characters(request), completion.tokens)
        self._budget.settle(request.key, cost)
        self._spend(cost)

    def spoil(self, request: Request, reply: Spoiled) -> None:
        """Count a reply that came to nothing; nothing is put aside for another one."""
        paid = Paid(request.sample.parts.get("model"), now(), self._terms)
        charges = [charge.cost for _, charge in self._pricer.spoiled((reply,), paid)]
        cost = charges[0] if charges else None if broken_off((reply,)) else 0.0
        if charges:
            self._spend(cost)
        self._budget.settle(request.key, cost)

    def _spend(self, cost: float | None) -> None:
        self.spent = None if self.spent is None or cost is None else self.spent + cost

    def projected(self, done: int, total: int) -> float | None:
        """Dollars in the end, if the rest costs what this session's requests cost so far."""
        if self.spent is None or self._before is None or not done:
            return None
        return self.spent + (self.spent - self._before) / done * (total - done)

    def _characters(self, request: Request) -> int:
        if request.feedback:  # two messages more than others of its recipe
            return sum(len(message.content) for message in request.messages)
        return self._prefixes[request.recipe.name] + len(request.messages[-1].content)


def open_purse(
    settings: Settings, composer: Composer, meter: Meter, before: Bill, *, requests: int | None
) -> Purse:
    """`before` is what the run has cost until now, `requests` how many more may be sent.

    Raises as `rates_of` does.
    """
    rates = rates_of(settings)
    limits = settings.spending.model_copy(update={"max_requests": requests})
    if settings.teaching.teacher == "offline":  # costs nothing, so no limit in dollars is near
        limits = limits.model_copy(update={"max_cost": None})
    return Purse(
        meter,
        rates,
        limits,
        prefixes={name: composer.prefix_characters(name) for name in composer.recipes},
        pricer=Pricer(settings),
        terms=terms_of(settings.teaching, settings.sending, settings.spending),
        before=before.cost,
        counted=spent_before(before, meter, rates) if rates.known else 0.0,
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
