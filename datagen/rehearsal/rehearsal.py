"""A request in, the reply that a scripted model gives it out: good, late, refused or spoiled.

What happens to a request is decided by the seed, its content and how often it came before, never
by the order in which requests come. The limits are the exception: they are about time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from datagen.rehearsal.answers import (
    PrefixCache,
    completed,
    other_than,
    prompt_tokens,
    tokens,
)
from datagen.rehearsal.counts import Tally
from datagen.rehearsal.faults import FAULTS
from datagen.rehearsal.latency import Constant, Latency, seconds
from datagen.rehearsal.limits import Gate, Limits
from datagen.rehearsal.mix import Mix
from datagen.rehearsal.plausible import plausible
from datagen.rehearsal.reply import Reply
from datagen.rehearsal.spoiling import Asked, no_such_model


@dataclass(frozen=True, slots=True)
class Served:
    """Which models there are, by name.

    `knows`: the only name that a request may ask for; None: any. `first` is the name that answers
    carry (None: the one that was asked for) and `then` the one they carry after so many answers.
    """

    knows: str | None = None
    first: str | None = None
    then: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rehearsal is made of. `answer` says something to a request; only its text is ours."""

    mix: Mix = field(default_factory=Mix)
    latency: Latency = field(default_factory=Constant)
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    served: Served = field(default_factory=Served)
    answer: Callable[[dict[str, Any]], str] = plausible
    wait: float = 0.25  # seconds that a fault asks for in its Retry-After


class Rehearsal:
    """A plan at work: it remembers the windows, the prefixes, and how many answers it gave."""

    def __init__(self, plan: Plan | None = None) -> None:
        self.plan = plan or Plan()
        self._gate = Gate(self.plan.limits)
        self._limited = self.plan.limits.requests or self.plan.limits.tokens
        self._prefixes = PrefixCache()
        self._answers = 0

    @property
    def model(self) -> str:
        return self.plan.served.knows or "rehearsal"

    def reply(self, body: dict[str, Any], content: bytes, tally: Tally) -> Reply:
        """The reply to the request that has just come. Must be called in one thread only."""
        served = self.plan.served
        if served.knows not in (None, body.get("model")):
            return no_such_model(body.get("model"))
        headers: dict[str, str] = {}
        if self._limited:
            now = time.monotonic()
            refusal = self._gate.refusal(self._tokens(body), now)
            if refusal:
                return refusal
            headers = self._gate.headers(now)
        occasion = tally.drawn
        tally.drawn += 1
        reply = self._drawn(body, content, occasion)
        delay = reply.delay + seconds(
            self.plan.latency, "latency", self.plan.seed, content.hex(), occasion
        )
        return replace(reply, delay=delay, headers={**headers, **reply.headers})

    def _drawn(self, body: dict[str, Any], content: bytes, occasion: int) -> Reply:
        for name in self.plan.mix.drawn(self.plan.seed, content.hex(), occasion):
            names = (name, self.plan.seed, content.hex(), occasion)
            asked = Asked(body, self._answer, other_than, names, self.plan.wait)
            spoiled = FAULTS[name].fault(asked)
            if spoiled:
                return replace(spoiled, fault=name)
        return Reply(self._answer(body, content))

    def _answer(self, body: dict[str, Any], content: bytes | None = None) -> dict[str, Any]:
        served = self.plan.served
        model = served.first or str(body.get("model") or self.model)
        if served.then and self._answers >= served.then[0]:
            model = served.then[1]
        self._answers += 1
        cached = self._prefixes.cached_tokens(body)
        text = self.plan.answer(body)
        return completed(body, text, model=model, cached=cached, content=content)

    def _tokens(self, body: dict[str, Any]) -> int:
        return prompt_tokens(body) + tokens(self.plan.answer(body))
