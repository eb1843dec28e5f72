"""A reply and the row of the ledger that it stands in, what it cost out, and by whose prices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from datagen import parsing
from datagen.identity import digest
from datagen.records import Spoiled, Terms, Tokens
from datagen.rows import PriceSource
from datagen.settings import Settings
from datagen.spending import (
    UNKNOWN,
    Prices,
    Rates,
    Used,
    cost_of,
    names_all_prices,
    names_prices,
    terms_of,
    with_own,
)


class Charge(NamedTuple):
    """What a reply cost, in dollars, and whose prices that rests on; None: it is unknown."""

    cost: float | None
    sources: tuple[PriceSource, ...] = ()


class Paid(NamedTuple):
    """What of a row decides the price of its replies.

    `model` is the digest of the model that was asked; None: that of the run.
    """

    model: str | None
    received: str
    terms: Terms | None


class _Offer(NamedTuple):
    """Rates that may hold; `own`: they are the user's, who knows better than a server."""

    rates: Rates
    sources: tuple[PriceSource, ...]
    own: bool


class Pricer:
    """The cost of replies, each by what held when it came.

    That is: by the user's prices of then; else as the server states it, or by the table, for the
    model, address, tier and day. Only where that is unknown by the user's prices of now, if the
    model is the one that is asked now.
    """

    def __init__(self, settings: Settings) -> None:
        self._prices = Prices(settings.teaching, settings.sending, settings.spending)
        self._now = terms_of(settings.teaching, settings.sending, settings.spending)
        self._model = digest(settings.teaching.model)
        self._offers: dict[tuple[object, ...], tuple[_Offer, ...]] = {}

    def charge(self, used: Used, served: str | None, paid: Paid, endpoint: str | None) -> Charge:
        """`served` is the model that gave the reply, `endpoint` its address, as far as they said.

        Without an address it was one of this run's.
        """
        key = served, used.service_tier, paid.model, paid.received[:13], paid.terms, endpoint
        offers = self._offers.get(key)
        if offers is None:
            offers = tuple(self._offered(served, used.service_tier, paid, endpoint))
            self._offers[key] = offers
        stated = used.cost
        if stated is not None and not offers[0].own:
            return Charge(stated, ("server",))
        for offer in offers:
            cost = cost_of(used, offer.rates)
            if cost is not None:
                return Charge(cost, offer.sources)
        return Charge(None) if stated is None else Charge(stated, ("server",))

    def spoiled(self, replies: tuple[Spoiled, ...], paid: Paid) -> Iterator[tuple[Tokens, Charge]]:
        """What each of these took that says so. See `broken_off` for the others."""
        for reply in replies:
            used = _used_by(reply)
            if _is_told(used):
                yield used.tokens, self.charge(used, reply.model, paid, reply.endpoint)

    def _offered(
        self, served: str | None, tier: str | None, paid: Paid, endpoint: str | None
    ) -> Iterator[_Offer]:
        """What holds, then what holds where that is unknown."""
        terms, now = paid.terms or Terms(), self._now
        same_model = paid.model in (None, self._model)
        listed, at = UNKNOWN, _hour(paid.received)
        # servers name what they serve in their own way: what is not listed is what was asked
        for name in (served, self._prices.model if same_model else None):
            if name and not listed.known:
                tier = tier or terms.service_tier
                listed = self._prices.listed(name, tier=tier, at=at, endpoint=endpoint)
        own = names_prices(terms)
        yield _Offer(with_own(listed, terms), _whose(terms) if own else ("table",), own)
        if same_model and now and names_prices(now):
            filled = Terms(
                price_in=now.price_in if terms.price_in is None else terms.price_in,
                price_cached=now.price_cached if terms.price_cached is None else terms.price_cached,
                price_out=now.price_out if terms.price_out is None else terms.price_out,
            )
            yield _Offer(with_own(listed, filled), _whose(filled), own=True)


def broken_off(replies: tuple[Spoiled, ...]) -> int:
    """How many of these do not say what they used: nobody can say whether they are paid for."""
    return sum(
        not _is_told(_used_by(reply)) and reply.usage.get("prompt_tokens") != 0 for reply in replies
    )


def _used_by(reply: Spoiled) -> parsing.Usage:
    return parsing.read_usage(reply.usage, reply.service_tier)


def _is_told(used: parsing.Usage) -> bool:
    return used.has_usage or used.cost is not None


def _whose(own: Terms) -> tuple[PriceSource, ...]:
    return ("user",) if names_all_prices(own) else ("table", "user")


def _hour(received: str) -> datetime | None:
    try:
        return datetime.fromisoformat(received[:13] + ":00:00+00:00")
    except ValueError:
        return None
