"""What there is to ask in, what it will use, cost and take out, with the bounds of each figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from datagen.pipeline.bill import spent_before
from datagen.pipeline.standing import Standing
from datagen.records import Record
from datagen.rows import Bill
from datagen.settings import Settings
from datagen.spending import Meter, Portion, Prices, Range, Rates, quote, total_cost

ASSUMED_REJECTS = 0.05
PLANS = ("standard", "cached", "flex", "flex_cached", "batch")


@dataclass(slots=True)
class Work:
    """What is to be asked of one recipe: first attempts, and attempts that follow a reject.

    `owed`: samples whose answers so far were rejected, by the attempt that is to be made next.
    `characters` are those of all these prompts; `attempts`: how often a sample is asked at most.
    """

    requests: int = 0
    characters: int = 0
    attempts: int = 1
    owed: Counter[int] = field(default_factory=Counter)

    @property
    def prompts(self) -> int:
        """How many prompts `characters` counts."""
        return self.requests + self.owed.total()

    def again(self, rate: float) -> int:
        """Second attempts and later ones, where so many answers are rejected."""
        begun = Counter({1: self.requests}) + self.owed
        sent = sum(
            number * rate**k
            for attempt, number in begun.items()
            for k in range(max(self.attempts - attempt, 0) + 1)
        )
        return round(sent - self.requests)


@dataclass(frozen=True, slots=True)
class Rejects:
    """The share of answers that are rejected and asked for again.

    `answers`: of how many it was seen; 0: it is assumed, or that of other recipes.
    """

    rate: float = ASSUMED_REJECTS
    answers: int = 0


class TokenSpan(Record):
    """Tokens, and the bounds that they will most likely stay in."""

    low: int = 0
    expected: int = 0
    high: int = 0


class MoneySpan(Record):
    """Dollars, and the bounds that they will most likely stay in; None where unknown."""

    low: float | None = None
    expected: float | None = None
    high: float | None = None


class RecipeForecast(Record):
    """The part of one recipe. `prefix_tokens`: the constant part of each of its prompts.

    requests = `first_attempts` + `second_attempts`. `cost` is what it is expected to cost at these
    settings, in dollars.
    """

    requests: int
    first_attempts: int
    second_attempts: int
    reject_rate: float
    prefix_tokens: int
    prompt_tokens: TokenSpan
    completion_tokens: TokenSpan
    cost: float | None


class Forecast(Record):
    """What asking will take. All counts are of what is to be sent, not of what is answered.

    samples = `answered` + `failed` + `new`: `failed` are those that failed for good and are not
    asked again. requests = `first_attempts` + `second_attempts`; the former are fewer than the new
    samples where images read the same, the latter those `owed` to rejects of the run so far, and
    those that new rejects will likely be owed. `orphaned` are paid answers that would fall out of
    use.

    `spent` is what the run has cost until now, None where the cost of an answer is unknown;
    `spent_counted` is what a limit in dollars counts for it. `cost` is what these settings are
    expected to cost: at their service tier, with `cached_share` of the tokens in from the server's
    cache, which is what earlier answers had or else none; its low end is the best case. `prices`
    are the ways of buying the same tokens: standard, cached (every prefix from its second use on),
    flex, flex_cached and batch.
    `price_source` is that of the tier that is asked for; `standard_known`: whether the standard
    price is known, whatever that tier's is.
    `learned_from`: the answers that tokens were learned from; 0: start values.
    `minutes` at the limits given; None where none is.
    """

    samples: int
    answered: int
    failed: int
    new: int
    orphaned: int
    requests: int
    first_attempts: int
    second_attempts: int
    owed: int
    reject_rate: float
    rejects_seen_in: int
    prompt_tokens: TokenSpan
    completion_tokens: TokenSpan
    prefix_share: float
    by_recipe: dict[str, RecipeForecast]
    model: str | None
    service_tier: str | None
    spent: float | None
    spent_counted: float
    cost: MoneySpan
    cached_share: float
    cached_share_seen: bool
    prices: dict[str, MoneySpan]
    price_in: float | None
    price_cached: float | None
    price_out: float | None
    price_source: Literal["user", "table", "mixed", "unknown"]
    standard_known: bool
    price_table: str | None
    price_date: str | None
    minutes: float | None
    learned_from: int


def forecast(
    work: Mapping[str, Work],
    settings: Settings,
    *,
    meter: Meter,
    prices: Prices,
    rejects: Mapping[str, Rejects],
    total: Standing | None = None,
    orphaned: int = 0,
    before: Bill | None = None,
) -> Forecast:
    """`total` says how all samples stand; what of them is to be asked is in `work`.

    `rejects` are those of each recipe, `before` is what the run has cost until now.
    """
    again = {name: part.again(rejects[name].rate) for name, part in work.items()}
    all_rejects = overall(rejects.values())
    ranges = {
        name: meter.total(name, part.requests + again[name], _with_again(part, again[name]))
        for name, part in work.items()
    }
    low, expected, high = (
        [
            Portion(
                requests=part.requests + again[name],
                prefix=meter.prefix_tokens(name),
                prompt=ranges[name][which].prompt,
                completion=ranges[name][which].completion,
            )
            for name, part in work.items()
        ]
        for which in range(3)
    )
    first = sum(part.requests for part in work.values())
    requests = first + sum(again.values())
    total = total or Standing()
    prompt = sum(portion.prompt for portion in expected)
    completion = sum(portion.completion for portion in expected)
    constant = sum(portion.requests * portion.prefix for portion in expected)
    rates = prices.rates(tier=settings.sending.service_tier)
    seen = meter.cached_share()
    share = seen or 0.0
    best = _most_cached(low, cheaper=rates.cached != rates.prompt) if seen is None else share
    quotes = [quote(portions, prices) for portions in (low, expected, high)]
    table = None if prices.own_are_all else prices.table
    return Forecast(
        samples=total.samples,
        answered=total.answered,
        failed=total.failed,
        new=total.new,
        orphaned=orphaned,
        requests=requests,
        first_attempts=first,
        second_attempts=sum(again.values()),
        owed=sum(part.owed.total() for part in work.values()),
        reject_rate=all_rejects.rate,
        rejects_seen_in=all_rejects.answers,
        prompt_tokens=_span(ranges.values(), "prompt"),
        completion_tokens=_span(ranges.values(), "completion"),
        prefix_share=min(constant / prompt, 1.0) if prompt else 0.0,
        by_recipe={
            name: RecipeForecast(
                requests=part.requests + again[name],
                first_attempts=part.requests,
                second_attempts=again[name],
                reject_rate=rejects[name].rate,
                prefix_tokens=meter.prefix_tokens(name),
                prompt_tokens=_span([ranges[name]], "prompt"),
                completion_tokens=_span([ranges[name]], "completion"),
                cost=total_cost([portion], rates, cached_share=share),
            )
            for (name, part), portion in zip(work.items(), expected, strict=True)
        },
        model=settings.teaching.model,
        service_tier=settings.sending.service_tier,
        spent=before.cost if before else 0.0,
        spent_counted=spent_before(before, meter, rates) if before else 0.0,
        cost=_money(
            [
                total_cost(portions, rates, cached_share=cached)
                for portions, cached in ((low, best), (expected, share), (high, share))
            ]
        ),
        cached_share=share,
        cached_share_seen=seen is not None,
        prices={plan: _money([getattr(one, plan) for one in quotes]) for plan in PLANS},
        price_in=rates.prompt,
        price_cached=rates.cached,
        price_out=rates.completion,
        price_source=_source(prices, rates),
        standard_known=prices.rates().known,
        price_table=table and table.version,
        price_date=table and table.date,
        minutes=_minutes(settings, requests, prompt + completion),
        learned_from=meter.answers(),
    )


def _with_again(part: Work, again: int) -> int:
    each = part.characters / part.prompts if part.prompts else 0
    return round(each * (part.requests + again))


def overall(rejects: Iterable[Rejects]) -> Rejects:
    """The share in the answers of all recipes together."""
    seen = [part for part in rejects if part.answers]
    answers = sum(part.answers for part in seen)
    return Rejects(sum(p.rate * p.answers for p in seen) / answers, answers) if seen else Rejects()


def _most_cached(portions: Sequence[Portion], *, cheaper: bool) -> float:
    """The best case, where the price list has one."""
    prompt = sum(portion.prompt for portion in portions)
    return sum(p.cacheable for p in portions) / prompt if prompt and cheaper else 0.0


def _source(prices: Prices, rates: Rates) -> Literal["user", "table", "mixed", "unknown"]:
    if not rates.known:
        return "unknown"
    if prices.own:
        return "user" if prices.own_are_all else "mixed"
    return "table"


def _minutes(settings: Settings, requests: int, tokens: int) -> float | None:
    limits = (settings.sending.rpm, requests), (settings.sending.tpm, tokens)
    return max((amount / limit for limit, amount in limits if limit), default=None)


def _span(ranges: Iterable[Range], field: str) -> TokenSpan:
    totals = [[getattr(one, field) for one in span] for span in ranges]
    low, expected, high = (sum(total[which] for total in totals) for which in range(3))
    return TokenSpan(low=low, expected=expected, high=high)


def _money(amounts: Sequence[float | None]) -> MoneySpan:
    low, expected, high = (None if a is None else round(a, 10) for a in amounts)
    return MoneySpan(low=low, expected=expected, high=high)
