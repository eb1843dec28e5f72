"""The records of a data set in, one after the other; findings on each and on the whole out.

One pass. What is kept of a record is digests and a signature, never its text.
"""

from datagen.validation.corpus.check import (
    CORPUS_RULE_NAMES,
    OF_ALL_RULE_NAMES,
    REPEATING_RULE_NAMES,
    Corpus,
    CorpusStatistics,
)

__all__ = [
    "CORPUS_RULE_NAMES",
    "OF_ALL_RULE_NAMES",
    "REPEATING_RULE_NAMES",
    "Corpus",
    "CorpusStatistics",
]
