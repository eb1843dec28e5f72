"""Text from files and models in, text that is safe to show in a terminal and not too long out."""

from __future__ import annotations

import re
import unicodedata

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_KEPT = frozenset("\n\t")
_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """Control characters become visible signs, so that no escape sequence reaches the terminal.

    Marks that turn the direction of writing are shown as well: they can make text read as another.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def one_line(text: str, longest: int = 300) -> str:
    """The same on one line, cut where it is longer."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return visible(cut).replace("\n", "␊").replace("\t", "␉")


def around(text: str, first: int, last: int, start: int, end: int, longest: int) -> tuple[int, int]:
    """Where to cut the part `first` to `last` of a text, so that at most `longest` characters of
    it, around `start` to `end`, are left: between words where there are blanks.
    """
    if last - first <= longest:
        return first, last
    least = start if end > start + longest else end
    room = max(0, longest - (end - start)) // 2
    left = max(first, min(start - room, last - longest))
    right = min(last, left + longest)
    if left > first and (blank := text.find(" ", left - 1, start)) >= 0:
        left = blank + 1
    if right < last and (blank := text.rfind(" ", least, right + 1)) >= 0:
        right = blank
    return left, right


def without_half_pairs(text: str, before: str = "\\") -> str:
    """Half a surrogate pair, which UTF-8 and most readers of JSON refuse, as six characters.

    `before` is how the first of them, a backslash, is written.
    """
    return _HALF_PAIR.sub(lambda half: f"{before}u{ord(half[0]):04x}", text)


def _visible(sign: str) -> str:
    if sign in _KEPT or not (unicodedata.category(sign) in ("Cc", "Cs") or sign in _DIRECTION):
        return sign
    if sign < " ":
        return chr(0x2400 + ord(sign))
    return f"\\u{ord(sign):04x}"
