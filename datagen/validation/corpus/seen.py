"""What a rule says of a record that passes by, before it is known whether the record stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from datagen.records import Finding


class Seen(NamedTuple):
    """`keep` is to be called where the record stays: it is counted, and later ones are held to it.

    It must be called before the next record is seen, or not at all.
    """

    finding: Finding | None
    keep: Callable[[], None]
