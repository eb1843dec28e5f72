"""How long the server thinks before it answers: a distribution, and a draw from it by names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias, assert_never

from datagen.errors import SettingsError
from datagen.identity import draw


@dataclass(frozen=True, slots=True)
class Constant:
    """Always so many seconds."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every length between the two is as likely."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Half of the requests take less than the median, a few take much longer.

    `sigma` is the standard deviation of the logarithm: at 0.5, one in twenty takes 2.3 medians.
    """

    median: float
    sigma: float


Latency: TypeAlias = Constant | Uniform | Lognormal


def share(*names: str | int) -> float:
    """A number in (0, 1) decided by the names alone."""
    return (draw(*names) + 0.5) / 2**64


def seconds(latency: Latency, *names: str | int) -> float:
    match latency:
        case Constant(constant):
            return constant
        case Uniform(least, most):
            return least + (most - least) * share(*names)
        case Lognormal(median, sigma):
            return median * math.exp(sigma * NormalDist().inv_cdf(min(share(*names), 1 - 1e-12)))
        case other:
            assert_never(other)


def read_latency(text: str) -> Latency:
    """`0.05`, `uniform:0.01:0.2` or `lognormal:0.05:0.5`. Raises `SettingsError`."""
    kind, _, rest = text.partition(":")
    try:
        if kind == "uniform":
            least, most = _numbers(rest)
            if least <= most:
                return Uniform(least, most)
        elif kind == "lognormal":
            return Lognormal(*_numbers(rest))
        elif not rest:
            return Constant(_number(kind))
    except (ValueError, TypeError):
        pass
    raise SettingsError(
        f"'{text}' is no latency",
        where="--latency",
        hint="Seconds, as in 0.05; or uniform:LEAST:MOST, or lognormal:MEDIAN:SIGMA.",
    )


def _numbers(text: str) -> tuple[float, float]:
    first, second = text.split(":")
    return _number(first), _number(second)


def _number(text: str) -> float:
    number = float(text)
    if not 0 <= number < 86_400:
        raise ValueError
    return number
