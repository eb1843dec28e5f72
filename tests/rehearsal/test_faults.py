"""Each fault as a client meets it over HTTP."""

from __future__ import annotations

import asyncio
import json
import re
import time
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest

from datagen.errors import SettingsError
from datagen.rehearsal import ChatServer, Plan, Rehearsal, Served, read_mix
from datagen.rehearsal.faults import FAULTS
from datagen.rehearsal.mix import PRESETS

ANSWER = (
    "Scene 0. Most models would say more of colours, brightness, sharpness, light, textures, "
    "composition and mood."
)


def test_without_faults_an_answer_speaks_of_what_was_asked_about(
    ask: Any, failing: Any, request_body: Any
) -> None:
    with failing("none") as server:
        seen = ask(server, request_body())
    assert seen.status == 200
    assert seen.headers["content-type"].startswith("application/json")
    assert seen.text == ANSWER
    assert seen.choice["finish_reason"] == "stop"
    assert seen.json["model"] == "m"


def test_without_worked_examples_an_answer_is_a_sentence(ask: Any, failing: Any) -> None:
    with failing("none") as server:
        seen = ask(server, {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]})
    assert seen.status == 200
    assert seen.text.endswith(".")


def test_usage_counts_four_letters_a_token_and_a_long_prefix_is_cached_the_second_time(
    ask_all: Any, failing: Any, request_body: Any
) -> None:
    bodies = [request_body(n) for n in range(2)]
    for body in bodies:
        body["messages"][0]["content"] = "word" * 1100
    with failing("none") as server:
        first, second = (seen.json["usage"] for seen in ask_all(server, bodies))
    assert first["prompt_tokens"] == 1100 + 3 * 3 + (8 + 4 + 8) + 2 + 0
    assert first["prompt_tokens_details"]["cached_tokens"] == 0
    assert second["prompt_tokens_details"]["cached_tokens"] == second["prompt_tokens"] - 2
    assert first["total_tokens"] == first["prompt_tokens"] + first["completion_tokens"]


@pytest.mark.parametrize("status", [408, 409, 425, 500, 503, 520, 529])
def test_a_status_is_an_error_with_a_message(
    status: int, ask: Any, failing: Any, request_body: Any
) -> None:
    with failing(f"{status}=1") as server:
        seen = ask(server, request_body())
    assert seen.status == status
    assert seen.json["error"]["message"]


@pytest.mark.parametrize(
    ("fault", "status", "code", "param"),
    [
        ("401", 401, "invalid_api_key", None),
        ("404", 404, "model_not_found", "model"),
        ("quota", 429, "insufficient_quota", None),
        ("azure-filter", 400, "content_filter", "prompt"),
        ("400", 400, "invalid_request", None),
    ],
)
def test_a_refusal_names_its_code(
    fault: str, status: int, code: str, param: str | None, ask: Any, failing: Any, request_body: Any
) -> None:
    with failing(f"{fault}=1") as server:
        seen = ask(server, request_body())
    error = seen.json["error"]
    assert (seen.status, error["code"], error["param"]) == (status, code, param)


def test_too_many_requests_may_say_when_to_come_again_in_four_ways_or_not_at_all(
    ask: Any, failing: Any, request_body: Any
) -> None:
    def headers(form: str) -> dict[str, str]:
        with failing(f"429-{form}=1", wait=1.5) as server:
            seen = ask(server, request_body())
        assert (seen.status, seen.json["error"]["code"]) == (429, "rate_limit_exceeded")
        return {k: v for k, v in seen.headers.items() if k.startswith("retry-after")}

    assert headers("seconds") == {"retry-after": "2"}
    assert headers("float") == {"retry-after": "1.500"}
    assert headers("ms") == {"retry-after-ms": "1500"}
    assert headers("none") == {}
    before = time.time()
    date = parsedate_to_datetime(headers("date")["retry-after"]).timestamp()
    assert before + 1.5 <= date <= time.time() + 2.5


def test_any_form_of_too_many_requests_comes_up(
    ask_all: Any, failing: Any, request_body: Any
) -> None:
    def form(headers: dict[str, str]) -> str:
        after = headers.get("retry-after", "none")
        kinds = {r"none": "none", r"\d+": "seconds", r"\d+\.\d+": "float", r".*GMT": "date"}
        if "retry-after-ms" in headers:
            return "ms"
        return next(kind for pattern, kind in kinds.items() if re.fullmatch(pattern, after))

    with failing("429=1") as server:
        seen = ask_all(server, [request_body(n) for n in range(60)])
    assert {s.status for s in seen} == {429}
    assert {form(s.headers) for s in seen} == {"ms", "none", "seconds", "float", "date"}


def test_a_reset_before_the_reply_leaves_nothing(ask: Any, failing: Any, request_body: Any) -> None:
    with failing("reset-before=1") as server:
        seen = ask(server, request_body())
        tally = server.counts.of(request_body())
    assert isinstance(seen.error, aiohttp.ClientError | OSError)
    assert (seen.status, seen.raw) == (0, b"")
    assert (tally.answered, tally.good) == (0, 0)


def test_a_reset_in_the_middle_leaves_half_of_the_body(
    ask: Any, failing: Any, request_body: Any
) -> None:
    with failing("reset-middle=1") as server:
        seen = ask(server, request_body())
        tally = server.counts.of(request_body())
    assert isinstance(seen.error, aiohttp.ClientError | OSError)
    assert seen.status == 200
    assert len(seen.raw) < int(seen.headers["content-length"])
    assert (tally.answered, tally.good) == (1, 0)


def test_a_reset_after_the_body_leaves_all_of_it_and_a_dead_connection(
    failing: Any, request_body: Any
) -> None:
    """By hand on a socket: a client would hide that the connection is gone."""
    data = json.dumps(request_body()).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n\r\n"

    async def talk(port: int) -> tuple[bytes, Exception | None]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode() + data)
        raw = b""
        try:
            while piece := await reader.read(65536):
                raw += piece
        except ConnectionResetError as problem:
            return raw, problem
        finally:
            writer.transport.abort()
        return raw, None

    with failing("reset-after=1") as server:
        raw, problem = asyncio.run(talk(int(server.url.split(":")[2].split("/")[0])))
        assert server.counts.of(request_body()).good == 1
    header, _, body = raw.partition(b"\r\n\r\n")
    assert json.loads(body)["choices"]
    assert b"200 OK" in header
    assert isinstance(problem, ConnectionResetError)


def test_a_drip_is_a_whole_answer_in_many_pieces(ask: Any, failing: Any, request_body: Any) -> None:
    with failing("drip=1") as server:
        seen = ask(server, request_body())
    assert seen.text == ANSWER
    assert seen.pieces > 2


def test_a_hang_never_answers(ask: Any, failing: Any, request_body: Any) -> None:
    with failing("hang=1") as server:
        seen = ask(server, request_body(), timeout=0.3)
    assert isinstance(seen.error, TimeoutError)
    assert (seen.status, seen.raw) == (0, b"")


def test_a_truncated_body_is_complete_for_http_and_half_for_json(
    ask: Any, failing: Any, request_body: Any
) -> None:
    with failing("truncated=1") as server:
        seen = ask(server, request_body())
    assert (seen.status, seen.error) == (200, None)
    with pytest.raises(json.JSONDecodeError):
        _ = seen.json


@pytest.mark.parametrize(("fault", "status"), [("html", 200), ("html-502", 502)])
def test_a_page_comes_from_a_proxy(
    fault: str, status: int, ask: Any, failing: Any, request_body: Any
) -> None:
    with failing(f"{fault}=1") as server:
        seen = ask(server, request_body())
    assert (seen.status, seen.headers["content-type"]) == (status, "text/html")
    assert b"<html>" in seen.raw


def test_a_wrong_content_type_holds_a_right_answer(
    ask: Any, failing: Any, request_body: Any
) -> None:
    with failing("wrong-type=1") as server:
        seen = ask(server, request_body())
    assert seen.headers["content-type"].startswith("text/plain")
    assert seen.text == ANSWER


def test_what_a_body_of_status_200_may_say_instead_of_an_answer(
    ask: Any, failing: Any, request_body: Any
) -> None:
    def body(fault: str) -> Any:
        with failing(f"{fault}=1") as server:
            seen = ask(server, request_body())
            tally = server.counts.of(request_body())
        assert seen.status == 200
        assert (tally.answered, tally.good) == (1, 0)
        return seen.json

    assert body("empty-choices")["choices"] == []
    assert body("error-in-body").keys() == {"error"}
    assert body("error-in-body")["error"]["code"] == 502
    (choice,) = body("error-in-choice")["choices"]
    assert (choice["error"]["code"], choice["finish_reason"]) == (502, "error")
    (choice,) = body("refusal")["choices"]
    assert choice["message"]["content"] is None
    assert choice["message"]["refusal"]
    for fault, reason in (("length", "length"), ("content-filter", "content_filter")):
        (choice,) = body(fault)["choices"]
        assert choice["finish_reason"] == reason
        assert ANSWER.startswith(choice["message"]["content"])
        assert choice["message"]["content"] != ANSWER


def test_what_is_odd_about_an_answer_that_can_be_used(
    ask: Any, failing: Any, request_body: Any
) -> None:
    def seen(fault: str) -> Any:
        with failing(f"{fault}=1") as server:
            reply = ask(server, request_body())
            assert server.counts.of(request_body()).good == 1
        return reply

    thoughts, answer = seen("thoughts").text.split("</think>")
    assert thoughts.startswith("<think>")
    assert answer.strip() == ANSWER
    assert "".join(part["text"] for part in seen("parts").text) == ANSWER
    assert seen("finish-reason").choice["finish_reason"] == "eos"
    assert "usage" not in seen("no-usage").json
    assert seen("other-model").json["model"] != "m"


def echo(body: dict[str, Any]) -> str:
    return f"About {body['messages'][-1]['content']}"


def test_a_swapped_answer_is_that_of_another_request_and_carries_its_id(
    ask: Any, failing: Any, request_body: Any
) -> None:
    with failing("none", answer=echo) as server:
        right = ask(server, request_body())
        others = {ask(server, shown(request_body(), n)).raw for n in range(3)}
    with failing("swapped=1", answer=echo) as server:
        swapped = ask(server, request_body())
    assert right.text == "About Scene 0."
    assert swapped.raw in others


def test_swapped_answers_are_those_of_different_requests(
    ask_all: Any, failing: Any, request_body: Any
) -> None:
    with failing("swapped=1", answer=echo) as server:
        seen = ask_all(server, [request_body(n) for n in range(12)])
    assert len({reply.text for reply in seen}) > 1


def shown(body: dict[str, Any], number: int) -> dict[str, Any]:
    last = {"role": "user", "content": f"Example {number}."}
    return {**body, "messages": [*body["messages"][:-1], last]}


def test_a_duplicated_answer_goes_to_several_requests(
    ask_all: Any, failing: Any, request_body: Any
) -> None:
    with failing("duplicated=1", answer=echo) as server:
        first, second = ask_all(server, [request_body(0), request_body(1)])
    assert first.raw == second.raw


def test_a_server_that_wants_max_completion_tokens_says_so_only_to_those_who_say_it_otherwise(
    ask_all: Any, failing: Any, request_body: Any
) -> None:
    with failing("max-tokens=1") as server:
        bodies = [request_body(max_tokens=9), request_body(max_completion_tokens=9)]
        old, new = ask_all(server, bodies)
    assert (old.status, old.json["error"]["param"]) == (400, "max_tokens")
    assert "max_completion_tokens" in old.json["error"]["message"]
    assert new.status == 200


def test_a_server_that_refuses_temperature_takes_the_default(
    ask_all: Any, failing: Any, request_body: Any
) -> None:
    with failing("temperature=1") as server:
        bodies = [request_body(temperature=0.5), request_body(), request_body(temperature=1.0)]
        hot, unset, default = ask_all(server, bodies)
    error = hot.json["error"]
    assert (hot.status, error["code"], error["param"]) == (400, "unsupported_value", "temperature")
    assert (unset.status, default.status) == (200, 200)


def test_the_served_model_may_change_in_mid_run(ask_all: Any, request_body: Any) -> None:
    served = Served(first="m-1", then=(3, "m-2"))
    with ChatServer(Rehearsal(Plan(served=served))) as server:
        seen = ask_all(server, [request_body(n) for n in range(5)])
    assert [s.json["model"] for s in seen] == ["m-1"] * 3 + ["m-2"] * 2


def test_a_server_with_one_model_knows_no_other(ask_all: Any, request_body: Any) -> None:
    async def models(url: str) -> Any:
        async with aiohttp.ClientSession() as session, session.get(f"{url}/models") as response:
            return await response.json()

    with ChatServer(Rehearsal(Plan(served=Served(knows="m")))) as server:
        known, unknown = ask_all(server, [request_body(), request_body(model="x")])
        listed = asyncio.run(models(server.url))
    assert known.status == 200
    assert (unknown.status, unknown.json["error"]["code"]) == (404, "model_not_found")
    assert [model["id"] for model in listed["data"]] == ["m"]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"{}", b'{"messages": ["x"]}', b"[" * 9999, b'"\xff"']
)
def test_what_is_no_request_is_refused(raw: bytes, ask: Any, failing: Any) -> None:
    with failing("none") as server:
        assert ask(server, raw).status == 400


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_every_fault_is_counted_by_its_name(
    fault: str, ask: Any, failing: Any, request_body: Any
) -> None:
    body = request_body(max_tokens=9, temperature=0.1)
    with failing(f"{fault}=1") as server:
        ask(server, body, timeout=1.0 if fault == "hang" else 20.0)
        assert server.counts.summary()["faults"] == {fault: 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stom", "no fault 'stom'"),
        ("429=2", "'429' has no share"),
        ("429", "'429' has no share"),
        ("429=x", "'429' has no share"),
        ("429=0.6,500=0.6", "more than 1"),
        ("always-nothing=1", "no fault 'always-nothing'"),
    ],
)
def test_a_list_of_faults_that_makes_no_sense_is_refused(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_mix(text)


def test_a_storm_is_three_in_ten_and_more_can_be_named_beside_it() -> None:
    assert sum(PRESETS["storm"].shares.values()) == pytest.approx(0.3)
    mix = read_mix("storm, hang=0.01, 429=0.02, always-refusal=0.1")
    assert mix.shares == {**PRESETS["storm"].shares, "hang": 0.01, "429": 0.02}
    assert mix.always == {"refusal": 0.1}
