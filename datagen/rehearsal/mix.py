"""Which share of the requests meets which fault, and which request meets one: a hash decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from datagen.documents import suggestion
from datagen.errors import SettingsError
from datagen.rehearsal.faults import FAULTS
from datagen.rehearsal.latency import share

_MOST_IN_A_ROW = 3
_ALWAYS = "always-"
# What a request is made with does not change from one time to the next, nor does what a server
# thinks of it.
_STEADY = frozenset({"max-tokens", "temperature"})


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares between 0 and 1 by fault.

    Those in `shares` exclude each other and pass: a content meets one at most three times, so that
    a client with patience gets every answer. Those in `always` hit the same contents every time.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    always: Mapping[str, float] = field(default_factory=dict)

    def drawn(self, seed: int, content: str, time: int) -> Iterator[str]:
        """The faults to try on the request that comes for the `time`-th time (from 0)."""
        for name, part in self.always.items():
            if share("always", seed, name, content) < part:
                yield name
        if self.shares and time < _MOST_IN_A_ROW:
            left = share("fault", seed, content, time)
            for name, part in self.shares.items():
                left -= part
                if left < 0:
                    yield name
                    return


PRESETS = {
    "none": Mix(),
    "mixed": Mix(
        {
            "429": 0.03,
            "500": 0.01,
            "503": 0.01,
            "reset-before": 0.005,
            "reset-middle": 0.005,
            "truncated": 0.005,
            "html-502": 0.005,
            "error-in-body": 0.005,
            "drip": 0.01,
            "refusal": 0.005,
            "length": 0.005,
            "thoughts": 0.005,
        }
    ),
    "storm": Mix(
        {
            "429": 0.08,
            "500": 0.03,
            "503": 0.03,
            "520": 0.01,
            "529": 0.01,
            "reset-before": 0.02,
            "reset-middle": 0.02,
            "reset-after": 0.01,
            "truncated": 0.02,
            "html": 0.01,
            "html-502": 0.01,
            "wrong-type": 0.01,
            "empty-choices": 0.01,
            "error-in-body": 0.01,
            "error-in-choice": 0.01,
            "drip": 0.01,
        }
    ),
}


def read_mix(text: str) -> Mix:
    """`storm`, `429=0.1,500=0.05`, or both: `mixed,hang=0.001`. Raises `SettingsError`."""
    shares: dict[str, float] = {}
    always: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals and name in PRESETS:
            shares |= PRESETS[name].shares
        elif name.removeprefix(_ALWAYS) not in FAULTS:
            raise SettingsError(
                f"there is no fault '{name}'",
                where="--faults",
                hint=suggestion(name, [*PRESETS, *FAULTS]),
            )
        elif name.startswith(_ALWAYS) or name in _STEADY:
            always[name.removeprefix(_ALWAYS)] = _part(name, number)
        else:
            shares[name] = _part(name, number)
    if sum(shares.values()) > 1 + 1e-9:
        raise SettingsError("the shares are more than 1 in all", where="--faults")
    return Mix(shares, always)


def _part(name: str, number: str) -> float:
    try:
        part = float(number)
    except ValueError:
        part = -1.0
    if not 0 <= part <= 1:
        raise SettingsError(
            f"'{name}' has no share between 0 and 1", where="--faults", hint=f"Write {name}=0.05."
        )
    return part
