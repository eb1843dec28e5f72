"""What rule 15 counted over a data set in, lines for people out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datagen.cli.amounts import counted

if TYPE_CHECKING:
    from datagen.validation.corpus import CorpusStatistics

_ENOUGH = 20  # answers; the share of fewer says little


def corpus_lines(corpus: CorpusStatistics) -> list[str]:
    """A data set as a whole, in a few lines."""
    lines = []
    overall, *places = corpus.yes_rates
    if overall.rate is not None:
        at = ", ".join(
            f"{place.rate:.0%} of {place.yes + place.no:,} to question {place.position}"
            for place in places
            if place.rate is not None and place.yes + place.no >= _ENOUGH
        )
        of_all = f"{overall.rate:.0%} of {overall.yes + overall.no:,} answers of yes and no"
        lines.append(f"yes: {of_all}{'; ' * bool(at)}{at}")
    copies = []
    if corpus.duplicates:
        same = "record the same as one before", "records the same as one before"
        copies.append(counted(corpus.duplicates, *same))
    if corpus.near_duplicates:
        near = "record nearly like one before", "records nearly like one before"
        copies.append(counted(corpus.near_duplicates, *near))
    if corpus.repeated_answers:
        again = "answer the same as one before", "answers the same as one before"
        copies.append(counted(corpus.repeated_answers, *again))
    if copies:
        lines.append(f"repeated: {', '.join(copies)}")
    return lines
