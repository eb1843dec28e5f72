"""The little English that planting needs: articles, capitals, words. Text in, text out."""

from __future__ import annotations

import re

_AN = re.compile(r"(?!uni|use|eu|one)[aeiou]|hour|honest", re.I)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.I)
_ARTICLE = re.compile(r"\b(an?)(\s+)\Z", re.I)


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def mentions(text: str, name: str) -> bool:
    """Does the text name it, in the singular or with a plural ending?"""
    return re.search(rf"\b{re.escape(name)}(?:s|es)?\b", text, re.I) is not None


def wants_an(word: str) -> bool:
    return _AN.match(word) is not None


def put(text: str, start: int, end: int, new: str) -> str:
    """The text with other words in that place, its article and its capital right."""
    if text[start : start + 1].isupper() and not new[:1].isupper() and _opens(text, start):
        new = new[:1].upper() + new[1:]
    before = text[:start]
    if article := _ARTICLE.search(before):
        right = "an" if wants_an(new) else "a"
        right = right.capitalize() if article[1][0].isupper() else right
        before = before[: article.start()] + right + article[2]
    return before + new + text[end:]


def _opens(text: str, start: int) -> bool:
    return not text[:start].strip() or text[:start].rstrip()[-1] in ".!?:"


def follows_freely(text: str, end: int) -> bool:
    """Is the noun that ends here the head of its phrase, as far as the next word tells?"""
    rest = text[end:]
    if not re.match(r"[\s.,;:!?]|\Z", rest):
        return False
    if not rest.strip() or rest.lstrip()[0] in ".,;:!?" or rest[0] in ".,;:!?":
        return True
    word = words(rest)[0] if words(rest) else ""
    return word in _AFTER_HEADS or (word.endswith("ing") and word not in {"building", "ring"})


def stands_freely(text: str, start: int) -> bool:
    """Is the noun that starts here the first of its phrase but for a plain adjective?"""
    before = words(text[:start])
    return bool(before) and before[-1] in _BEFORE_HEADS


_AFTER_HEADS = frozenset(
    words(
        "and or is are was were has have in on at with to that which who while whereas next near "
        "beside by under above below behind beneath from for into over of can looks looking stands "
        "stand sits sit lies lie rests rest hangs hang holds appears takes eats wears graze there "
        "inside outside across around against along through during as side waits trots keeps"
    )
)
_BEFORE_HEADS = frozenset(
    words(
        "a an the his her its their one this that large small big little old young white black "
        "brown red green blue yellow gray grey orange pink two three four five six seven eight"
    )
)
