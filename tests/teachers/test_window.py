"""A limit over a sliding window holds however requests arrive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from datagen.teachers.window import Window


def test_without_a_limit_nothing_waits() -> None:
    window = Window(None)
    for _ in range(1000):
        window.take(0.0, 1)
    assert window.wait(0.0, 10**9) == 0.0


def test_what_does_not_fit_waits_until_enough_has_left_the_window() -> None:
    window = Window(100, 60.0)
    window.take(0.0, 40)
    window.take(10.0, 40)
    assert window.wait(20.0, 20) == 0.0
    assert window.wait(20.0, 50) == 41.0  # the first leaves after 60 s, and one to be safe
    assert window.wait(20.0, 61) == 51.0
    assert window.wait(61.0, 50) == 0.0


def test_an_amount_over_the_whole_limit_waits_for_an_empty_window_and_then_goes_alone() -> None:
    window = Window(100, 60.0)
    assert window.wait(0.0, 500) == 0.0
    window.take(0.0, 500)
    assert window.wait(1.0, 1) == 60.0
    assert window.wait(61.0, 500) == 0.0


def test_what_was_reserved_is_settled_when_it_is_known() -> None:
    window = Window(100, 60.0)
    entry = window.take(0.0, 90)
    window.settle(entry, 20)
    assert window.wait(1.0, 80) == 0.0
    assert window.wait(1.0, 81) > 0


def test_what_is_settled_after_it_left_the_window_changes_nothing() -> None:
    window = Window(100, 60.0)
    entry = window.take(0.0, 90)
    assert window.wait(70.0, 100) == 0.0
    window.settle(entry, 5000)
    assert window.wait(70.0, 100) == 0.0


def test_what_others_use_of_the_same_limit_is_counted_until_it_is_back() -> None:
    window = Window(100, 60.0)
    window.take(0.0, 10)
    window.used_elsewhere(1.0, used=90, reset=20.0)
    assert window.wait(1.0, 10) == 0.0
    assert window.wait(1.0, 11) == 20.0
    assert window.wait(21.5, 90) == 0.0


@given(
    arrivals=st.lists(st.tuples(st.floats(0, 5), st.integers(1, 30)), max_size=60),
    limit=st.integers(30, 100),
)
def test_no_window_of_the_stated_length_ever_holds_more_than_the_limit(
    arrivals: list[tuple[float, int]], limit: int
) -> None:
    window, now = Window(limit, 10.0), 0.0
    sent: list[tuple[float, int]] = []
    for gap, amount in arrivals:
        now += gap
        while (wait := window.wait(now, amount)) > 0:
            now += wait
        window.take(now, amount)
        sent.append((now, amount))
    for end, _ in sent:
        assert sum(amount for time, amount in sent if end - 10.0 < time <= end) <= limit
