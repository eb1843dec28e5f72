"""Amounts as people read them: cents where there are any, digits that say something below."""

from __future__ import annotations

import pytest

from datagen.cli.amounts import dollars, price


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (None, "unknown"),
        (0, "$0.00"),
        (1234.5, "$1,234.50"),
        (0.9996, "$1.00"),
        (0.226, "$0.226"),
        (0.0421, "$0.0421"),
        (0.000123456, "$0.000123"),
    ],
)
def test_dollars(amount: float | None, shown: str) -> None:
    assert dollars(amount) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(None, "unknown"), (0, "$0.00"), (2, "$2.00"), (0.25, "$0.25"), (0.0125, "$0.0125")],
)
def test_prices_of_a_million_tokens(amount: float | None, shown: str) -> None:
    assert price(amount) == shown
