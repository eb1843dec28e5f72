"""A server is sent as much as it takes, left alone when it asks, and probed when it fails."""

from __future__ import annotations

import random

from datagen.teachers.endpoint import Endpoint, Pass
from datagen.teachers.timing import Timing
from datagen.teachers.trouble import BrokenError, BusyError

TIMING = Timing(backoff=1.0, longest_backoff=60.0)


def endpoint(most: int = 8) -> Endpoint:
    return Endpoint("http://server/v1", most, TIMING)


def fill(server: Endpoint, now: float) -> list[Pass]:
    """Send as much as the server may be sent at once."""
    sent: list[Pass] = []
    while server.hold(now, 1) is None:
        sent.append(server.take(now, 1))
    return sent


def busy(wait: float | None) -> BusyError:
    return BusyError("rate_limit_exceeded", "HTTP 429: slow down", wait)


def test_no_more_is_in_flight_than_the_limit() -> None:
    server = endpoint(8)
    assert len(fill(server, 0.0)) == 8
    hold = server.hold(0.0, 1)
    assert hold is not None
    assert hold.wait is None


def test_retry_after_is_one_deadline_for_everything_that_is_sent_there() -> None:
    server = endpoint()
    first, second, *_ = fill(server, 0.0)
    server.busy(first, 1.0, busy(7.0))
    server.busy(second, 1.1, busy(3.0))
    hold = server.hold(2.0, 1)
    assert hold is not None
    assert hold.wait == 6.0
    assert "Retry-After" in hold.why


def test_after_a_deadline_requests_start_one_after_the_other() -> None:
    server = endpoint()
    (first, *others) = fill(server, 0.0)
    server.busy(first, 0.0, busy(5.0))
    for through in others:
        server.answer(through, 1.0, {})
    assert len(fill(server, 5.0)) == 1
    assert len(fill(server, 5.25)) == 1
    assert len(fill(server, 5.375)) == 1


def test_the_limit_is_cut_once_for_one_time_that_the_server_was_too_busy() -> None:
    server = endpoint(16)
    for through in fill(server, 0.0):
        server.busy(through, 1.0, busy(2.0))
    assert server.limit == 12.0
    probe = server.take(4.0, 1)
    server.busy(probe, 4.1, busy(2.0))
    assert server.limit == 12.0, "still the same time: nothing was answered in between"
    server.answer(server.take(7.0, 1), 8.0, {})
    server.busy(server.take(9.0, 1), 9.1, busy(2.0))
    assert server.limit == 9.0


def test_the_limit_grows_again_only_while_it_is_reached() -> None:
    server = endpoint(16)
    for through in fill(server, 0.0):
        server.busy(through, 0.1, busy(0.0))
    cut = server.limit
    server.answer(server.take(5.0, 1), 6.0, {})
    assert server.limit == cut
    now = 10.0
    for _ in range(3):
        for through in fill(server, now):
            server.answer(through, now + 0.5, {})
        now += 1.0
    saturated = [server.take(now, 1) for _ in range(int(server.limit))]
    for through in saturated:
        server.answer(through, now, {})
    assert cut < server.limit <= 16


def test_an_error_of_the_server_does_not_cut_the_limit() -> None:
    server = endpoint(8)
    server.fail(server.take(0.0, 1), 1.0, BrokenError("http_500", "HTTP 500"))
    assert server.limit == 8.0


def test_a_server_that_mostly_fails_is_paused_and_then_probed_with_one_request() -> None:
    server = endpoint(8)
    for through in fill(server, 0.0):
        server.fail(through, 1.0, BrokenError("http_503", "HTTP 503"))
    hold = server.hold(1.0, 1)
    assert hold is not None
    assert hold.why == "8 of the last 8 requests to server failed (http_503)"
    assert hold.wait is not None
    now = 1.0 + hold.wait
    assert len(fill(server, now)) == 1
    probing = server.hold(now, 1)
    assert probing is not None
    assert probing.wait is None


def test_each_probe_that_fails_makes_the_pause_longer_and_one_that_is_answered_ends_it() -> None:
    server = endpoint(8)
    for through in fill(server, 0.0):
        server.fail(through, 0.0, BrokenError("timeout", "no reply"))
    now, waits = 0.0, []
    for _ in range(8):
        hold = server.hold(now, 1)
        assert hold is not None
        assert hold.wait is not None
        waits.append(hold.wait)
        now += hold.wait
        server.fail(server.take(now, 1), now, BrokenError("timeout", "no reply"))
    assert max(waits[:2]) < min(waits[-2:]) <= 60.0
    hold = server.hold(now, 1)
    assert hold is not None
    now += hold.wait or 0.0
    server.answer(server.take(now, 1), now, {})
    assert len(fill(server, now)) == 8


def test_a_third_of_failures_pauses_nothing() -> None:
    server = endpoint(8)
    for number in range(300):
        through = server.take(float(number), 1)
        if number % 3:
            server.answer(through, float(number), {})
        else:
            server.fail(through, float(number), BrokenError("http_500", "HTTP 500"))
        assert server.hold(number + 0.5, 1) is None


def test_the_limits_that_a_server_states_are_kept() -> None:
    server = endpoint(100)
    server.answer(
        server.take(0.0, 10),
        0.0,
        {
            "x-ratelimit-limit-requests": "5",
            "x-ratelimit-remaining-requests": "4",
            "x-ratelimit-reset-requests": "12s",
        },
    )
    assert len(fill(server, 0.1)) == 4
    hold = server.hold(0.1, 1)
    assert hold is not None
    assert hold.why == "the server's limit of 5 requests a minute"


def test_what_another_process_uses_of_the_same_limit_is_left_to_it() -> None:
    server = endpoint(100)
    headers = {
        "x-ratelimit-limit-requests": "10",
        "x-ratelimit-remaining-requests": "2",
        "x-ratelimit-reset-requests": "30s",
    }
    server.answer(server.take(0.0, 1), 0.0, headers)
    assert len(fill(server, 0.1)) == 2


def test_limits_that_cannot_be_limits_a_minute_are_left_alone() -> None:
    server = endpoint(8)
    for limit, reset in (("0", "1s"), ("-1", "1s"), ("3", "7h12m0s"), ("many", "")):
        server.answer(
            server.take(0.0, 1),
            0.0,
            {"x-ratelimit-limit-requests": limit, "x-ratelimit-reset-requests": reset},
        )
    assert len(fill(server, 0.1)) == 8


def test_a_server_that_asks_for_no_time_at_all_is_left_alone_all_the_same() -> None:
    random.seed(1)  # the pauses are random: this draws some that are long
    server = endpoint()
    first, *_ = fill(server, 0.0)
    server.busy(first, 1.0, busy(0.0))
    pauses = []
    for _ in range(20):
        server.busy(server.take(1.5, 1), 1.5, busy(0.0))
        hold = server.hold(1.5, 1)
        pauses.append(hold.wait if hold and hold.wait else 0.0)
    assert max(pauses) > 1.0


def test_a_failure_that_says_how_long_to_wait_is_a_deadline_for_all() -> None:
    server = endpoint()
    server.fail(server.take(0.0, 1), 1.0, BrokenError("http_503", "HTTP 503", 30.0))
    hold = server.hold(2.0, 1)
    assert hold is not None
    assert hold.wait == 29.0
    assert "Retry-After" in hold.why


def test_an_answer_makes_the_next_pause_short_again() -> None:
    server = endpoint()
    now = 0.0
    for _ in range(10):
        server.busy(server.take(now, 1), now, busy(None))
        hold = server.hold(now, 1)
        now += (hold.wait if hold and hold.wait else 0.0) + 1.0
    server.answer(server.take(now, 1), now, {})
    server.busy(server.take(now + 1, 1), now + 1, busy(None))
    hold = server.hold(now + 1, 1)
    assert hold is None or (hold.wait or 0.0) <= 2.0
