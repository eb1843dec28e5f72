"""The words of a sentence and a place in, the noun that something is said of there out."""

from __future__ import annotations

from datagen.language.english.words import (
    AUXILIARIES,
    BE_AT,
    CLOSED,
    DETERMINERS,
    IMAGE_WORDS,
    NUMBERS,
    PREPOSITIONS,
    VERB_FORMS,
    word_set,
)

IS = frozenset(["is", "are", "was", "were"])


def singular(noun: str) -> str:
    """A key that a noun and its plural share."""
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith(("ses", "shes", "ches", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us")) else noun


def forms_of(noun: str) -> frozenset[str]:
    """Every word of which this is the singular, and their possessives."""
    forms = noun, f"{noun}s", f"{noun}es", f"{noun[:-1]}ies"
    return frozenset(forms).union(f"{form}'s" for form in forms)


def just_before(words: list[str], end: int, first: int) -> int | None:
    """The noun that a relative clause goes on from, where it hangs on no other noun."""
    noun = end - 1
    if noun < first or words[noun] in CLOSED:
        return None
    start = noun
    while start > first and words[start] not in CLOSED:
        start -= 1
    if words[start] in DETERMINERS:
        start -= 1
    if start < first or words[start] not in _HANGS_ON:
        return noun
    before = words[start - 1] if start > first else ""
    return noun if before in VERB_FORMS or before in BE_AT or before in IS else None


def first_noun(words: list[str], first: int, end: int) -> int | None:
    """The head of the subject that ends at a verb: in "the car next to the bus is", the car.

    None where a clause inside has a verb of its own, or where "and" may join nouns or clauses.
    """
    start = end
    while start > first and words[start - 1] not in _CLAUSES:
        start -= 1
    opening = words[start - 1] if start > first else ""
    if opening in ("who", "which", "that") or not IS.isdisjoint(words[start:end]):
        return None
    if opening == "and" and not _is_clause(words, first, start - 1):
        behind = head_of(words, start, end)
        start = _clause_start(words, first, start - 1)
        joined = head_of(words, start, end)
        if joined is None or behind is None or words[joined + 1] == "and":
            return behind if behind == end - 1 else None
        return joined if "between" in words[joined:end] else None
    if words[start] in PREPOSITIONS:  # "in the image the bus is red"
        image = next((at for at in range(start, end) if words[at] in IMAGE_WORDS), None)
        if image is None:
            return None
        start = image + 1
    noun = head_of(words, start, end)
    if noun is not None and not _SIDES.isdisjoint(words[noun:end]):
        return None  # "the sign on the left is": there is another
    if noun is not None and words[noun] in ("color", "colour"):
        if words[noun + 1] == "of":  # "the color of the tie is green"
            return head_of(words, noun + 2, end)
        noun -= 1  # "the tie's color is green"
        return noun if noun >= start and words[noun].endswith("'s") else None
    return noun


def _clause_start(words: list[str], first: int, end: int) -> int:
    while end > first and words[end - 1] not in _CLAUSES:
        end -= 1
    return end


def _is_clause(words: list[str], first: int, end: int) -> bool:
    """Whether the words before "and" are a clause, with a verb of their own, or another list."""
    if end > first and words[end - 1] in _MARKS:  # "…, and the leaves"
        return True
    before = words[_clause_start(words, first, end) : end]
    return any(word in VERB_FORMS or word in AUXILIARIES for word in before)


def head_of(words: list[str], start: int, end: int) -> int | None:
    """The last word of the noun phrase that begins here, before what is linked to it."""
    while start < end and words[start] in _BEFORE_NOUNS:
        start += 1
    at = start
    while at < end and not (
        (words[at] in CLOSED and words[at] != "-")
        or words[at] in _LINKS
        or (at > start and _links(words, at, end))
    ):
        at += 1
    return at - 1 if at > start else None


def _links(words: list[str], at: int, end: int) -> bool:
    """Whether a participle links what follows to a noun: "parked next to", "facing"."""
    word = words[at]
    if word in VERB_FORMS or not word.endswith(("ing", "ed")):
        return word in VERB_FORMS
    return at + 1 < end and words[at + 1] in CLOSED


_MARKS = frozenset(",;:()")
_CLAUSES = _MARKS | word_set("and but while whereas although though because which that who where")
_LINKS = word_set("left right closest nearest adjacent close full")
_SIDES = word_set("left right")
_HANGS_ON = PREPOSITIONS | _LINKS | word_set("to")
_BEFORE_NOUNS = DETERMINERS | NUMBERS.keys() | word_set("also then here there yes no so")
