"""The words of a sentence in, how surely it says what it says out."""

from __future__ import annotations

from itertools import pairwise

from datagen.language.english.words import (
    AUXILIARIES,
    CLOSED,
    CONJUNCTIONS,
    DETERMINERS,
    GROUPS,
    IMAGE_WORDS,
    LIKENESS,
    LIKENESSES,
    NEGATORS,
    NUMBERS,
    PARTS,
    PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    QUANTIFIERS,
    SEEING,
    SEEMS,
    SEEN,
    SHOWING,
    UNSURE,
    VERB_FORMS,
    VERBS,
    word_set,
)

BREAKS = frozenset(",;:()\u2013\u2014\n") | {"but", "while", "whereas", "although", "though"}


def is_unsure(words: list[str]) -> bool:
    """Whether something may be so, seems so, is felt, needed or heard; or is so in general.

    "Appears above" tells a place, and "can be seen" that it is there: both are sure.
    """
    if not UNSURE.isdisjoint(words) or _is_advice(words):
        return True
    return not _MAYBE.isdisjoint(words) and any(
        (word in SEEMS and following not in _AT_PLACES and "there" not in words[:number])
        or (word in ("can", "could") and not _is_seen(words, number))
        for number, (word, following) in enumerate(pairwise((*words, "")))
    )


def _is_advice(words: list[str]) -> bool:
    """ "It is wise to carry water", "horses used to pull carts"."""
    if "it" not in words and "used" not in words:
        return False
    for number, word in enumerate(words):
        if word == "it" and words[number + 1 : number + 2] == ["is"]:
            if "to" in words[number + 3 : number + 6]:
                return True
        elif word == "used" and words[number + 1 : number + 2] == ["to"]:
            return bool(number) and words[number - 1] not in _BEING
    return False


_BEING = word_set("is are was were be been being get gets")
_MAYBE = SEEMS | {"can", "could"}


def _is_seen(words: list[str], number: int) -> bool:
    """Whether "can" goes on as "can (you) see" or "can be seen", or is "a can"."""
    if number and words[number - 1] in DETERMINERS:
        return True
    behind = words[number + 1 : number + 4]
    if not behind or behind[0] in BREAKS | {"."}:  # "as fast as they can"
        return True
    if behind[:1] and behind[0] in PRONOUNS:
        behind = behind[1:]
    if behind[:1] == ["be"]:
        return not SEEN.isdisjoint(behind[1:])
    return not SEEING.isdisjoint(behind[:1])


_AT_PLACES = (PREPOSITIONS - {"to", "like", "as"}) | word_set(
    "larger smaller bigger higher lower much far slightly somewhat considerably noticeably"
)


def negated(words: list[str]) -> list[bool]:
    """Which words stand behind a negation, up to the next break that is no comma of a list.

    "No doubt" negates nothing.
    """
    if NEGATORS.isdisjoint(words):
        return [False] * len(words)
    inside, marks = False, []
    for number, (word, following) in enumerate(pairwise((*words, ""))):
        if word in BREAKS:
            inside = inside and word == "," and _is_listed(words, number + 1)
        elif word in NEGATORS and following not in _NOT_DENIED:
            inside = word != "free" or following in ("of", "from")
        marks.append(inside)
    return marks


def _is_listed(words: list[str], at: int) -> bool:
    """Whether the next item of a list stands here: "(no dogs,) cats, …", "(no dogs,) or birds"."""
    if words[at : at + 1] in (["or"], ["nor"]):
        return True
    last = words[at : at + 1] == ["and"]
    at += last
    for number, word in enumerate(words[at : at + _LONGEST_ITEM]):
        if number and (word in _BETWEEN_ITEMS or (last and word in PREPOSITIONS)):
            return True
        if word in CLOSED or word in VERB_FORMS or word in NUMBERS:
            return False
    return False


_LONGEST_ITEM = 4  # words, and what stands behind it
_BETWEEN_ITEMS = word_set(", and or nor .")
_NOT_DENIED = word_set("doubt question matter fewer less")

_FINITE_TO = word_set(
    "next close due similar adjacent thanks near attached tied connected leading leads led "
    "belonging according prior up down over closer nearest closest parallel opposite addition "
    "contrast comparison beside hooked chained strapped secured fixed mounted moored anchored "
    "hitched fastened relation linked clinging standing sitting talking listening pointing"
)
_NOT_VERBS = (
    DETERMINERS
    | PREPOSITIONS
    | frozenset(NUMBERS)
    | word_set("left right top bottom front back side it them him us me you people each one what")
)
_OF_WHAT_IS_THERE = PARTS | GROUPS.keys() | NUMBERS.keys() | CLOSED | VERB_FORMS
_ENDS_PHRASE = (PREPOSITIONS - {"of"}) | CONJUNCTIONS | AUXILIARIES | VERB_FORMS | BREAKS
# What shows things that are not there
_SHOWN_ON = (LIKENESSES - IMAGE_WORDS) | word_set(
    "screen screens tv television monitor laptop computer phone film movie video book magazine "
    "page newspaper map postcard card label package packaging advertisement ad billboard"
)
# What a picture is printed on: "a shirt with a cat on it"
_PRINTED = word_set(
    "shirt shirts t-shirt sweater sweatshirt hoodie jacket mug cup sign poster hat cap bag blanket "
    "cake card tie plate towel flag banner box sticker label apron pillow cushion umbrella"
)


def doubtful(words: list[str]) -> list[bool]:
    """Which words are part of something that is not claimed to be there.

    A purpose ("to eat it"), a reason, a choice ("a dog or a cat"), what is only shown ("a poster
    that shows a dog"); and as far as its phrase goes, a likeness ("like a dog", "a statue of a
    dog") or what something is only about ("the whistle of a train").
    """
    marks = [False] * len(words)
    turns = [number for number, word in enumerate(words) if word in _TURNS]
    if not turns:
        return marks
    inside = phrase = False
    for number in range(turns[0], len(words)):
        word = words[number]
        if not (inside or phrase or word in _TURNS):
            continue
        if word in _CLOSERS and not (inside and word == "," and _goes_on(words, number)):
            inside = False
        elif inside and word in _FINITE and words[number - 1] not in _RELATIVE:
            inside = False  # "the man who tries to catch it is jumping"
        elif word in _OPENERS and _opens_doubt(words, number):
            inside = True
        if (
            (word in LIKENESS and not _is_amount(words, number))
            or (word == "of" and _is_about(words, number))
            or (word == "than" and _is_compared(words, number))
        ):
            phrase = True
        elif phrase and (word in _ENDS_PHRASE or word.endswith("ing")):
            following = words[number + 1 : number + 2]
            phrase = word == "and" and DETERMINERS.isdisjoint(following)  # "of birds and boats"
        marks[number] = inside or phrase
    for number in turns:
        word = words[number]
        if (word == "or" and _is_choice(words, number)) or (
            word == "on" and _is_it_behind(words, number) and not _PRINTED.isdisjoint(words)
        ):
            _mark_back(words, marks, number)
    return marks


def _goes_on(words: list[str], number: int) -> bool:
    """Whether a list goes on behind a comma: nothing there has a verb or a subject of its own."""
    for word in words[number + 1 :]:
        if word in BREAKS or word == ".":
            break
        if word in AUXILIARIES or word in VERB_FORMS or word in PRONOUNS or word.endswith("ing"):
            return False
    return True


def _is_amount(words: list[str], number: int) -> bool:
    """ "as many as five"."""
    return "many" in words[max(0, number - 1) : number + 2]


def _is_compared(words: list[str], number: int) -> bool:
    """Whether "than" goes on with any such thing, not with one that is there."""
    following = words[number + 1] if number + 1 < len(words) else "."
    return following in ("a", "an") or (
        following not in DETERMINERS and following not in NUMBERS and not following.isdecimal()
    )


_FINITE = word_set("is are was were has")
_RELATIVE = word_set("that which who and")
_CLOSERS = BREAKS | {"which", "who"}
_OPENERS = SHOWING | word_set("because since or to for than")
_TURNS = _OPENERS | LIKENESS | word_set("of on")


def _opens_doubt(words: list[str], number: int) -> bool:
    """Whether what stands behind an opening word is not claimed to be there."""
    following = words[number + 1] if number + 1 < len(words) else "."
    match words[number]:
        case "because" | "since":
            return True
        case "or":
            return _is_choice(words, number)
        case "to":
            return _is_purpose(words, number, following)
        case "for":
            return following.endswith("ing")
        case "than":
            return words[number - 1] in ("rather", "other") or following in PREPOSITIONS
    return not _SHOWN_ON.isdisjoint(words[:number])


def _is_it_behind(words: list[str], number: int) -> bool:
    """Whether "it" or "them" stands behind a word."""
    return words[number + 1 : number + 2] in (["it"], ["them"])


def _is_purpose(words: list[str], number: int, following: str) -> bool:
    before = words[number - 1] if number else ""
    return before not in _FINITE_TO and following not in _NOT_VERBS and following.isalpha()


def _is_about(words: list[str], number: int) -> bool:
    """Whether "… of" only speaks about a thing: no part of it, no group, no portion."""
    noun = words[number - 1] if number else ""
    if noun in IMAGE_WORDS:
        return number > 5 or noun.endswith("s") or not _ON_WALLS.isdisjoint(words[number:])
    if noun in LIKENESSES:
        return True
    return noun.isalpha() and noun not in _OF_WHAT_IS_THERE and not noun.endswith("ing")


_ON_WALLS = word_set("hang hangs hanging hung pinned stuck framed taped wall walls displayed")


def _is_choice(words: list[str], number: int) -> bool:
    """Whether "or" offers another thing, not another verb: "stand or lie"."""
    return "".join(words[number + 1 : number + 2]) not in VERB_FORMS


def _mark_back(words: list[str], marks: list[bool], number: int) -> None:
    """Mark the phrase before a word, too."""
    for back in range(number - 1, max(-1, number - 6), -1):
        if words[back] in BREAKS or words[back] in AUXILIARIES:
            break
        marks[back] = True


def subject_in_general(words: list[str]) -> str:
    """The plural that a sentence speaks of as such, in the simple present: "farmers use dogs".

    Empty where it does not. A thing that the image shows may be the subject of such a sentence too
    ("cars line the street"): that is for others to tell.
    """
    last = len(words) - 1
    for start in [0, *[number + 1 for number, word in enumerate(words) if word in BREAKS]]:
        start += start < last and words[start] == "and"
        if start >= last:
            break
        if words[start] in QUANTIFIERS:
            if _is_habit(words, start + 1):
                return words[start]
            start += 1
        subject = words[start]
        if not (subject in PEOPLE or (subject.endswith("s") and not subject.endswith("ss"))):
            continue
        verb = words[start + 1] if start < last else ""
        if subject in CLOSED or verb in _NO_HABITS or not verb.isalpha():
            continue
        if not verb.endswith(("ing", "ed", "ly")) or verb in _HABITS:
            return subject
    return ""


def _is_habit(words: list[str], at: int) -> bool:
    """Whether a verb in the simple present stands here: "some (even) keep dogs"."""
    at += words[at] in ("even", "also", "often")
    return at < len(words) and words[at] in VERBS


_HABITS = word_set("often usually always sometimes never need used")
_NO_HABITS = CLOSED - _HABITS
