"""How many records of LLaVA's lengths the rules judge in a second on one core."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from random import Random
from time import process_time

from .rates import Judging
from .sources import Good

_MIX = {"conversation": 58, "detail": 23, "complex": 77}  # thousands, as LLaVA-Instruct-150K


def records_a_second(
    goods: Sequence[Good], talks: Sequence[Good], judge: Judging, records: int
) -> float:
    """Reasoning and description as GPT-4 wrote them, conversations of several turns; shuffled."""
    pools = {
        "conversation": list(talks),
        "detail": [good for good in goods if good.source == "gpt4/detail"],
        "complex": [good for good in goods if good.source == "gpt4/complex"],
    }
    total = sum(_MIX.values())
    mixed = [
        good
        for name, share in _MIX.items()
        for good in islice(cycle(pools[name]), records * share // total)
    ]
    Random(0).shuffle(mixed)
    for good in mixed[:200]:
        judge.findings(good.turns, good.scene)
    start = process_time()
    for good in mixed:
        judge.findings(good.turns, good.scene)
    return len(mixed) / (process_time() - start)
