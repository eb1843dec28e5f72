"""Good answers in, a fixed choice of mutants out: so many a kind, spread over answers and sources.

The choice depends on the seed and on nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from .faults import Mutant, faults_of
from .sources import Good


def mutants(goods: Iterable[Good], seed: int, limit: int) -> list[Mutant]:
    """At most `limit` of each kind."""
    pools: dict[str, dict[str, list[list[Mutant]]]] = defaultdict(lambda: defaultdict(list))
    for number, good in enumerate(goods):
        for fault in faults_of(good):
            random = Random(f"{seed}/{fault.__name__}/{number}/{good.answer}")
            made: dict[str, list[Mutant]] = defaultdict(list)
            for mutant in fault(good, random):
                made[mutant.kind].append(mutant)
            for kind, several in made.items():
                random.shuffle(several)
                pools[kind][good.source.split("/")[0]].append(several)
    chosen: list[Mutant] = []
    for kind, by_source in pools.items():
        random = Random(f"{seed}/{kind}")
        queues = [_one_by_one(by_source[name], random) for name in sorted(by_source)]
        chosen += _in_turn(queues)[:limit]
    return chosen


def _one_by_one(answers: list[list[Mutant]], random: Random) -> list[Mutant]:
    """One mutant of every answer first, then a second of those that have one, and so on."""
    order = list(answers)
    random.shuffle(order)
    longest = max(map(len, order), default=0)
    drawn = [several[n] for n in range(longest) for several in order if n < len(several)]
    seen: set[tuple[str, object]] = set()
    fresh = []
    for mutant in drawn:
        key = (mutant.good.scene.image, mutant.turns)
        if key not in seen:
            seen.add(key)
            fresh.append(mutant)
    return fresh


def _in_turn(queues: list[list[Mutant]]) -> list[Mutant]:
    longest = max(map(len, queues), default=0)
    return [queue[n] for n in range(longest) for queue in queues if n < len(queue)]
