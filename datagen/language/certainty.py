"""The words of a sentence in, how surely it says what it says out."""

from __future__ import annotations

from collections.abc import Set
from itertools import pairwise

from datagen.language.english.words import (
    ADVERBS,
    AUXILIARIES,
    CLOSED,
    CONJUNCTIONS,
    DETERMINERS,
    GROUPS,
    IMAGE_WORDS,
    IMPERATIVES,
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
    if not UNSURE.isdisjoint(words) or _is_advice(words) or _is_elsewhere(words):
        return True
    return not _MAYBE.isdisjoint(words) and any(
        (word in SEEMS and following not in _AT_PLACES and "there" not in words[:number])
        or (word in ("can", "could") and not _is_seen(words, number))
        or (word == "could" and words[number - 1] in ("one", "you"))
        for number, (word, following) in enumerate(pairwise((*words, "")))
    )


def _is_elsewhere(words: list[str]) -> bool:
    """ "Keep it away from cats", "they were once on trains", "as though a dog had run", "your cat"."""
    if words[0] in IMPERATIVES and words[1:2] and words[1] in DETERMINERS:
        return True
    if _ELSEWHERE.isdisjoint(words):
        return False
    if "where" in words and not _KINDS.isdisjoint(words[: words.index("where")]):
        return True  # "the type of spot where dogs run free"
    for before, word, behind in zip(("", *words), words, (*words[1:], ""), strict=False):
        match word:
            case "once":
                if before != "at":
                    return True
            case "though":
                if before == "as":
                    return True
            case "your":
                if behind not in IMAGE_WORDS:
                    return True
    return False


_ELSEWHERE = word_set("once though your where")
_KINDS = word_set("type kind sort types kinds sorts")


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
_FIGURES = word_set(
    "statue statues sculpture sculptures painting paintings mural murals poster posters figurine "
    "illustration illustrations drawing drawings sticker stickers monument carving mosaic"
)
_CLOTHS = word_set(
    "wallpaper curtain curtains duvet quilt blanket bedspread bedding pillow pillows cushion rug "
    "carpet flag tapestry tablecloth"
)
_SHOWS = _SHOWN_ON | _CLOTHS | _FIGURES | {"cover"}
# What a picture is printed on: "a shirt with a cat on it"
_PRINTED = word_set(
    "shirt shirts t-shirt sweater sweatshirt hoodie jacket mug cup sign poster hat cap bag blanket "
    "cake card tie plate towel flag banner box sticker label apron pillow cushion umbrella"
)


def doubtful(words: list[str]) -> list[bool]:
    """Which words are part of something that is not claimed to be there.

    A purpose ("to eat it", "for dogs"), a reason, a choice ("a dog or a cat"), a ban, what
    something comes from or is about, what is only shown ("a poster that shows a dog"); and as far
    as its phrase goes, a likeness ("like a dog", "a statue of a dog") or what something is only of
    ("the whistle of a train").
    """
    marks = [False] * len(words)
    turns = [number for number, word in enumerate(words) if word in _TURNS]
    if not turns:
        return marks
    inside = False
    phrase = _NONE
    for number in range(turns[0], len(words)):
        word = words[number]
        if not (inside or phrase or word in _TURNS):
            continue
        if word in _CLOSERS and not (inside and word == "," and _goes_on(words, number)):
            inside = word == ":" and words[number - 1] in _FIGURES  # "a statue: a man on a horse"
        elif inside and word in _FINITE and words[number - 1] not in _RELATIVE:
            inside = False  # "the man who tries to catch it is jumping"
        elif word in _OPENERS and _opens_doubt(words, number):
            inside = True
        if word in _TURNS and (opened := _opens_phrase(words, number)):
            phrase = opened
        elif phrase and _ends_phrase(words, number, phrase):
            phrase = _NONE
        marks[number] = inside or phrase > _NONE
    for number in turns:
        word = words[number]
        if (word == "or" and _is_choice(words, number)) or (
            word == "on" and _is_it_behind(words, number) and _is_printed(words, number)
        ):
            _mark_back(words, marks, number)
        elif word in _DRAWN and words[number - 1] in _BEING and words[number + 1 : number + 2] != ["by"]:
            _mark_back(words, marks, number - 1)
    _mark_screen(words, marks)
    return marks


# How far a phrase goes: to the next preposition, over every "and", over prepositions too
_NONE, _SHORT, _JOINED, _WIDE = range(4)


def _opens_phrase(words: list[str], number: int) -> int:
    """Whether a phrase of what is not there begins behind a word, and how far it goes."""
    word = words[number]
    if word in LIKENESS:
        if _is_amount(words, number):
            return _NONE
        return _WIDE if word == "like" and words[number + 1 : number + 2] == ["a"] else _SHORT
    match word:
        case "of":
            return _SHORT if _is_about(words, number) else _NONE
        case "than":
            return _SHORT if _is_compared(words, number) else _NONE
        case "for":
            return _JOINED if _is_any(words, number + 1, _ANY | NUMBERS.keys()) else _NONE
        case "with":
            return _JOINED if _is_pattern(words, number) else _NONE
        case "attract" | "attracts":
            return _JOINED if _is_any(words, number + 1, _ANY) else _NONE
    return _NONE


def _ends_phrase(words: list[str], number: int, phrase: int) -> bool:
    word = words[number]
    if word == ",":
        return not _goes_on(words, number)
    if word == "and":  # "of birds and boats"
        following = words[number + 1 : number + 2]
        return phrase == _SHORT and not DETERMINERS.isdisjoint(following)
    if phrase == _WIDE and word in ("on", "in", "at"):
        return False
    if word in VERB_FORMS and words[number - 1] in _BEFORE_NOUNS:
        return False  # "like skis", "like a sail"
    return word in _ENDS_PHRASE or word.endswith("ing")


_BEFORE_NOUNS = LIKENESS | DETERMINERS


def _is_any(words: list[str], at: int, openings: Set[str]) -> bool:
    """Whether a phrase of no certain thing stands at a place: "a dog", "their dogs", "dogs"."""
    if at >= len(words):
        return False
    word = words[at]
    return word in openings or not (word in CLOSED or word in NUMBERS or word.isdecimal())


_ANY = word_set("a an their his her any every each")


def _is_pattern(words: list[str], number: int) -> bool:
    """Whether "with" goes on with what is drawn: "a painting with horses", "embroidered with"."""
    before = words[number - 1] if number else ""
    if before in IMAGE_WORDS:
        return not _SHOWN_ON.isdisjoint(_nearby(words, number))
    if before == "decorated":
        return not _CLOTHS.isdisjoint(_nearby(words, number))
    return before in _FIGURES or before in _CLOTHS or before in _DRAWN


def _mark_screen(words: list[str], marks: list[bool]) -> None:
    """What stands behind "on the tv," and the like is only shown."""
    if words[0] in ("on", "in") and "," in words:
        comma = words.index(",")
        if comma < _LONGEST_PLACE and words[comma - 1] in _SHOWN_ON:
            marks[comma:] = [True] * (len(words) - comma)


_LONGEST_PLACE = 7  # words


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
_BANS = word_set("ban bans banned banning forbid forbids prohibit prohibits prohibiting")
_SHOWN_BY = SHOWING | word_set("features feature featuring marks marking carries bears")
_DRAWN = word_set("drawn embroidered printed engraved")
_OPENERS = _SHOWN_BY | _BANS | word_set("because since or to for than about from")
_TURNS = _OPENERS | LIKENESS | _DRAWN | word_set("of on in with attract attracts :")
_ORIGINS = word_set("come comes came made produced derived obtained milked")


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
        case "about":
            return not (following in NUMBERS or following.isdecimal() or following in ADVERBS)
        case "from":
            origin = number and words[number - 1] in _ORIGINS
            return bool(origin) and following not in DETERMINERS | PREPOSITIONS
        case word if word in _BANS:
            return True
        case word if word in SHOWING and not _SHOWN_ON.isdisjoint(_nearby(words, number)):
            return True
    return not _SHOWS.isdisjoint(words[max(0, number - 4) : number])


_NEARBY = 40  # words: what a sentence says further off is another matter


def _nearby(words: list[str], number: int) -> list[str]:
    return words[max(0, number - _NEARBY) : number]


def _is_printed(words: list[str], number: int) -> bool:
    return not _PRINTED.isdisjoint(words[max(0, number - _NEARBY) : number + _NEARBY])


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
        if not _SHOWS.isdisjoint(_nearby(words, number)):
            return True  # "the card carries the image of a bear"
        return number > 5 or noun.endswith("s") or not _ON_WALLS.isdisjoint(words[number : number + _NEARBY])
    if noun in LIKENESSES:
        return True
    if noun in _MEASURES:
        return words[number + 1 : number + 2] in (["a"], ["an"])
    if noun in _SOUNDS:
        return True
    return noun.isalpha() and noun not in _OF_WHAT_IS_THERE and not noun.endswith("ing")


_MEASURES = word_set("height size weight length width")
_SOUNDS = word_set("chirping barking singing ringing buzzing rumbling honking mooing roaring")


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
        if verb == "," and "".join(words[start + 2 : start + 3]) in ("including", "especially"):
            verb = _behind_comma(words, start + 3)
        if subject in CLOSED or verb in _NO_HABITS or not verb.isalpha():
            continue
        if not verb.endswith(("ing", "ed", "ly")) or verb in _HABITS:
            return subject
    return ""


def _behind_comma(words: list[str], at: int) -> str:
    """The word behind the next comma."""
    comma = next((number for number in range(at, len(words) - 1) if words[number] == ","), -1)
    return words[comma + 1] if comma >= 0 else ""


def _is_habit(words: list[str], at: int) -> bool:
    """Whether a verb in the simple present stands here: "some (even) keep dogs"."""
    at += words[at] in ("even", "also", "often")
    return at < len(words) and words[at] in VERBS


_HABITS = word_set(
    "often usually always sometimes never need used bring sing ring swing cling "
    "rely apply fly"
)
_NO_HABITS = CLOSED - _HABITS
