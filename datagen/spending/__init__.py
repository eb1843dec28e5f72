"""Usage and prices in, tokens expected, money spent and what is left of it out. Sends nothing."""

from datagen.spending.budget import Budget, Limit, require_price
from datagen.spending.money import Used, cost_of, is_stated, priced
from datagen.spending.prices import FREE, UNKNOWN, Prices, Rates, Table, price_table
from datagen.spending.quote import Portion, Quote, quote, total_cost
from datagen.spending.tokens import Expected, Meter, Range, Start, start_of

__all__ = [
    "FREE",
    "UNKNOWN",
    "Budget",
    "Expected",
    "Limit",
    "Meter",
    "Portion",
    "Prices",
    "Quote",
    "Range",
    "Rates",
    "Start",
    "Table",
    "Used",
    "cost_of",
    "is_stated",
    "price_table",
    "priced",
    "quote",
    "require_price",
    "start_of",
    "total_cost",
]
