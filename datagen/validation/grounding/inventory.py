"""The facts of an image in, a line on what is boxed there out: what an absence is judged by."""

from __future__ import annotations

from collections import Counter

from datagen.validation.grounding.facts import Facts

_MOST = 10  # categories


def boxed(facts: Facts) -> str:
    """ "boxed: 6 suitcases, 1 person", the most frequent first."""
    counts = Counter(instance.category for instance in facts.scene.instances)
    if not counts:
        return "nothing is boxed"
    told = [
        f"{count:,} {name if count == 1 else facts.lexicon.plural(name)}"
        for name, count in counts.most_common(_MOST)
    ]
    if more := len(counts) - len(told):
        told.append(f"{more:,} more kinds")
    return f"boxed: {', '.join(told)}"
