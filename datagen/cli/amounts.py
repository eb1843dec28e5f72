"""Figures in, the way they are written for people out."""

from __future__ import annotations


def dollars(amount: float | None) -> str:
    """Cents from a dollar on, below it three digits that say something."""
    if amount is None:
        return "unknown"
    if amount == 0 or amount >= 0.9995:
        return f"${amount:,.2f}"
    decimals = 2
    while decimals < 10 and amount < 10.0 ** (2 - decimals):
        decimals += 1
    return f"${amount:.{decimals}f}"


def price(amount: float | None) -> str:
    """Dollars for a million tokens: cents, and what follows them where anything does."""
    if amount is None:
        return "unknown"
    whole, _, rest = f"{amount:,.6f}".partition(".")
    return f"${whole}.{rest.rstrip('0'):0<2}"


def percent(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "0%"


def number(count: int) -> str:
    return f"{count:,}"


def clock(seconds: float | None) -> str:
    """Minutes and seconds, with hours where there are some; `?` where it cannot be told."""
    if seconds is None:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def counted(number: int, thing: str, things: str | None = None) -> str:
    """How many of a thing: 1 answer, 1,200 answers."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
