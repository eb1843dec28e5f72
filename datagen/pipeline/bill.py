"""A run's ledger in, what it has cost until now out, and what a budget begins with.

Counts what the ledger holds and not what a session remembers, so it is right however often a run
was stopped.
"""

from __future__ import annotations

from datagen.pipeline.account import open_account
from datagen.records import Tokens
from datagen.rows import Bill
from datagen.runs import Run
from datagen.settings import Settings
from datagen.spending import Meter, Rates, priced


def bill(run: Run, settings: Settings) -> Bill:
    """What the run has cost until now, whatever its plan makes of it."""
    return open_account(run, settings).bill(every_answer_used=True)


def spent_before(before: Bill, meter: Meter, rates: Rates) -> float:
    """Dollars that a budget begins with; `before` is what the run has cost until now.

    A reply whose cost is unknown counts as a request that costs as much as it may, and so does one
    that broke off.
    """
    told = before.answers + before.spoiled - before.without_price
    usual = (meter.at_most(name, meter.usual_characters(name)) for name in meter.recipes)
    costs = [priced(Tokens(one.prompt, one.completion), rates) or 0.0 for one in usual]
    each = max([before.known_cost / told if told else 0.0, *costs])
    return before.known_cost + (before.without_price + before.broken_off) * each
