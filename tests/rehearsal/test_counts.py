"""The server knows how often each request came, was answered and was refused."""

from __future__ import annotations

import threading
import time
from typing import Any

from datagen.rehearsal import ChatServer, Reply, says
from datagen.rehearsal.counts import Counts, content_of


def test_requests_are_counted_by_content(ask_all: Any, failing: Any, request_body: Any) -> None:
    one, other = request_body(1), request_body(2)
    with failing("always-429=0.5", seed=1) as server:
        seen = ask_all(server, [one, other, one, one])
        counted = [server.counts.of(body).as_json() for body in (one, other, request_body(3))]
    for tally, replies in zip(counted, ([seen[0], *seen[2:]], [seen[1]], []), strict=True):
        assert tally["came"] == len(replies)
        assert tally["answered"] == tally["good"] == sum(s.status == 200 for s in replies)
        assert tally["refused"] == sum(s.status == 429 for s in replies)


def test_what_is_answered_more_than_once_stands_out(
    ask_all: Any, failing: Any, request_body: Any
) -> None:
    with failing("none") as server:
        ask_all(server, [request_body(1), request_body(2), request_body(1)])
        summary = server.counts.summary()
    assert (summary["came"], summary["contents"], summary["answered_twice"]) == (3, 2, 1)


def test_the_highest_number_in_flight_is_known(ask_all: Any, request_body: Any) -> None:
    together = threading.Barrier(4, timeout=10)

    def script(body: dict[str, Any]) -> Reply:
        together.wait()
        return says("A street.")

    with ChatServer(script) as server:
        ask_all(server, [request_body(n % 2) for n in range(4)], at_once=4)
        assert server.counts.total.most_in_flight == 4
        assert server.counts.of(request_body(0)).most_in_flight == 2
        assert server.counts.total.in_flight == 0


def test_a_client_that_goes_away_does_not_make_its_answer_free(
    ask: Any, failing: Any, request_body: Any
) -> None:
    made = threading.Event()

    def script(body: dict[str, Any]) -> Reply:
        gone.wait(10)
        made.set()
        return says("A street.")

    gone = threading.Event()
    with ChatServer(script) as server:
        assert isinstance(ask(server, request_body(), timeout=1.0).error, TimeoutError)
        gone.set()
        made.wait(10)
        while server.counts.total.in_flight:
            time.sleep(0.01)
        assert server.counts.of(request_body()).answered == 1


def test_only_a_digest_of_a_request_is_kept(request_body: Any) -> None:
    counts = Counts()
    counts.arrives(content_of(request_body()))
    ((content, tally),) = counts.by_content.items()
    assert (type(content), len(content)) == (bytes, 16)
    assert all(type(value) is int for value in tally.as_json().values())


def test_requests_and_headers_are_kept_for_a_test_to_look_at(ask: Any, request_body: Any) -> None:
    with ChatServer(lambda body: says("A street.")) as server:
        seen = ask(server, request_body())
        assert server.requests == [request_body()]
        assert int(server.headers[0]["content-length"]) > 0
    assert seen.text == "A street."
