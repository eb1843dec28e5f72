"""Figures in, the words that people read out."""

from __future__ import annotations


def number(count: int) -> str:
    return f"{count:,}"


def dollars(amount: float) -> str:
    """Two decimals, or as many as it takes to see that it is not nothing."""
    if 0 < amount < 0.005:
        return f"${amount:.2g}"
    return f"${amount:,.2f}"


def clock(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
