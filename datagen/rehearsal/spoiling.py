"""A request and its good answer in, one particular way to spoil it out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from datagen.rehearsal.latency import share
from datagen.rehearsal.limits import RetryAfter, retry_after
from datagen.rehearsal.reply import Delivery, Reply, error

_PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>%(title)b</title></head>"
    b"<body><h1>%(title)b</h1><hr>rehearsal proxy</body></html>\n"
)
UPSTREAM = {"code": 502, "message": "The provider behind this address failed."}
FORMS: tuple[RetryAfter, ...] = ("seconds", "float", "date", "ms", "none")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a fault may look at. `answer` makes the good body for a request, this or another."""

    body: dict[str, Any]
    answer: Callable[[dict[str, Any]], dict[str, Any]]
    other: Callable[[dict[str, Any], int], dict[str, Any]]
    names: tuple[str | int, ...]
    wait: float = 0.25  # seconds, where a fault asks the client to wait

    def good(self) -> dict[str, Any]:
        return self.answer(self.body)

    def said(self, **message: Any) -> dict[str, Any]:
        """The good body with some of its message replaced."""
        body = self.good()
        return with_choice(body, message={**body["choices"][0]["message"], **message})


Fault: TypeAlias = Callable[[Asked], Reply | None]  # None: it does not apply to this request


def with_choice(body: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**body, "choices": [{**body["choices"][0], **changed}]}


def same(reply: Reply) -> Fault:
    """The same to everyone."""
    return lambda _: reply


# ------------------------------------------------------------------------------ refused by status


def busy(form: RetryAfter) -> Fault:
    def fault(asked: Asked) -> Reply:
        headers = retry_after(form, asked.wait)
        said = "Too many requests at the moment."
        return error(429, said, code="rate_limit_exceeded", kind="requests", headers=headers)

    return fault


def busy_in_any_form(asked: Asked) -> Reply | None:
    form = FORMS[int(share("form", *asked.names) * len(FORMS))]
    return busy(form)(asked)


def no_such_model(name: object) -> Reply:
    said = f"There is no model '{name}' here, or not for this key."
    return error(404, said, code="model_not_found", param="model")


def wants_max_completion_tokens(asked: Asked) -> Reply | None:
    if "max_tokens" not in asked.body:
        return None
    said = "'max_tokens' is not supported with this model: use 'max_completion_tokens'."
    return error(400, said, code="unsupported_parameter", param="max_tokens")


def wants_no_temperature(asked: Asked) -> Reply | None:
    if asked.body.get("temperature", 1) == 1:
        return None
    said = "'temperature' cannot be set for this model: only the default, 1, is supported."
    return error(400, said, code="unsupported_value", param="temperature")


# ----------------------------------------------------------------------------- spoiled on the way


def delivered(delivery: Delivery, *, usable: bool = True) -> Fault:
    def fault(asked: Asked) -> Reply:
        return Reply(asked.good(), delivery=delivery, usable=usable)

    return fault


def truncated(asked: Asked) -> Reply:
    whole = json.dumps(asked.good()).encode()
    return Reply(whole[: len(whole) // 2], usable=False)


def page(status: int, title: bytes) -> Reply:
    headers = {"Content-Type": "text/html"}
    return Reply(_PAGE % {b"title": title}, status=status, headers=headers, usable=False)


def wrong_type(asked: Asked) -> Reply:
    return Reply(asked.good(), headers={"Content-Type": "text/plain; charset=utf-8"})


# ------------------------------------------------------------------------ spoiled in what it says


def spoiled(change: Callable[[Asked], dict[str, Any]], *, usable: bool = False) -> Fault:
    def fault(asked: Asked) -> Reply:
        return Reply(change(asked), usable=usable)

    return fault


def refusal(asked: Asked) -> dict[str, Any]:
    return asked.said(content=None, refusal="I'm sorry, I can't help with that.")


def half(asked: Asked, reason: str) -> dict[str, Any]:
    body = asked.good()
    message = body["choices"][0]["message"]
    text = message["content"][: len(message["content"]) // 2]
    return with_choice(body, message={**message, "content": text}, finish_reason=reason)


def thoughts(asked: Asked) -> dict[str, Any]:
    text = asked.good()["choices"][0]["message"]["content"]
    return asked.said(content=f"<think>\nWhat is asked for here?\n</think>\n\n{text}")


def parts(asked: Asked) -> dict[str, Any]:
    text = asked.good()["choices"][0]["message"]["content"]
    halves = (text[: len(text) // 2], text[len(text) // 2 :])
    return asked.said(content=[{"type": "text", "text": half} for half in halves])


def without_usage(asked: Asked) -> dict[str, Any]:
    return {key: value for key, value in asked.good().items() if key != "usage"}


def other_model(asked: Asked) -> dict[str, Any]:
    body = asked.good()
    return {**body, "model": f"{body['model']}-2026-01-31"}


def anothers(asked: Asked) -> dict[str, Any]:
    return asked.answer(asked.other(asked.body, int(share("whose", *asked.names) * 1000)))
