"""A limit is kept however many requests are in flight and whatever they turn out to cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen.errors import SettingsError
from datagen.spending import Budget, require_price

COST = st.floats(min_value=0, max_value=2, allow_nan=False)


@given(
    limit=st.floats(min_value=0.01, max_value=10),
    spent=st.floats(min_value=0, max_value=10),
    requests=st.lists(st.tuples(COST, st.floats(0, 1), st.booleans()), max_size=60),
    order=st.randoms(use_true_random=False),
)
def test_the_money_never_passes_the_limit(limit, spent, requests, order) -> None:  # type: ignore[no-untyped-def]
    budget = Budget(limit, None, spent)
    paid, flying = spent, []
    for number, (at_most, share, is_told) in enumerate(requests):
        if budget.limit(at_most) is None:
            budget.reserve(number, at_most)
            flying.append((number, at_most * share, is_told))
        if flying and order.random() < 0.4:
            key, actual, told = flying.pop(order.randrange(len(flying)))
            budget.settle(key, actual if told else None)
            paid += actual
            if order.random() < 0.5:  # its reply came to nothing: it is to be sent again
                if budget.renew(key, requests[key][0]):
                    flying.append((key, actual, told))
                else:
                    budget.settle(key, 0.0)
        assert budget.committed >= paid - 1e-9
        if len(flying) or paid > spent:
            assert budget.committed <= max(limit, spent) + 1e-6
    for key, actual, told in flying:
        budget.settle(key, actual if told else None)
        paid += actual
    assert paid <= max(limit, spent) + 1e-6
    assert budget.committed <= max(limit, spent) + 1e-6


@given(limit=st.integers(1, 20), tries=st.integers(0, 60))
def test_no_more_requests_are_sent_than_allowed(limit: int, tries: int) -> None:
    budget = Budget(max_requests=limit)
    sent = 0
    for number in range(tries):
        if budget.limit(None) is None:
            budget.reserve(number, None)
            budget.settle(number, 0.0)
            sent += 1
    assert sent == min(limit, tries)


def test_what_is_in_flight_counts_at_its_highest_until_it_ends() -> None:
    budget = Budget(1.0)
    budget.reserve("a", 0.6)
    assert budget.limit(0.5) == "--max-cost"
    budget.settle("a", 0.1)
    assert budget.limit(0.9) is None
    assert budget.limit(0.91) == "--max-cost"


def test_a_request_that_fits_exactly_is_sent() -> None:
    budget = Budget(0.3)
    for number in range(3):
        assert budget.limit(0.1) is None
        budget.reserve(number, 0.1)
    assert budget.limit(0.1) == "--max-cost"


def test_an_answer_of_unknown_cost_counts_as_what_was_reserved_and_a_failure_as_nothing() -> None:
    budget = Budget(1.0)
    budget.reserve("answer", 0.4)
    budget.reserve("failure", 0.4)
    budget.settle("answer", None)
    budget.settle("failure", 0.0)
    assert budget.committed == 0.4


def test_money_of_earlier_sessions_counts() -> None:
    assert Budget(1.0, spent=0.95).limit(0.1) == "--max-cost"


def test_without_limits_everything_is_allowed() -> None:
    assert Budget().limit(None) is None
    assert Budget().limit(1e9) is None


def test_the_limit_that_ends_a_run_is_named() -> None:
    budget = Budget(1.0, 1)
    budget.reserve("a", 0.0)
    assert budget.limit(0.0) == "--max-requests"


def test_a_limit_in_dollars_without_a_price_says_what_to_pass() -> None:
    with pytest.raises(SettingsError) as caught:
        require_price(5.0, known=False, model="mine")
    assert "mine" in caught.value.what
    assert "--price-in" in (caught.value.hint or "")
    require_price(None, known=False, model="mine")
    require_price(5.0, known=True, model="mine")
