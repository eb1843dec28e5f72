"""A price table of our own, for tests that rest on what a table holds: the real one changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from genai_prices.data_snapshot import DataSnapshot, set_custom_snapshot
from genai_prices.types import (
    ClauseStartsWith,
    ModelInfo,
    ModelPrice,
    PriceVariant,
    Provider,
    StartDateConstraint,
    Tier,
    TieredPrices,
)

FLEX_SINCE = date(2026, 6, 1)


def _price(read: Any, said: Any) -> ModelPrice:
    return ModelPrice(input_mtok=read, output_mtok=said)


def _model(name: str, price: ModelPrice, *variants: PriceVariant) -> ModelInfo:
    return ModelInfo(
        id=name, match=ClauseStartsWith(name), prices=price, price_variants=list(variants)
    )


@pytest.fixture
def own_table() -> Iterator[None]:
    """OpenAI sells `small` at 2 and 8 dollars, at flex for a quarter, and `long` by steps."""
    steps = TieredPrices(base=Decimal(2), tiers=[Tier(start=1_000, price=Decimal(3))])
    flex = PriceVariant(
        when={"service_tier": "flex"},
        prices=_price(Decimal("0.5"), Decimal(2)),
        constraint=StartDateConstraint(FLEX_SINCE),
    )
    batch = PriceVariant(when={"processing": "batch"}, prices=_price(Decimal(1), Decimal(4)))
    openai = Provider(
        id="openai",
        name="OpenAI",
        api_pattern=r"https://api\.openai\.com",
        models=[
            _model("small", _price(Decimal(2), Decimal(8)), flex, batch),
            _model("long", _price(steps, Decimal(8))),
        ],
    )
    set_custom_snapshot(DataSnapshot(providers=[openai], from_auto_update=False))
    yield
    set_custom_snapshot(None)
