"""A model, an address and the user's own prices in, dollars for a million tokens out.

Sends nothing: the table is the one that genai-prices brings along, imported only for an address
that can be in it. A price is looked up by the address first and by the model second: a model that
runs on a machine of your own costs what you say it costs, whatever it is called, and its price is
unknown until you do. Unknown is None, never 0.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlsplit

from datagen.settings import Sending, Spending, Teaching

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider, TieredPrices

Plan: TypeAlias = Literal["standard", "flex", "batch"]

OPENAI = "https://api.openai.com/v1"
_STANDARD = frozenset({None, "", "auto", "default", "standard", "on_demand"})
_DAY = re.compile(r"\b20\d\d-[01]\d-[0-3]\d\b")


@dataclass(frozen=True, slots=True)
class Rates:
    """Dollars for a million tokens. `prompt` is for tokens that are neither cached nor written.

    A prompt of more than `up_to` tokens costs otherwise, and so is unknown; None: no such limit.
    """

    prompt: float | None = None
    cached: float | None = None
    cache_write: float | None = None
    completion: float | None = None
    up_to: int | None = None

    @property
    def known(self) -> bool:
        return self.prompt is not None and self.completion is not None


UNKNOWN = Rates()
FREE = Rates(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Table:
    """Which price table was read: its version, and the last day that it has a price of."""

    version: str
    date: str | None

    def __str__(self) -> str:
        return f"genai-prices {self.version}" + (f" of {self.date}" if self.date else "")


class Prices:
    """What the answers of a run cost. Making one imports and reads nothing.

    Where several addresses are given and do not charge the same, the price is unknown.
    """

    def __init__(self, teaching: Teaching, sending: Sending, spending: Spending) -> None:
        self.model = teaching.model
        self.tier = sending.service_tier
        self._free = teaching.teacher == "offline"
        self._urls = sending.base_url or (OPENAI,)
        self._hosts = {urlsplit(url).hostname for url in self._urls}
        self._own = spending
        self._found: dict[tuple[tuple[str, ...], str | None, str | None, Plan, str], Rates] = {}

    def rates(
        self, plan: Plan = "standard", *, tier: str | None = None, at: datetime | None = None
    ) -> Rates:
        """What the model of this run costs: by a service tier that a server named, or by a plan.

        Where the user names a price, that is what is paid, on any tier; what another plan would
        cost is then unknown.
        """
        if self._free:
            return FREE
        if self.own:
            return UNKNOWN if plan != "standard" else self._with_own(self._listed(at=at))
        return self._listed(plan, tier=tier, at=at)

    def rates_of(
        self,
        served: str | None,
        *,
        same_model: bool,
        tier: str | None,
        at: datetime | None = None,
        endpoint: str | None = None,
    ) -> Rates:
        """What an answer costs: at the price of the model that gave it, where it was given.

        `same_model`: it was asked of the model of this run, so the user's own prices hold, if a
        host that this run asks gave it. Servers name what they serve in their own way; a name
        without a price is then taken for the model that was asked. `endpoint`: the address that
        answered; None: one of this run's.
        """
        if self._free:
            return FREE
        urls = (endpoint,) if endpoint else None
        if self.own_hold(same_model=same_model, endpoint=endpoint):
            return self._with_own(self._listed(at=at, urls=urls))
        listed = self._listed(served=served, tier=tier, at=at, urls=urls) if served else UNKNOWN
        if same_model and not listed.known:
            return self._listed(tier=tier, at=at, urls=urls)
        return listed

    @property
    def own_are_all(self) -> bool:
        """Whether the user named every price that is needed: nothing is then from the table."""
        return None not in (self._own.price_in, self._own.price_out)

    def own_hold(self, *, same_model: bool, endpoint: str | None) -> bool:
        """Whether the user's own prices are those of an answer."""
        here = endpoint is None or urlsplit(endpoint).hostname in self._hosts
        return self.own and same_model and here

    @property
    def table(self) -> Table | None:
        """The table that the price of this run's model comes from; None where it is not in one."""
        return price_table() if self._entry(self.model) else None

    @property
    def own(self) -> bool:
        """Whether the user named prices."""
        own = self._own
        return (own.price_in, own.price_out, own.price_cached) != (None, None, None)

    def _entry(self, model: str | None) -> ModelInfo | None:
        found = _find(self._urls[0], model)
        return found[1] if found else None

    def _listed(
        self,
        plan: Plan = "standard",
        *,
        served: str | None = None,
        tier: str | None = None,
        at: datetime | None = None,
        urls: tuple[str, ...] | None = None,
    ) -> Rates:
        at = at or datetime.now(UTC)
        urls = urls or self._urls
        model = served or self.model
        key = urls, model, tier, plan, f"{at:%Y-%m-%d %H}"
        if key not in self._found:
            every = {_table_rates(url, model, plan, tier, at) for url in urls}
            self._found[key] = every.pop() if len(every) == 1 else UNKNOWN
        return self._found[key]

    def _with_own(self, listed: Rates) -> Rates:
        own = self._own
        if own.price_in is not None:
            listed = replace(
                listed, prompt=own.price_in, cached=own.price_in, cache_write=own.price_in
            )
        if own.price_out is not None:
            listed = replace(listed, completion=own.price_out)
        if own.price_cached is not None:
            listed = replace(listed, cached=own.price_cached)
        if own.price_in is not None and own.price_out is not None:
            listed = replace(listed, up_to=None)
        return listed


def _context(plan: Plan, tier: str | None) -> dict[str, str]:
    """What selects a price in the table. Its keys are exact: a wrong one gives the standard."""
    match plan:
        case "batch":
            return {"processing": "batch"}
        case "flex":
            return {"service_tier": "flex"}
        case "standard":
            return {} if tier in _STANDARD else {"service_tier": tier or ""}


@cache
def _find(url: str, model: str | None) -> tuple[Provider, ModelInfo] | None:
    """The provider at this address and its model, as far as the table knows them."""
    host = urlsplit(url).hostname or ""
    if not model or not _is_public(host):
        return None
    from genai_prices.data_snapshot import get_snapshot

    snapshot = get_snapshot()
    provider = next((p for p in snapshot.providers if _is_at(p.api_pattern, url)), None)
    found = provider and provider.find_model(model, all_providers=snapshot.providers)
    return (provider, found) if provider and found else None


def _is_public(host: str) -> bool:
    """Whether a host may be a provider's: it has a name, and dots in it."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host.strip(".") and not host.endswith((".local", ".internal", ".localhost"))
    return False


def _is_at(pattern: str, url: str) -> bool:
    """Whether an address matches a provider's pattern with the whole of its host.

    Patterns are looser than that: `api.openai.com.example.org` is another's host, and so is one
    with a provider's name in its path.
    """
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.hostname}"
    found = re.match(pattern, host + parts.path.replace(".", "_"))
    return found is not None and (found.end() >= len(host) or found.group().endswith("."))


def _table_rates(url: str, model: str | None, plan: Plan, tier: str | None, at: datetime) -> Rates:
    found = _find(url, model)
    if found is None:
        return UNKNOWN
    provider, entry = found
    context = _context(plan, tier)
    if context and not _offers(provider, entry, context, at):
        return UNKNOWN
    price = entry.get_prices(at, context)
    prompt, completion = price.input_mtok, price.output_mtok
    if price.requests_kcount or price.output_reasoning_mtok or price.input_mchars:
        return UNKNOWN  # not by tokens alone
    cached, write = price.cache_read_mtok, price.cache_write_mtok
    limits = (_limit(one) for one in (prompt, completion, cached, write))
    return Rates(
        prompt=_base(prompt),
        cached=_base(prompt if cached is None else cached),
        cache_write=_base(prompt if write is None else write),
        completion=_base(completion),
        up_to=min((limit for limit in limits if limit is not None), default=None),
    )


def _offers(provider: Provider, entry: ModelInfo, context: Mapping[str, str], at: datetime) -> bool:
    """Whether the table has a price of its own for this; asked otherwise, it gives the standard."""
    return any(entry is own for own in provider.models) and any(
        dict(variant.when) == dict(context)
        and (variant.constraint is None or variant.constraint.active(at))
        for variant in entry.price_variants or ()
    )


def _limit(price: Decimal | TieredPrices | None) -> int | None:
    """The longest prompt, in tokens, that the base price holds for."""
    return None if price is None or isinstance(price, Decimal) else price.tiers[0].start


def _base(price: Decimal | TieredPrices | None) -> float | None:
    if price is None:
        return None
    return float(price if isinstance(price, Decimal) else price.base)


@cache
def price_table() -> Table:
    """The table that there is.

    Its day is the last one, up to today, that a price or a note in it names.
    """
    import genai_prices
    from genai_prices.data_snapshot import get_snapshot

    today = datetime.now(UTC).date().isoformat()
    days = {
        day
        for provider in get_snapshot().providers
        for entry in provider.models
        for day in _days(entry)
        if day <= today
    }
    return Table(genai_prices.__version__, max(days, default=None))


def _days(entry: ModelInfo) -> list[str]:
    listed = entry.prices if isinstance(entry.prices, list) else []
    limits = [one.constraint for one in (*listed, *(entry.price_variants or ()))]
    starts = [str(limit.start_date) for limit in limits if hasattr(limit, "start_date")]
    return starts + _DAY.findall(entry.price_comments or "")
