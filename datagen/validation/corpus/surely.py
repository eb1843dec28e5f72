"""Counts in, how sure they are of a share out."""

from __future__ import annotations

from math import sqrt

_Z = 2.5758  # 99 %


def interval(hits: int, total: int) -> tuple[float, float]:
    """The 99 % score interval of a share (E. B. Wilson, JASA 22, 1927); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    share, weight = hits / total, _Z * _Z / total
    centre = share + weight / 2
    reach = _Z * sqrt(share * (1 - share) / total + weight / (4 * total))
    return (centre - reach) / (1 + weight), (centre + reach) / (1 + weight)
