"""A forecast in, a table and the lines that say what it rests on out."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from datagen.cli.amounts import counted, dollars, price
from datagen.cli.common import orphans_line
from datagen.pipeline.forecast import Forecast, MoneySpan, TokenSpan
from datagen.plaintext import visible
from datagen.settings import Settings

_WAYS = {
    "standard": "standard, nothing cached",
    "cached": "standard, prefixes cached",
    "flex": "flex, nothing cached",
    "flex_cached": "flex, prefixes cached",
    "batch": "batch, nothing cached",
}


def forecast_table(forecast: Forecast) -> Table:
    """Requests, tokens, and money in each way of buying them."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for heading in ("low", "expected", "high"):
        table.add_column(heading, justify="right")
    table.add_row("requests", "", f"{forecast.requests:,}", "")
    table.add_row("tokens in", *_tokens(forecast.prompt_tokens))
    table.add_row("tokens out", *_tokens(forecast.completion_tokens))
    table.add_row("cost", *_money(forecast.cost), style="bold")
    if forecast.standard_known:
        for way, title in _WAYS.items():
            table.add_row(f"  {title}", *_money(forecast.prices[way]))
    return table


def forecast_lines(forecast: Forecast, settings: Settings) -> Iterator[str]:
    yield _requests(forecast)
    if forecast.orphaned:
        yield f"{orphans_line(forecast.orphaned)}; `generate` says why, and asks before it goes on"
    if settings.teaching.teacher == "offline":
        yield "the offline teacher sends nothing and costs nothing"
    if not costs_anything(forecast, settings):
        return
    yield _prefix(forecast)
    yield _price(forecast, settings)
    if forecast.cost.expected is not None:
        yield _cost(forecast)
        yield "datagen does not send batches yet: their price is there for comparison"
    yield _time(forecast, settings)
    yield _basis(forecast)
    if forecast.spent is None:
        yield "what this run has cost so far is unknown, at least for some of its answers"
    elif forecast.spent:
        yield f"this run has cost {dollars(forecast.spent)} so far"
    limits = settings.spending
    expected = forecast.spent_counted + (forecast.cost.expected or 0.0)
    if limits.max_cost and expected > limits.max_cost:
        yield f"--max-cost {dollars(limits.max_cost)} would end the run before it is complete"
    if limits.max_requests and forecast.requests > limits.max_requests:
        yield f"--max-requests {limits.max_requests:,} would end the session before it is complete"


def costs_anything(forecast: Forecast, settings: Settings) -> bool:
    return forecast.requests > 0 and settings.teaching.teacher != "offline"


def _requests(forecast: Forecast) -> str:
    line = counted(forecast.samples, "sample")
    if forecast.answered:
        line += f", {forecast.answered:,} answered already"
    if forecast.failed:
        line += f", {forecast.failed:,} failed for good (--retry-failed asks them again)"
    if alike := forecast.new - forecast.first_attempts:
        line += f", {alike:,} that {'reads' if alike == 1 else 'read'} the same as another"
    line += f": {counted(forecast.requests, 'request')}"
    if not forecast.second_attempts:
        return line
    line += f", {counted(forecast.second_attempts, 'second attempt')} among them"
    if not forecast.first_attempts:
        return line
    rate = f"{forecast.reject_rate:.1%} of the answers rejected"
    seen = f"as in {counted(forecast.rejects_seen_in, 'earlier answer')}"
    return f"{line} ({rate}, {seen if forecast.rejects_seen_in else 'assumed'})"


def _cost(forecast: Forecast) -> str:
    line = f"cost: service tier {visible(forecast.service_tier or 'standard')}, "
    if forecast.cached_share_seen:
        share = f"{forecast.cached_share:.0%} of the tokens in"
        return f"{line}{share} from the server's cache, as in earlier answers"
    if forecast.price_cached == forecast.price_in:
        return f"{line}nothing is cheaper from the server's cache"
    return (
        f"{line}nothing from the server's cache; the low end is the best case, with every prefix "
        "from the cache"
    )


def _prefix(forecast: Forecast) -> str:
    each = ", ".join(
        f"{visible(name)} {part.prefix_tokens:,}" for name, part in forecast.by_recipe.items()
    )
    return (
        f"{forecast.prefix_share:.1%} of the tokens in are the same for every image of a recipe "
        f"({each} tokens)"
    )


def _price(forecast: Forecast, settings: Settings) -> str:
    model = visible(forecast.model or "")
    tier = visible(forecast.service_tier or "")
    if forecast.price_source == "unknown" and forecast.standard_known:
        return (
            f"the price of {model} in the service tier {tier} is unknown: say it with --price-in "
            "and --price-out (dollars for a million tokens); the standard price is no guide to it"
        )
    if forecast.price_source == "unknown":
        given = settings.spending
        lacks = (
            f"{flag} is missing (dollars for a million tokens)"
            for flag, this, other in (
                ("--price-out", given.price_out, given.price_in),
                ("--price-in", given.price_in, given.price_out),
            )
            if this is None and other is not None
        )
        say = "say it with --price-in and --price-out (dollars for a million tokens)"
        return f"the price of '{model}' at this address is unknown: {next(lacks, say)}"
    mixed, own = forecast.price_source == "mixed", settings.spending
    rates = (
        ", ".join(
            f"{price(rate)} {name}" + (" (yours)" if mixed and given is not None else "")
            for rate, name, given in (
                (forecast.price_in, "in", own.price_in),
                (
                    forecast.price_cached,
                    "cached",
                    own.price_in if own.price_cached is None else own.price_cached,
                ),
                (forecast.price_out, "out", own.price_out),
            )
        )
        + " for a million tokens"
    )
    if forecast.price_source == "user":
        return f"prices as you gave them: {rates}; what flex and batch cost is then unknown"
    day = f", prices up to {forecast.price_date}" if forecast.price_date else ""
    table = f"genai-prices {forecast.price_table}{day}"
    if mixed:
        return f"price of {model}: {rates}, the others by {table}; flex and batch are then unknown"
    return f"price of {model}: {rates} ({table})"


def _time(forecast: Forecast, settings: Settings) -> str:
    if forecast.minutes is None:
        return "time: no --rpm or --tpm is given, so it depends on the server alone"
    limits = [
        f"--{name} {value:,}"
        for name, value in (("rpm", settings.sending.rpm), ("tpm", settings.sending.tpm))
        if value
    ]
    minutes = forecast.minutes
    if minutes >= 120:
        shown = f"{minutes / 60:,.1f} hours"
    else:
        shown = f"{minutes:,.0f} minutes" if minutes >= 1.5 else "a minute"
    return f"time: at least {shown} at {' and '.join(limits)}"


def _basis(forecast: Forecast) -> str:
    if forecast.learned_from:
        return f"tokens are expected as in {counted(forecast.learned_from, 'earlier answer')}"
    return (
        "tokens are assumed: 4.4 characters each in words, 1.6 in boxes, replies as long as the "
        "seeds; what a reasoning model thinks is not in it. Ask for a few images (--limit 20) and "
        "estimate again with the same --out"
    )


def _tokens(span: TokenSpan) -> tuple[str, str, str]:
    return f"{span.low:,}", f"{span.expected:,}", f"{span.high:,}"


def _money(span: MoneySpan) -> tuple[str, str, str]:
    return dollars(span.low), dollars(span.expected), dollars(span.high)
