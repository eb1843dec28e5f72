"""A run's settings in, what its requests and the replies it got cost out: dollars a million tokens.

The user's own prices go before those of the table, which is asked by address, model, service tier
and day. What a reply was paid by is written down with it (`Terms`) and holds for good: prices of
today are for what is sent today, and for what has no other price. Unknown is None, never 0.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from datagen.records import Terms
from datagen.settings import Sending, Spending, Teaching
from datagen.spending.money import FREE, UNKNOWN, Rates
from datagen.spending.table import Plan, Table, is_listed, listed_rates, price_table

OPENAI = "https://api.openai.com/v1"


def terms_of(teaching: Teaching, sending: Sending, spending: Spending) -> Terms | None:
    """What is to be written down of what is paid now; None where there is nothing of the kind."""
    if teaching.teacher == "offline":
        return None
    terms = Terms(
        price_in=spending.price_in,
        price_cached=spending.price_cached,
        price_out=spending.price_out,
        service_tier=sending.service_tier,
    )
    return None if terms == Terms() else terms


def names_prices(own: Terms | Spending) -> bool:
    return (own.price_in, own.price_cached, own.price_out) != (None, None, None)


def names_all_prices(own: Terms | Spending) -> bool:
    """Whether the user named every price that is needed: nothing is then from the table."""
    return own.price_in is not None and own.price_out is not None


def with_own(listed: Rates, own: Terms | Spending) -> Rates:
    """Rates of the table with the user's own prices in their places."""
    if own.price_in is not None:
        listed = replace(listed, prompt=own.price_in, cached=own.price_in, cache_write=own.price_in)
    if own.price_out is not None:
        listed = replace(listed, completion=own.price_out)
    if own.price_cached is not None:
        listed = replace(listed, cached=own.price_cached)
    return replace(listed, up_to=None) if names_all_prices(own) else listed


class Prices:
    """What the model of a run costs now. Making one imports and reads nothing.

    Where several addresses are given and do not charge the same, the price is unknown.
    """

    def __init__(self, teaching: Teaching, sending: Sending, spending: Spending) -> None:
        self.model = teaching.model
        self.spending = spending
        self._free = teaching.teacher == "offline"
        self._urls = sending.base_url or (OPENAI,)

    def rates(self, plan: Plan = "standard", *, tier: str | None = None) -> Rates:
        """By a service tier that is asked for, or by a plan.

        Where the user names a price, that is what is paid, on any tier; what another plan would
        cost is then unknown.
        """
        if self._free:
            return FREE
        if not self.own:
            return self.listed(plan=plan, tier=tier)
        return with_own(self.listed(tier=tier), self.spending) if plan == "standard" else UNKNOWN

    def listed(
        self,
        model: str | None = None,
        *,
        plan: Plan = "standard",
        tier: str | None = None,
        at: datetime | None = None,
        endpoint: str | None = None,
    ) -> Rates:
        """What the table says; of this run's model, addresses and this hour where none is."""
        at, urls = at or datetime.now(UTC), (endpoint,) if endpoint else self._urls
        found = {listed_rates(url, model or self.model, at, plan=plan, tier=tier) for url in urls}
        return found.pop() if len(found) == 1 else UNKNOWN

    @property
    def own(self) -> bool:
        """Whether the user names prices."""
        return names_prices(self.spending)

    @property
    def own_are_all(self) -> bool:
        return names_all_prices(self.spending)

    @property
    def table(self) -> Table | None:
        """The table that the price of this run's model comes from; None where it is not in one."""
        return price_table() if is_listed(self._urls[0], self.model) else None
