"""An address and a model in, what the price table says of them out. Sends nothing.

The table is the one that genai-prices brings along, imported only for an address that can be in it.
A price is looked up by the address first and by the model second: a model that runs on a machine of
your own costs what you say it costs, whatever it is called. Unknown is None, never 0.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlsplit

from datagen.spending.money import UNKNOWN, Rates

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider, TieredPrices

Plan: TypeAlias = Literal["standard", "flex", "batch"]

_STANDARD = frozenset({None, "", "auto", "default", "standard", "on_demand"})
_DAY = re.compile(r"\b20\d\d-[01]\d-[0-3]\d\b")


@dataclass(frozen=True, slots=True)
class Table:
    """Which price table was read: its version, and the last day that it has a price of."""

    version: str
    date: str | None

    def __str__(self) -> str:
        return f"genai-prices {self.version}" + (f" of {self.date}" if self.date else "")


def is_listed(url: str, model: str | None) -> bool:
    """Whether the table knows this model at this address."""
    return _find(url, model) is not None


def _context(plan: Plan, tier: str | None) -> dict[str, str]:
    """What selects a price in the table. Its keys are exact: a wrong one gives the standard."""
    match plan:
        case "batch":
            return {"processing": "batch"}
        case "flex":
            return {"service_tier": "flex"}
        case "standard":
            return {} if tier in _STANDARD else {"service_tier": tier or ""}


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


def listed_rates(
    url: str, model: str | None, at: datetime, *, plan: Plan = "standard", tier: str | None = None
) -> Rates:
    """What the table says that a model costs at an address, by a plan or by a service tier."""
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
