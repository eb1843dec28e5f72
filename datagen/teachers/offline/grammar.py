"""Words of a caption in, what kind of English they are out. In doubt, the kind is "other".

Rules of thumb, built for the English of captions: short, present tense, one main verb or none.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from datagen.teachers.offline.mentions import Phrase
from datagen.teachers.offline.words import NUMBER_WORDS, article, pluralize, wordset

_NUMBERS = frozenset(NUMBER_WORDS[1:])
_ARTICLES = wordset("a an the")
_SEVERAL = _NUMBERS - {"one"} | wordset(
    "some several many various numerous multiple assorted different both"
)
_PEOPLE = wordset("people men women children kids boys girls adults")
# Words that may lose their capital where they do not open a sentence.
_OPENERS = (
    _ARTICLES
    | _NUMBERS
    | _SEVERAL
    | _PEOPLE
    | wordset("someone there this these that those it its his her their in on at lots")
)
# Words that can open a noun phrase which is complete English.
_STARTS = _ARTICLES | _NUMBERS | _SEVERAL | _PEOPLE | {"someone", "lots"}

_FINITE = wordset(
    "is are was were am has have had does did isn't aren't doesn't there's stood sat "
    "lay rode ate held flew hung ran got went came took made wore became"
)
_RELATIVE = wordset("that which who whose whom what")
# Finite before a verb only: "a can of food".
_MODAL = wordset("can will do must should")
# What follows these is not the main clause.
_SUBORDINATE = wordset("while as where when because if so")
_ADVERBS = wordset("also all both each just still now currently")

# Verbs of captions, in the base form.
_VERBS = wordset(
    "sit stand lie lay rest lean hang ride hold play walk run jump eat look watch take pose hit "
    "swing catch throw drive travel pass pull wait show fly sail float surf ski skate "
    "skateboard snowboard graze feed drink sleep nap bend reach wear carry cover use cross "
    "approach give serve make put place perform cut contain include feature display read sniff "
    "lick kiss poke grab help mark overlook block flip open extend celebrate turn lead pet "
    "point attempt try prepare get go come move roll land fall smile laugh gather board enter "
    "leave exit chase herd follow stare gaze peer face head wander roam trot gallop swim dive "
    "wade bathe soak splash spray pour fill depict line say see tell talk speak work race "
    "compete return receive strike kick dribble pitch bat slide glide coast cruise balance "
    "grind hover soar climb crawl kneel squat crouch perch nest peek emerge rise shine reflect "
    "hug cuddle snuggle nuzzle touch lift raise drop push drag tow haul ship deliver unload "
    "load share enjoy taste bite chew nibble munch sip lap cook bake chop slice dip stir grill "
    "mix fix repair clean wash brush wipe dry comb trim shave type write draw paint sign "
    "photograph shoot film capture record present offer sell buy shop browse choose select pick "
    "collect stack pile park stop start begin end finish continue keep stay remain live belong "
    "consist let allow attach connect need want like love wish hope wonder think consider "
    "pretend practice train warm stretch wave gesture clap cheer sing dance guide direct "
    "separate divide surround border adorn decorate top host house seat own have do tend milk "
    "shear saddle mount dismount leap bound charge fight wrestle bask lounge relax recline "
    "sunbathe rub scratch groom growl bark yawn blow burn smoke steam melt drip leak flow crash "
    "break bloom grow protrude stick jut loom tower dominate occupy fit match blend contrast "
    "attend meet greet wed marry argue check inspect examine study learn teach listen hear call "
    "text dial answer ask order pay set sort wrap tie zip button fold iron sew knit maneuver "
    "navigate steer zoom wind speed rush hurry skid tilt tip spin twist toss fling hurl chuck "
    "volley lunge dunk bowl putt tee field advertise advise warn indicate list state spell"
)
_ENDS_IN_S = frozenset(pluralize(verb) for verb in _VERBS)
# Third-person forms that are hardly ever nouns: these prove a clause.
_PROOF = wordset(
    "sits holds takes eats throws hits pulls catches wears carries contains includes shows makes "
    "gives puts uses performs reaches grazes leans lies hangs poses drives sleeps waits smiles "
    "features stares gazes flies rides stands rests walks runs swims swings gathers depicts"
)
# After these an -s word is a noun: "with two watches", "in the stands".
_BEFORE_NOUN = _ARTICLES | _SEVERAL | _NUMBERS | wordset(
    "of in on with and at by near for from over under his her its their other to into"
)  # fmt: skip

# What may follow a plural noun within a noun phrase; anything else could be its verb.
_AFTER_PLURAL = (
    _RELATIVE
    | _SUBORDINATE
    | _ADVERBS
    | wordset(
        "of in on with and or at by near for from under to into next inside outside against among "
        "around along across behind beside between below beneath above atop amongst amid about "
        "through toward towards without within upon onto side together there here some several "
        "shown seen made built stuck left laid set put cut held worn drawn lit taken hung strewn "
        "full ready close filled covered like back very not only including such more"
    )
)

_FUNCTION_WORDS = _OPENERS | _FINITE | _RELATIVE | _SUBORDINATE | _ADVERBS | wordset(
    "of with and or to by from for into onto up down out off over under next near top side "
    "front behind beside between through around along together he she they him them very "
    "while large small couple group bunch one another other image picture photo"
)  # fmt: skip


def content(words: Phrase) -> frozenset[str]:
    """The words that carry the meaning, without their endings."""
    return frozenset(
        re.sub(r"(?<=\w{3})(?:ing|es|s|ed)$", "", word)
        for word in words
        if word not in _FUNCTION_WORDS
    )


def lowered(text: str) -> str:
    """The text with a small first letter, where its first word is one that may lose its capital."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first.lower() in _OPENERS else text


def form(words: Phrase) -> Literal["phrase", "clause", "other"]:
    """A noun phrase, a sentence, or neither for certain."""
    if words[0] in ("there", "this", "these", "it") and words[1] in ("is", "are"):
        return "clause"
    if words[0] == "there's":
        return "clause"
    plural = _subject_is_plural(words)
    verb, doubt = False, False
    for place, word in enumerate(words):
        before, after = _around(words, place)
        if word in _SUBORDINATE:
            break
        if before in _RELATIVE or (before in _ADVERBS and words[place - 2] in _RELATIVE):
            continue
        could_be = before not in _BEFORE_NOUN and (
            word in _ENDS_IN_S or (plural and word in _VERBS)
        )
        verb = (
            verb
            or word in _FINITE
            or (word in _MODAL and (after in _VERBS or after in ("be", "not")))
            or (could_be and word in _PROOF)
        )
        doubt = doubt or could_be or (_is_plural(word) and not _may_follow(after))
    doubt = doubt or _head_ends_in_s(words)
    starts = words[0] in _STARTS
    if verb:
        return "clause" if starts else "other"
    return "phrase" if starts and not doubt else "other"


def _is_plural(word: str) -> bool:
    return word in _PEOPLE or (word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")))


def _may_follow(word: str) -> bool:
    """Whether a word can go on after a plural noun without being its verb."""
    return not word or word in _AFTER_PLURAL or word.endswith(("ing", "ed", "ly", "s"))


def _head_ends_in_s(words: Phrase) -> bool:
    """Whether an -s word follows a noun after "a" before anything closes it: "a fountain bubbles".

    It is a verb, or the plural of a list; "a glass vase" and "a series of" do not count.
    """
    if words[0] not in ("a", "an"):
        return False
    for place, word in enumerate(words[1:], start=1):
        after = _around(words, place)[1]
        if word in _AFTER_PLURAL or word.endswith(("ing", "ed")):
            return False
        if _is_plural(word) and place > 1 and after != "of":
            return True
    return False


def _around(words: Phrase, place: int) -> tuple[str, str]:
    """The words before and after a place; "" beyond the ends."""
    return words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""


def _subject_is_plural(words: Phrase) -> bool:
    return (
        words[0] in _SEVERAL | _PEOPLE
        or "and" in words
        or (words[0] == "a" and "of" in words[1:4])
        or (words[0] == "the" and any(word.endswith("s") for word in words[1:4]))
        or bool(_PEOPLE & set(words[:4]))
    )


def opens_with_picture(words: Phrase) -> bool:
    """Whether the first noun is a picture: "a close up of a cake", "a black and white photo"."""
    for word in words[:6]:
        if word in _PICTURES:
            return True
        if word in _ENDS_OF_A_HEAD or word.endswith("ing"):
            break
    return False


_PICTURES = wordset("photo photograph picture image shot view close closeup painting drawing")
_ENDS_OF_A_HEAD = wordset("of with in on at next near from to by for that is are")


def rough(words: Phrase) -> bool:
    """Whether it holds a slip that shows: a wrong article, a word twice, "it's" for "its"."""
    pairs = list(pairwise(words))
    return (
        words[0] not in _STARTS | {"there", "this", "these"}
        or any(one in ("a", "an") and article(two) != one for one, two in pairs)
        or any(one in ("a", "an") and two in _PEOPLE for one, two in pairs)
        or any(one == two and one not in ("that", "had") for one, two in pairs)
        or "it's" in words[1:]
        or words[-1] in _ARTICLES | {"of", "and", "with", "or"}
    )
