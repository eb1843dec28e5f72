"""A report in, lines on what its answers used and cost out."""

from __future__ import annotations

from collections.abc import Iterator

from datagen.cli.amounts import counted, dollars, percent
from datagen.rows import Bill, Prediction, Report


def spending_lines(report: Report) -> Iterator[str]:
    """Nothing where nothing was paid for: a run of the offline teacher, or of `expand`."""
    bill = report.bill
    if bill.reused:
        yield f"taken from other runs: {counted(bill.reused, 'answer')}, which cost nothing here"
    if not (bill.answers or bill.spoiled or bill.broken_off):
        return
    if bill.prompt_tokens or bill.completion_tokens:
        yield _tokens(bill)
    if bill.without_usage:
        yield f"answers whose server did not say what they used: {bill.without_usage:,}"
    if bill.answers or bill.spoiled:
        yield _cost(bill, report.examples)
    if bill.unused_answers:
        yield (
            f"of it for {counted(bill.unused_answers, 'answer')} that this plan does not use: "
            f"{dollars(bill.unused_cost)}"
        )
    if bill.spoiled:
        one = bill.spoiled == 1
        what = "reply that was no answer" if one else "replies that were no answers"
        yield (
            f"of it for {bill.spoiled:,} {what} and {'says what it' if one else 'say what they'} "
            f"used: {dollars(bill.spoiled_cost)}"
        )
    if bill.broken_off:
        yield (
            f"{counted(bill.broken_off, 'reply', 'replies')} broke off, came too late or could not "
            "be read: whether that was paid for is unknown; --max-cost takes it that it was"
        )
    if report.prediction and (line := _prediction_error(report.prediction, bill)):
        yield line


def _tokens(bill: Bill) -> str:
    cached = f"{bill.cached_tokens:,} cached, {percent(bill.cached_tokens, bill.prompt_tokens)}"
    written = f", {bill.cache_write_tokens:,} written" if bill.cache_write_tokens else ""
    reasoning = f" ({bill.reasoning_tokens:,} reasoning)" if bill.reasoning_tokens else ""
    return (
        f"tokens: {bill.prompt_tokens:,} in ({cached}{written}), "
        f"{bill.completion_tokens:,} out{reasoning}"
    )


def _cost(bill: Bill, examples: int) -> str:
    if bill.cost is None:
        replies = bill.answers + bill.spoiled
        if bill.without_price < replies:
            what = "replies" if bill.spoiled else "answers"
            return (
                f"cost: unknown for {bill.without_price:,} of {replies:,} {what}; "
                f"{dollars(bill.known_cost)} for the others"
            )
        if bill.without_usage == replies:
            return "cost: unknown, as the server does not say what its answers used"
        return "cost: unknown; say what the tokens cost with --price-in and --price-out"
    each = f", {dollars(bill.cost / examples)} an example" if examples else ""
    return f"cost: {dollars(bill.cost)}{each} ({price_source(bill)})"


def price_source(bill: Bill) -> str:
    """Whose prices the cost rests on."""
    table = f"genai-prices {bill.price_table}" + (
        f", as of {bill.price_date}" if bill.price_date else ""
    )
    match bill.price_source:
        case "server":
            return "as the server states it"
        case "user":
            return "at your prices"
        case "table":
            return f"prices: {table}"
        case "mixed":
            whose = {
                "server": "as the server states it",
                "table": f"by {table}",
                "user": "at your prices",
            }
            return ", ".join(f"partly {whose[source]}" for source in bill.price_sources)
        case "unknown":
            return "price unknown"


def _prediction_error(predicted: Prediction, bill: Bill) -> str | None:
    """How far the estimate was off, for as many requests of each recipe as were answered since."""
    before = predicted.before
    answers = bill.answers - before.answers
    unlike = bill.without_usage > before.without_usage or bill.spoiled > before.spoiled
    if answers <= 0 or unlike:
        return None
    since = {name: _answers(bill, name) - _answers(before, name) for name in predicted.by_recipe}
    if sum(since.values()) != answers:  # answers of before are now those of another recipe
        return None
    shares = [
        (part, since[name] / part.requests)
        for name, part in predicted.by_recipe.items()
        if part.requests
    ]
    tokens_in = sum(part.prompt_tokens * share for part, share in shares)
    tokens_out = sum(part.completion_tokens * share for part, share in shares)
    line = (
        f"the estimate for {counted(answers, 'answer')}: tokens in "
        f"{_against(tokens_in, bill.prompt_tokens - before.prompt_tokens)}, tokens out "
        f"{_against(tokens_out, bill.completion_tokens - before.completion_tokens)}"
    )
    if predicted.cost is None or bill.cost is None or before.cost is None:
        return line
    guess = sum((part.cost or 0.0) * share for part, share in shares)
    return f"{line}, cost {dollars(guess)} ({_off(guess, bill.cost - before.cost)})"


def _answers(bill: Bill, recipe: str) -> int:
    return bill.by_recipe[recipe].answers if recipe in bill.by_recipe else 0


def _against(guess: float, actual: float) -> str:
    return f"{round(guess):,} ({_off(guess, actual)})"


def _off(guess: float, actual: float) -> str:
    if not actual:
        return "it took none" if guess else "right"
    off = guess / actual - 1
    if abs(off) < 0.005:
        return "right"
    return f"{abs(off):.0%} too {'high' if off > 0 else 'low'}"
