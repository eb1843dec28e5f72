"""Usage and prices in, tokens expected, money spent and what is left of it out. Sends nothing."""

from datagen.spending.budget import Budget, Limit, require_price
from datagen.spending.money import FREE, UNKNOWN, Rates, Used, cost_of, priced
from datagen.spending.prices import Prices, names_all_prices, names_prices, terms_of, with_own
from datagen.spending.quote import Portion, Quote, quote, total_cost
from datagen.spending.table import Table, price_table
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
    "names_all_prices",
    "names_prices",
    "price_table",
    "priced",
    "quote",
    "require_price",
    "start_of",
    "terms_of",
    "total_cost",
    "with_own",
]
