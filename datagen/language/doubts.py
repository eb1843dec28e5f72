"""The words of a sentence in, which of them tell of what is not claimed to be there out."""

from __future__ import annotations

from collections.abc import Set

from datagen.language.certainty import BEING, BREAKS
from datagen.language.english.words import (
    ADVERBS,
    AUXILIARIES,
    CLOSED,
    CONJUNCTIONS,
    DETERMINERS,
    GROUPS,
    IMAGE_WORDS,
    LIKENESS,
    LIKENESSES,
    NUMBERS,
    PARTS,
    PREPOSITIONS,
    PRONOUNS,
    SHOWING,
    VERB_FORMS,
    VERBS,
    word_set,
)
from datagen.language.habits import is_aim, is_any_time, is_kind
from datagen.language.text import spots

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
_PICTURED = (
    _CLOTHS
    | _FIGURES
    | word_set(
        "cover page map card label postcard billboard magazine newspaper advertisement screen"
    )
)
_SHOWS = _SHOWN_ON | _PICTURED
# What a picture is printed on: "a shirt with a cat on it"
_PRINTED = word_set(
    "shirt shirts t-shirt sweater sweatshirt hoodie jacket mug cup sign poster hat cap bag blanket "
    "cake card map wallpaper tie plate towel flag banner box sticker label apron pillow cushion "
    "umbrella"
)
_FINITE = word_set("is are was were has")
_RELATIVE = word_set("that which who and")
_CLOSERS = BREAKS | {"which", "who"}
_STOPS = frozenset(";\u2013\u2014")
_BANS = word_set("ban bans banned banning forbid forbids prohibit prohibits prohibiting")
_SHOWN_BY = SHOWING | word_set("features feature featuring marks marking")
_DRAWN = word_set("drawn embroidered printed engraved")
_DEALS = word_set("deal deals dealing dealt")  # "the story deals with a horse"
_OPENERS = (
    _SHOWN_BY
    | _BANS
    | word_set("because since or to for than about from when so way kind type sort")
)
_INVITES = word_set("attract attracts allow allows welcome welcomes")
_HERDS = word_set("herd herds hunt hunts breed breeds guard guards transport transports")
_TURNS = _OPENERS | LIKENESS | _DRAWN | _INVITES | _HERDS | word_set("of on with : covered")
_TURNS_BACK = _DRAWN | {"or", "on"}
_ORIGINS = word_set("come comes came made produced derived obtained milked")


def doubtful(words: list[str], end: int) -> list[bool]:
    """Which words are part of something that is not claimed to be there, of those before `end`.

    A purpose ("to eat it", "for dogs", "so that a dog …"), a reason, a choice ("a dog or a cat"),
    what happens at any time ("when a dog comes"), a ban, what
    something comes from or is about, what is only shown ("a poster that shows a dog"); and as far
    as its phrase goes, a likeness ("like a dog", "a statue of a dog") or what something is only of
    ("the whistle of a train").
    """
    marks = [False] * len(words)
    turns = spots(words, _TURNS)
    if not turns:
        return marks
    inside = False
    phrase = _NONE
    for number in range(turns[0], end):
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
        if words[number] in _TURNS_BACK and _doubts_before(words, number):
            _mark_back(words, marks, number - (words[number] in _DRAWN))
    _mark_screen(words, marks)
    if words[0] == "when" and is_any_time(words, 0):
        stop = next((at for at in spots(words, _STOPS)), len(words))
        marks[:stop] = [True] * stop
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
            if words[number - 1] in _FIGURES:
                return _JOINED
            return _SHORT if _is_about(words, number) else _NONE
        case "than":
            return _SHORT if _is_compared(words, number) else _NONE
        case "for":
            return _JOINED if _is_any(words, number + 1, _ANY | NUMBERS.keys()) else _NONE
        case "with":
            return _JOINED if _is_pattern(words, number) else _NONE
        case "on":  # "a book on trains"
            about = number and words[number - 1] in _TEXTS and _is_any(words, number + 1, _NO_WORDS)
            return _JOINED if about else _NONE
        case "covered":
            drawn = words[number + 1 : number + 2] == ["in"] and _hangs(words, number)
            return _WIDE if drawn else _NONE
        case word if word in _HERDS:  # "a dog that herds sheep"
            habit = number and words[number - 1] in _RELATIVE
            return _JOINED if habit and _is_any(words, number + 1, _NO_WORDS) else _NONE
        case word if word in _INVITES:
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


_NO_WORDS = frozenset[str]()
_TEXTS = word_set("book books page article chapter magazine report brochure guide leaflet essay")
_ANY = word_set("a an their his her its any every each")


def _is_pattern(words: list[str], number: int) -> bool:
    """Whether "with" goes on with what is drawn: "a painting with horses", "embroidered with"."""
    before = words[number - 1] if number else ""
    if before in IMAGE_WORDS:
        return not _SHOWN_ON.isdisjoint(_nearby(words, number))
    if before == "decorated" and "map" in _before(words, number):
        return True
    if before == "decorated":
        return not _CLOTHS.isdisjoint(_nearby(words, number))
    if before == "covered":
        return _hangs(words, number)
    if before == "patterned":
        return True
    return before in _FIGURES or before in _CLOTHS or before in _DRAWN or before in _DEALS


def _hangs(words: list[str], number: int) -> bool:
    """Whether what is covered is a cloth on which nothing lies: "the curtains are covered with"."""
    return not _HANGING.isdisjoint(_before(words, number))


def _before(words: list[str], number: int) -> list[str]:
    """The words of the same clause before a place."""
    start = number
    least = max(0, number - _NEARBY)
    while start > least and words[start - 1] not in BREAKS and words[start - 1] != "and":
        start -= 1
    return words[start:number]


_HANGING = word_set("wallpaper curtain curtains drapes flag tapestry")


def _doubts_before(words: list[str], number: int) -> bool:
    """Whether a word takes the certainty from what stands before it: "a dog or", "is drawn"."""
    word, behind = words[number], words[number + 1 : number + 6]
    if word == "or":
        return _is_choice(words, number)
    if word == "on":
        return _is_title(behind) or (_is_it_behind(words, number) and _is_printed(words, number))
    return word in _DRAWN and words[number - 1] in BEING and behind[:1] != ["by"]


def _is_title(behind: list[str]) -> bool:
    """ "(There is a horse) on the cover of the book"."""
    return behind[1:3] == ["cover", "of"] and not _BOUND.isdisjoint(behind)


_BOUND = word_set("book magazine novel album comic brochure notebook")


def _mark_screen(words: list[str], marks: list[bool]) -> None:
    """What stands behind "on the tv," and the like is only shown."""
    if words[0] == "on" and "," in words:
        comma = words.index(",")
        if comma < _LONGEST_PLACE and words[comma - 1] in _SHOWN_ON:
            marks[comma:] = [True] * (len(words) - comma)


_LONGEST_PLACE = 7  # words


def _goes_on(words: list[str], number: int) -> bool:
    """Whether a list goes on behind a comma: nothing there has a verb or a subject of its own.

    Or there is one of verbs: "(to walk dogs), fly kites".
    """
    if words[number + 1 : number + 2] and words[number + 1] in VERBS:
        return True
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
        case "when":
            return is_any_time(words, number)
        case "so":
            return is_aim(words, number)
        case "way":  # "the way a horse waits"
            told = number > 1 and words[number - 2] in _ON_THE_WAY
            return not told and words[number - 1] in ("the", "same") and following in ("a", "an")
        case "kind" | "type" | "sort":
            return is_kind(words, number)
        case word if word in _BANS:
            return True
        case word if word in SHOWING and not _SHOWN_ON.isdisjoint(_nearby(words, number)):
            return True
    return not _PICTURED.isdisjoint(words[max(0, number - 4) : number])


_ON_THE_WAY = word_set("on along by all")
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
        return (
            number > 5
            or noun.endswith("s")
            or not _ON_WALLS.isdisjoint(words[number : number + _NEARBY])
        )
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
