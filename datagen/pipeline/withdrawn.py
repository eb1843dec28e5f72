"""A run's last build in, the examples that it made rejects for what they repeat out.

An answer by itself does not tell: it is judged by what stands before it in the data set.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from datagen.errors import RunError
from datagen.runs import Run
from datagen.validation.corpus import REPEATING_RULE_NAMES


class _Rejected(msgspec.Struct):
    sample: str
    code: str


_REJECTED = msgspec.json.Decoder(_Rejected)


def withdrawn(run: Run) -> Mapping[str, str]:
    """The rule for each sample. Empty where there is no build. Raises `RunError`."""
    if not run.rejects.exists():
        return {}
    try:
        with run.rejects.open("rb") as file:
            rows = map(_REJECTED.decode, file)
            return {row.sample: row.code for row in rows if row.code in REPEATING_RULE_NAMES}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise RunError(
            f"the rejects of this run cannot be read: {problem}",
            where=run.rejects,
            hint="Write them again with `datagen build`.",
        ) from problem
