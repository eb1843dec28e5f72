"""Names in, choices out: all the variety of this teacher. The same names choose the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from datagen.identity import choose, draw

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dice:
    """Choices for one reply; `names` say which reply, further names which choice in it."""

    names: tuple[str | int, ...]

    def pick(self, options: Sequence[T], *names: str | int) -> T:
        """One of the options, each as likely. There must be one."""
        return choose(options, *self.names, *names)

    def order(self, items: Iterable[T], *names: str | int) -> list[T]:
        """All the items, in any order."""
        numbered = list(enumerate(items))
        numbered.sort(key=lambda item: (draw(*self.names, *names, item[0]), item[0]))
        return [item for _, item in numbered]

    def weigh(self, items: Sequence[T], weights: Sequence[int], *names: str | int) -> T:
        """One of the items, as likely as its weight says. The weights are positive."""
        left = draw(*self.names, *names) % sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]
