"""Rows in, a Markdown table out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first column to the left, the others to the right; a row of two cells is a remark."""
    lines = [f"| {' | '.join(heads)} |", f"| --- |{' ---: |' * (len(heads) - 1)}"]
    for row in rows:
        cells = [*row, *[""] * (len(heads) - len(row))]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
