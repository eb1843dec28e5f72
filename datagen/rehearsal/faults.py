"""All faults by name: what each of them does, in words for people and as a function. Data only."""

from __future__ import annotations

from typing import NamedTuple

from datagen.rehearsal import spoiling as spoil
from datagen.rehearsal.reply import Drip, Hang, Reply, Reset, error

_STATUSES = (408, 409, 425, 500, 501, 502, 503, 504, *range(520, 530))
_RETRY_AFTER = {
    "seconds": "a Retry-After in whole seconds",
    "float": "a Retry-After in fractions of a second",
    "date": "a Retry-After that is a date",
    "ms": "a retry-after-ms",
    "none": "no word on when to come again",
}


class Kind(NamedTuple):
    """A fault: what a client meets, and the function that makes it so."""

    says: str
    fault: spoil.Fault


FAULTS: dict[str, Kind] = {
    "429": Kind("HTTP 429, too busy, in any of the five forms below", spoil.busy_in_any_form),
    **{
        f"429-{form}": Kind(f"HTTP 429 with {_RETRY_AFTER[form]}", spoil.busy(form))
        for form in spoil.FORMS
    },
    **{
        str(status): Kind(
            f"HTTP {status}, the server failed: trying again helps",
            spoil.same(error(status, f"The server failed ({status}).", kind="server_error")),
        )
        for status in _STATUSES
    },
    "400": Kind(
        "HTTP 400 for this request: trying again does not help",
        spoil.same(error(400, "This request cannot be answered.", code="invalid_request")),
    ),
    "401": Kind(
        "HTTP 401, the key is not known: ends a run",
        spoil.same(error(401, "This API key is not known.", code="invalid_api_key")),
    ),
    "404": Kind(
        "HTTP 404, no such model: ends a run",
        lambda asked: spoil.no_such_model(asked.body.get("model")),
    ),
    "quota": Kind(
        "HTTP 429 because nothing is left to pay with: ends a run",
        spoil.same(
            error(
                429,
                "The quota of this key is used up.",
                code="insufficient_quota",
                kind="insufficient_quota",
            )
        ),
    ),
    "max-tokens": Kind(
        "HTTP 400 until max_tokens is sent as max_completion_tokens",
        spoil.wants_max_completion_tokens,
    ),
    "temperature": Kind("HTTP 400 while a temperature is sent", spoil.wants_no_temperature),
    "azure-filter": Kind(
        "HTTP 400 because the prompt was filtered, as Azure says it",
        spoil.same(error(400, "The prompt was filtered.", code="content_filter", param="prompt")),
    ),
    "reset-before": Kind(
        "the connection is reset before the reply",
        spoil.delivered(Reset("nothing"), usable=False),
    ),
    "reset-middle": Kind(
        "the connection is reset in the middle of the reply",
        spoil.delivered(Reset("half"), usable=False),
    ),
    "reset-after": Kind(
        "the connection is reset when all of the reply is sent", spoil.delivered(Reset("all"))
    ),
    "drip": Kind("a good answer, in small pieces over a second", spoil.delivered(Drip(1.0))),
    "hang": Kind(
        "no reply, ever: the client has to give up", spoil.delivered(Hang(), usable=False)
    ),
    "truncated": Kind("HTTP 200 with the first half of the JSON", spoil.truncated),
    "html": Kind(
        "HTTP 200 with the login page of a network",
        spoil.same(spoil.page(200, b"Welcome to the network")),
    ),
    "html-502": Kind(
        "HTTP 502 with the page of a proxy", spoil.same(spoil.page(502, b"502 Bad Gateway"))
    ),
    "wrong-type": Kind("a good answer that says it is text/plain", spoil.wrong_type),
    "empty-choices": Kind(
        "HTTP 200 without any choice", spoil.spoiled(lambda asked: {**asked.good(), "choices": []})
    ),
    "error-in-body": Kind(
        "HTTP 200 with an error in place of the answer",
        spoil.same(Reply({"error": spoil.UPSTREAM}, usable=False)),
    ),
    "error-in-choice": Kind(
        "HTTP 200 with an error inside the choice",
        spoil.spoiled(
            lambda asked: spoil.with_choice(
                asked.good(), error=spoil.UPSTREAM, finish_reason="error"
            )
        ),
    ),
    "refusal": Kind("the model refuses", spoil.spoiled(spoil.refusal)),
    "length": Kind(
        "the answer is cut at its longest length",
        spoil.spoiled(lambda asked: spoil.half(asked, "length")),
    ),
    "content-filter": Kind(
        "the answer is cut by a content filter",
        spoil.spoiled(lambda asked: spoil.half(asked, "content_filter")),
    ),
    "swapped": Kind("the answer to another request", spoil.spoiled(spoil.anothers)),
    "duplicated": Kind(
        "one and the same answer to different requests",
        spoil.spoiled(lambda asked: asked.answer(asked.other(asked.body, 0))),
    ),
    "thoughts": Kind(
        "a good answer behind <think>…</think>", spoil.spoiled(spoil.thoughts, usable=True)
    ),
    "parts": Kind("a good answer as a list of texts", spoil.spoiled(spoil.parts, usable=True)),
    "finish-reason": Kind(
        "a good answer whose finish reason is not OpenAI's",
        spoil.spoiled(
            lambda asked: spoil.with_choice(asked.good(), finish_reason="eos"), usable=True
        ),
    ),
    "no-usage": Kind(
        "a good answer that does not count its tokens",
        spoil.spoiled(spoil.without_usage, usable=True),
    ),
    "other-model": Kind(
        "a good answer by a model of another name", spoil.spoiled(spoil.other_model, usable=True)
    ),
}
