"""A model's prices by genai-prices' own reckoning: tests hold whatever its table says by now."""

from __future__ import annotations

from genai_prices import Usage, calc_price

MILLION = 1_000_000


def listed(
    model: str = "gpt-5-mini",
    *,
    tier: str | None = None,
    read: int = 0,
    cached: int = 0,
    said: int = 0,
) -> float:
    """Dollars for one request of today. `cached` are part of what was `read`."""
    price = calc_price(
        Usage(input_tokens=read, cache_read_tokens=cached, output_tokens=said),
        model,
        provider_id="openai",
        price_context={"service_tier": tier} if tier else None,
    )
    return float(price.total_price)
