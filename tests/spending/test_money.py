"""Exact sums: what an answer costs by its usage, and what a job costs in each way of buying it."""

from __future__ import annotations

import pytest

from datagen.parsing import read_body
from datagen.records import Tokens
from datagen.settings import Sending, Spending, Teaching
from datagen.spending import UNKNOWN, Portion, Prices, Rates, cost_of, priced, quote

RATES = Rates(prompt=1.0, cached=0.1, cache_write=1.25, completion=8.0)


def usage(prompt: int, completion: int, **more: object) -> dict[str, object]:
    return {"usage": {"prompt_tokens": prompt, "completion_tokens": completion, **more}}


def test_each_kind_of_token_has_its_price() -> None:
    tokens = Tokens(prompt=1_000, completion=200, cached=600, cache_write=100, reasoning=150)
    # 300 fresh at 1.00, 600 cached at 0.10, 100 written at 1.25, 200 out at 8.00
    assert priced(tokens, RATES) == pytest.approx((300 + 60 + 125 + 1600) / 1e6, abs=1e-15)


def test_reasoning_is_part_of_the_completion_and_not_paid_twice() -> None:
    assert priced(Tokens(10, 100, reasoning=90), RATES) == priced(Tokens(10, 100), RATES)


def test_a_server_that_counts_more_cached_than_prompt_is_not_paid_a_negative_rest() -> None:
    assert priced(Tokens(prompt=100, cached=500, cache_write=50), RATES) == pytest.approx(1e-5)


def test_a_prompt_beyond_the_price_list_is_unknown() -> None:
    limited = Rates(1.0, 1.0, 1.0, 1.0, up_to=1_000)
    assert priced(Tokens(1_000, 1), limited) is not None
    assert priced(Tokens(1_001, 1), limited) is None


def test_without_a_price_the_cost_is_unknown_and_never_nothing() -> None:
    assert priced(Tokens(1, 1), UNKNOWN) is None
    assert priced(Tokens(0, 0), UNKNOWN) is None
    assert priced(Tokens(1, 1), Rates(prompt=1.0)) is None


def test_an_answer_without_usage_has_no_cost() -> None:
    assert cost_of(read_body({"choices": []}), RATES) is None
    assert cost_of(read_body({"usage": None}), RATES) is None
    assert cost_of(read_body({"usage": {"prompt_tokens": 5}}), RATES) is None


@pytest.mark.parametrize("cost", ["0.1", None, True, -1, 10**400, [0.1]])
def test_a_stated_cost_that_is_none_is_not_believed(cost: object) -> None:
    assert read_body(usage(1_000, 0, cost=cost)).cost is None


def test_the_tier_is_read_from_the_body() -> None:
    assert read_body({"service_tier": "flex"}).service_tier == "flex"
    assert read_body({"service_tier": 7}).service_tier is None


def llava_158k() -> list[Portion]:
    """LLaVA's published mix, its prompts counted with cl100k: facts of the paper's prompt files."""
    counts = {
        "conversation": (58_000, 1_453),
        "detail": (23_000, 1_572),
        "reasoning": (77_000, 1_419),
    }
    requests = sum(number for number, _ in counts.values())
    context = 259_000_000 - sum(number * prefix for number, prefix in counts.values())
    return [
        Portion(
            number,
            prefix,
            prompt=number * prefix + context * number // requests,
            completion=44_500_000 * number // requests,
        )
        for number, prefix in counts.values()
    ]


def test_llavas_own_158k_cost_what_was_worked_out_by_hand() -> None:
    portions = llava_158k()
    prompt = sum(portion.prompt for portion in portions)
    constant = sum(portion.requests * portion.prefix for portion in portions)
    assert constant / prompt == pytest.approx(0.886, abs=0.002)
    # by prices that were worked with then, whatever they are today
    then = Spending(price_in=0.25, price_cached=0.025, price_out=2)
    bought = quote(portions, Prices(Teaching(model="gpt-5-mini"), Sending(), then))
    assert bought.standard == pytest.approx(154, rel=0.01)
    assert bought.cached == pytest.approx(102, rel=0.02)
    half = Spending(price_in=0.125, price_cached=0.0125, price_out=1)
    bought = quote(portions, Prices(Teaching(model="gpt-5-mini"), Sending(), half))
    assert bought.standard == pytest.approx(77, rel=0.01)
    assert bought.cached == pytest.approx(51, rel=0.02)


def test_a_short_prefix_and_a_single_request_find_nothing_in_the_cache() -> None:
    assert Portion(100, 1_000, 150_000, 1).cacheable == 0
    assert Portion(1, 2_000, 2_100, 1).cacheable == 0
    # whole steps of 128 tokens, from the second request on
    assert Portion(3, 1_500, 4_800, 1).cacheable == 2 * 1_408
