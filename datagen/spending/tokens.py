"""The length of a prompt in, the tokens that its request will use out: no tokenizer needed.

Starts from what was measured once, and learns from the usage of every answer. For each recipe the
tokens of a prompt are a straight line over the characters of its changing part, the context; the
tokens of a reply are a mean with its spread.

Start values: OpenAI's cl100k and o200k count 4.4 characters a token in our prompts, captions and
seeds, and 1.6 in box lines, which are mostly digits; a COCO image's captions and boxes together
have 2.27 (measured on 80 images of train2017 and the seeds of the four shipped recipes).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from datagen.records import Message, Recipe, Tokens

_WORDS = 1 / 4.4  # tokens a character
_BOX_LINES = 1 / 1.6
_CAPTIONS_AND_BOXES = 1 / 2.27
_MESSAGE = 4  # tokens around each message, and before the reply
_REPLY = {"turns": 280, "pair": 160, "passage": 130}  # tokens, where a recipe has no seeds
_USUAL_CONTEXT = 600  # characters
_TRUST = 0.2  # observations that a start value is worth
_ENOUGH = 5  # answers from which their own spread is believed


class Expected(NamedTuple):
    """Tokens of one request, or of many."""

    prompt: int
    completion: int


class Range(NamedTuple):
    """A total and the bounds that it will most likely stay in."""

    low: Expected
    expected: Expected
    high: Expected


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of a recipe's requests before the first answer.

    `prefix_characters` and `prefix_tokens` are of the constant part; `tokens_a_character` is for
    the context; `longest` is the longest reply that the server is told to give.
    """

    prefix_characters: int
    prefix_tokens: float
    tokens_a_character: float
    completion: float
    longest: int | None = None


def start_of(recipe: Recipe, constant: Sequence[Message], longest: int | None = None) -> Start:
    """`constant` are the messages that stand before the context in each of its requests."""
    replies = [len(seed.answer) * _WORDS for seed in recipe.seeds]
    return Start(
        prefix_characters=sum(len(message.content) for message in constant),
        prefix_tokens=sum(map(_rough, constant)),
        tokens_a_character=_WORDS if recipe.boxes == "none" else _CAPTIONS_AND_BOXES,
        completion=sum(replies) / len(replies) if replies else _REPLY[recipe.reply],
        longest=longest,
    )


def _rough(message: Message) -> float:
    lines = message.content.split("\n")
    return _MESSAGE + sum(
        (len(line) + 1) * (_BOX_LINES if ": [" in line and line.endswith("]") else _WORDS)
        for line in lines
    )


class Meter:
    """Expects tokens, and learns. A few microseconds a call."""

    def __init__(self, starts: Mapping[str, Start]) -> None:
        self._recipes = {name: _Recipe(start) for name, start in starts.items()}
        self._prompt = self._cached = 0

    def learn(self, recipe: str, prompt_characters: int, tokens: Tokens) -> None:
        """An answer came. One without usage teaches nothing."""
        if tokens.prompt and recipe in self._recipes:
            self._recipes[recipe].learn(prompt_characters, tokens)
            self._prompt += tokens.prompt
            self._cached += min(tokens.cached, tokens.prompt)

    def expected(self, recipe: str, prompt_characters: int) -> Expected:
        """What one request uses on average, in and out."""
        known = self._recipes[recipe]
        return Expected(round(known.prompt(prompt_characters)), round(known.completion()))

    def at_most(self, recipe: str, prompt_characters: int) -> Expected:
        """What one request uses at the high end: for a limit that must hold.

        The reply is bounded for certain only where the longest one is set (--max-tokens).
        """
        known = self._recipes[recipe]
        margin = 1.05 if known.answers >= _ENOUGH else 1.25
        return Expected(
            math.ceil(known.prompt(prompt_characters) * margin), math.ceil(known.longest())
        )

    def total(self, recipe: str, requests: int, prompt_characters: int) -> Range:
        """What so many requests use, whose prompts have so many characters together."""
        known = self._recipes[recipe]
        prompt = known.prompts(requests, prompt_characters)
        completion = known.completion() * requests
        few, many = known.spread()
        off = known.prompt_error()
        bound = known.start.longest * requests if known.start.longest else math.inf
        return Range(
            Expected(round(prompt * (1 - off)), round(min(completion * few, bound))),
            Expected(round(prompt), round(min(completion, bound))),
            Expected(round(prompt * (1 + off)), round(min(completion * many, bound))),
        )

    def prefix_characters(self, recipe: str) -> int:
        """Characters of the constant part of a recipe's prompts."""
        return self._recipes[recipe].start.prefix_characters

    def prefix_tokens(self, recipe: str) -> int:
        """Tokens of the constant part of a recipe's prompts."""
        return max(0, round(self._recipes[recipe].line()[0]))

    def cached_share(self) -> float | None:
        """The share of their tokens in that answers found in the server's cache; None: too few."""
        return self._cached / self._prompt if self.answers() >= _ENOUGH else None

    def usual_characters(self, recipe: str) -> int:
        """The length of a usual prompt."""
        known = self._recipes[recipe]
        return known.start.prefix_characters + round(known.x / known.n)

    @property
    def recipes(self) -> tuple[str, ...]:
        return tuple(self._recipes)

    def answers(self, recipe: str | None = None) -> int:
        """How many answers it has learned from."""
        names = self._recipes if recipe is None else (recipe,)
        return sum(self._recipes[name].answers for name in names)


class _Recipe:
    """Sums over the answers of a recipe; the start values count as a fraction of an answer."""

    __slots__ = ("answers", "largest", "n", "out", "out2", "start", "x", "xx", "xy", "y")

    def __init__(self, start: Start) -> None:
        self.start = start
        self.answers = 0
        self.largest = 0
        self.n = self.x = self.y = self.xx = self.xy = 0.0
        for x in (0, _USUAL_CONTEXT):
            self._add(x, start.prefix_tokens + x * start.tokens_a_character, _TRUST)
        self.out = self.out2 = 0.0

    def _add(self, x: float, y: float, weight: float) -> None:
        self.n += weight
        self.x += weight * x
        self.y += weight * y
        self.xx += weight * x * x
        self.xy += weight * x * y

    def learn(self, characters: int, tokens: Tokens) -> None:
        self._add(characters - self.start.prefix_characters, tokens.prompt, 1.0)
        self.answers += 1
        self.out += tokens.completion
        self.out2 += tokens.completion**2
        self.largest = max(self.largest, tokens.completion)

    def line(self) -> tuple[float, float]:
        """Tokens of the constant part, and tokens for a character of the context."""
        slope = (self.n * self.xy - self.x * self.y) / (self.n * self.xx - self.x * self.x)
        slope = max(slope, 0.0)
        return (self.y - slope * self.x) / self.n, slope

    def prompt(self, characters: int) -> float:
        return self.prompts(1, characters)

    def prompts(self, requests: int, characters: int) -> float:
        constant, slope = self.line()
        context = characters - requests * self.start.prefix_characters
        return max(0.0, requests * constant + slope * context)

    def completion(self) -> float:
        return (self.out + _TRUST * self.start.completion) / (self.answers + _TRUST)

    def deviation(self) -> float:
        if self.answers < _ENOUGH:
            return 0.5 * self.completion()
        mean = self.out / self.answers
        return math.sqrt(max(self.out2 / self.answers - mean * mean, 0.0))

    def longest(self) -> float:
        """A length of reply that hardly any goes beyond."""
        mean = self.completion()
        if self.answers < _ENOUGH:
            high = max(4 * mean, 1.5 * self.largest)
        else:
            high = max(1.25 * self.largest, mean + 4 * self.deviation())
        return min(high, self.start.longest or math.inf)

    def spread(self) -> tuple[float, float]:
        """Factors below and above the mean length of a reply."""
        if self.answers < _ENOUGH:
            return 0.5, 2.0
        off = 2 * self.deviation() / (max(self.completion(), 1.0) * math.sqrt(self.answers))
        off = min(max(off, 0.02), 0.5)
        return 1 - off, 1 + off

    def prompt_error(self) -> float:
        return 0.15 if self.answers < _ENOUGH else max(0.01, 0.1 / math.sqrt(self.answers))
