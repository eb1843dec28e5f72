"""What a server says about waiting is understood in each of its forms."""

from __future__ import annotations

import time

import pytest

from datagen.teachers.headers import Quota, asked_wait, duration, quota


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after-ms": "inf"}, None),
        ({"retry-after-ms": "soon", "retry-after": "20"}, 20.0),
        ({"retry-after": "-5"}, 0.0),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"}, 360.0),
        ({"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "6m0s"}, None),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "12ms"}, 0.012),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "tomorrow"}, None),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "9" * 400}, None),
        ({}, None),
    ],
)
def test_the_wait_that_the_server_asks_for_is_kept(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert asked_wait(headers) == seconds


def test_a_date_to_come_back_at_is_kept() -> None:
    past = {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert asked_wait(past) == 0.0
    for zone in ("GMT", "-0000"):  # the second is how a date says that it knows no zone
        future = {"retry-after": f"Wed, 21 Oct 2515 07:28:00 {zone}"}
        assert (asked_wait(future) or 0) > 1e9


def test_a_reset_that_is_a_moment_is_a_wait_until_then() -> None:
    reset = str(int(time.time()) + 30)
    headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": reset}
    assert 20 < (asked_wait(headers) or 0) <= 31


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("12ms", 0.012),
        ("1h2m3.5s", 3723.5),
        ("2.5", 2.5),
        ("", None),
        ("1s later", None),
        (None, None),
    ],
)
def test_a_go_duration_is_seconds(text: str | None, seconds: float | None) -> None:
    assert duration(text) == (None if seconds is None else pytest.approx(seconds))


def test_a_limit_is_read_where_it_can_hold() -> None:
    headers = {
        "x-ratelimit-limit-tokens": "40000",
        "x-ratelimit-remaining-tokens": "-1",
        "x-ratelimit-reset-tokens": "20s",
        "x-ratelimit-limit-requests": "0",
    }
    assert quota(headers, "tokens") == Quota(40000, None, 20.0)
    assert quota(headers, "requests") is None
    assert quota({}, "tokens") is None
