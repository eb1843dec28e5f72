"""What a model costs at an address: the table's price, the user's, or nothing that is known."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from datagen.settings import Sending, Spending, Teaching
from datagen.spending import FREE, UNKNOWN, Prices, Rates
from tests.spending.listed import MILLION, listed

OPENAI = "https://api.openai.com/v1"
LISTED = Rates(
    prompt=listed(read=MILLION),
    cached=listed(read=MILLION, cached=MILLION),
    completion=listed(said=MILLION),
)


def prices(model: str = "gpt-5-mini", *urls: str, tier: str | None = None, **own: float) -> Prices:
    sending = Sending(base_url=urls or None, service_tier=tier)
    return Prices(Teaching(model=model), sending, Spending.model_validate(own))


def test_a_model_of_openai_has_the_price_of_the_table() -> None:
    rates = prices().rates()
    assert rates.prompt == rates.cache_write == pytest.approx(LISTED.prompt)
    assert rates.cached == pytest.approx(LISTED.cached)
    assert rates.completion == pytest.approx(LISTED.completion)
    assert prices("gpt-5-mini-2025-08-07").rates() == prices().rates()


@pytest.mark.usefixtures("own_table")
def test_flex_and_batch_have_prices_of_their_own_where_the_table_has_them() -> None:
    small = prices("small")
    assert small.rates() == Rates(2.0, 2.0, 2.0, 8.0)
    assert small.rates("flex") == small.rates(tier="flex") == Rates(0.5, 0.5, 0.5, 2.0)
    assert small.rates("batch") == Rates(1.0, 1.0, 1.0, 4.0)


@pytest.mark.usefixtures("own_table")
def test_a_price_that_the_user_leaves_out_is_that_of_the_tier() -> None:
    assert prices("small", price_out=1).rates(tier="flex") == Rates(0.5, 0.5, 0.5, 1.0)


@pytest.mark.parametrize("tier", [None, "auto", "default"])
def test_a_standard_tier_costs_the_standard_price(tier: str | None) -> None:
    assert prices().rates(tier=tier) == prices().rates()


def test_a_tier_without_a_price_of_its_own_is_unknown_and_not_the_standard() -> None:
    assert prices().rates(tier="scale") == UNKNOWN
    assert prices().rates(tier="Flex") == UNKNOWN


@pytest.mark.usefixtures("own_table")
def test_a_way_of_buying_that_is_not_sold_is_unknown() -> None:
    assert prices("long").rates("flex") == prices("long").rates("batch") == UNKNOWN


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/v1",
        "http://127.0.0.1:8000/v1",
        "http://[::1]:8000/v1",
        "https://10.1.2.3/v1",
        "http://gpu-box/v1",
        "http://models.local:8000/v1",
        "https://llm.example.org/v1",
        "https://api.openai.com.example.org/v1",
        "https://example.org/https://api.openai.com/v1",
        "https://llm.example.org/x.googleapis.com/v1",
    ],
)
def test_a_paid_name_at_an_address_of_ones_own_has_no_price(url: str) -> None:
    assert prices("gpt-5-mini", url).rates() == UNKNOWN
    assert prices("gpt-5-mini", url).table is None


def test_a_model_that_the_provider_does_not_list_has_no_price() -> None:
    assert prices("gpt-of-tomorrow", OPENAI).rates() == UNKNOWN


def test_the_users_prices_make_an_unknown_model_known() -> None:
    own = prices("mine", "http://localhost:8000/v1", price_in=0.5, price_out=2, price_cached=0.1)
    assert own.rates() == Rates(prompt=0.5, cached=0.1, cache_write=0.5, completion=2.0)
    assert own.rates("flex") == own.rates("batch") == UNKNOWN


def test_zero_is_a_price_where_the_user_gives_it() -> None:
    own = prices("mine", "http://localhost:8000/v1", price_in=0, price_out=0)
    assert own.rates().known
    assert own.rates().completion == 0


def test_half_a_price_is_none() -> None:
    assert not prices("mine", "http://localhost:8000/v1", price_in=1).rates().known


def test_one_price_of_the_users_replaces_that_one_alone() -> None:
    assert prices(price_out=1.5).rates() == replace(prices().rates(), completion=1.5)
    # where the user's price in holds, the table's discount on another price does not
    assert prices(price_in=1).rates() == Rates(1.0, 1.0, 1.0, prices().rates().completion)


def test_the_users_prices_hold_on_every_tier() -> None:
    assert prices(tier="flex", price_in=1, price_out=2).rates(tier="flex") == Rates(1, 1, 1, 2)


def test_addresses_that_do_not_charge_the_same_have_no_price() -> None:
    assert prices("gpt-5-mini", OPENAI, "http://localhost:8000/v1").rates() == UNKNOWN


@pytest.mark.usefixtures("own_table")
def test_a_price_for_short_prompts_does_not_stand_for_long_ones() -> None:
    assert prices("long").rates() == Rates(2.0, 2.0, 2.0, 8.0, up_to=1_000)
    assert prices("small").rates().up_to is None


def test_the_offline_teacher_is_free() -> None:
    offline = Prices(Teaching(teacher="offline"), Sending(), Spending())
    assert offline.rates() == FREE


def test_the_table_says_its_version_and_a_day_that_is_not_ahead() -> None:
    from datetime import UTC, datetime
    from importlib.metadata import version

    table = prices().table
    assert table is not None
    assert table.version == version("genai-prices")
    assert table.date is not None
    assert "2025-01-01" < table.date <= datetime.now(UTC).date().isoformat()


def test_the_table_is_loaded_only_for_an_address_that_may_be_in_it() -> None:
    program = """if True:
        import sys
        from datagen.settings import Sending, Spending, Teaching
        from datagen.spending import Prices
        def rates(url):
            Prices(Teaching(model="m"), Sending(base_url=(url,)), Spending()).rates()
            return "genai_prices" in sys.modules
        print(rates("http://localhost:8000/v1"), rates("https://api.openai.com/v1"))
    """
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["False", "True"]
