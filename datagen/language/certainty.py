"""The words of a sentence in, how surely it says what it says out."""

from __future__ import annotations

from itertools import pairwise

from datagen.language.english.words import (
    ARTICLES,
    AUXILIARIES,
    BE_AT,
    CLOSED,
    DEFINITE,
    DETERMINERS,
    IMAGE_WORDS,
    IMPERATIVES,
    NEGATORS,
    NO_PARTICIPLES,
    NUMBERS,
    PARTS,
    PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    QUANTIFIERS,
    SEEING,
    SEEMS,
    SEEN,
    UNSURE,
    VERB_FORMS,
    VERBS,
    word_set,
)
from datagen.language.text import spots

BREAKS = frozenset(",;:()\u2013\u2014\n") | {"but", "while", "whereas", "although", "though"}


def is_unsure(words: list[str]) -> bool:
    """Whether something may be so, seems so, is felt, needed, heard or shown; or so in general.

    "Appears above" tells a place, and "can be seen" that it is there: both are sure.
    """
    if words[0] in IMPERATIVES and words[1:2] and words[1] in DETERMINERS:
        return True  # "place the vase away from cats"
    if _SUSPICIOUS.isdisjoint(words):
        return False
    if not UNSURE.isdisjoint(words) or _is_advice(words):
        return True
    if _is_elsewhere(words) or _is_figure(words):
        return True
    return not _MAYBE.isdisjoint(words) and any(
        (word in SEEMS and following not in _AT_PLACES and "there" not in words[:number])
        or (word in ("can", "could") and not _is_seen(words, number))
        or (word == "could" and words[number - 1] in ("one", "you"))
        for number, (word, following) in enumerate(pairwise((*words, "")))
    )


def sure_part(words: list[str]) -> int:
    """How many words of a sentence, from its beginning, are surely said.

    "There is a bench on the left, so he might sit down" is sure of its bench. Before a clause that
    is unsure there must be a whole one, with a verb; what stands behind one is never sure.
    """
    if not is_unsure(words):
        return len(words)
    if _supposes(words):
        return 0
    part = 0
    last = len(words) - _AFTERTHOUGHT
    for number in spots(words[:last], _MAY_OPEN)[:_MOST_CLAUSES]:
        if number < 2 or not _opens_clause(words, number):
            continue
        if is_unsure(words[:number]):
            break
        if words[number - 1] != "," and (
            words[number] == "who"  # "a hiker who has dogs"
            or (words[0] == "nothing" and words[number] in ("but", "and"))  # "nothing but dogs"
        ):
            continue
        if _is_clause(words, part, number):
            part = number
    return part


def _supposes(words: list[str]) -> bool:
    """Whether a sentence, which is unsure somewhere, opens with what is only thought of.

    "When a dog is tired, …", "walking a dog is …"; not "before the desk stand …", "during …", or
    "lying on the floor, there are …".
    """
    first = words[0]
    if first in _SUPPOSING or len(words) == 1:
        return True
    if first in _CLAUSE_OR_PLACE:
        return _is_clause_opened(words)
    if not first.endswith("ing"):
        return False
    if first in PREPOSITIONS:
        return words[1] not in DEFINITE  # "during a walk with a dog"
    if first in NO_PARTICIPLES and words[1] in _BEHIND_NOUNS:
        return False
    return not (_is_loose_participle(words) or _is_inverted(words))


def _is_clause_opened(words: list[str]) -> bool:
    """ "As a dog gets older, …", "after walking a dog, …"; not "as for dogs", "as can be seen"."""
    end = words.index(",") if "," in words else len(words)
    if words[1].endswith("ing") or words[1] in _SUBJECTS:
        return True
    if words[1] in _WITHOUT_SUBJECT:
        return False
    if words[0] == "after" and words[1] not in CLOSED and words[1] not in NUMBERS:
        return True  # "after dogs, cats are …"
    if words[0] == "before" and words[1] in DEFINITE:
        for verb, following in pairwise(words[2:end]):
            if verb in _STANDS and (following in ARTICLES or following in NUMBERS):
                return False  # "before the desk stand two dogs"
    return any(word in _FINITE_VERBS or word in AUXILIARIES for word in words[2:end]) or any(
        word.endswith(("s", "ed")) for word in words[3:end]
    )


def _is_loose_participle(words: list[str]) -> bool:
    """ "Lying on the floor, there are …", "standing there, the man is …"; not of a list."""
    comma = words.index(",") if "," in words and words[0] in _POSTURES else 0
    if not comma or _is_clause(words, 0, comma):
        return False
    subject = "".join(words[comma + 1 : comma + 2])
    if subject not in _TOLD and subject not in DEFINITE:
        return False
    for word in words[comma + 2 :]:
        if word in _FINITE_VERBS:
            return True
        if word in BREAKS or word == "and":
            return False
    return False


def _is_inverted(words: list[str]) -> bool:
    """ "Hanging there is …", "sitting there are …"; not "sitting there is a pleasure"."""
    if words[1] not in PREPOSITIONS and words[1] not in ("here", "there"):
        return False
    for verb, following in pairwise(words[2:]):
        if verb in _FINITE_VERBS:
            placed = following in ARTICLES or following in NUMBERS
            return placed and (verb == "are" or (verb == "is" and words[0] in _DONE_BY_THINGS))
        if verb in BREAKS or verb == "and":
            return False
    return False


def _is_clause(words: list[str], first: int, last: int) -> bool:
    """Whether words have a verb, besides those of "(a hiker) who has a dog and likes kites"."""
    if _FINITE_VERBS.isdisjoint(words[first:last]):
        return False
    related = False
    for at in range(first, last):
        if words[at] not in _FINITE_VERBS:
            continue
        if words[at - 1] in _RELATIVE and words[at - 2] != ",":
            related = True
        elif not (related and words[at - 1] == "and"):
            return True
    return False


def evidence(words: list[str]) -> int:
    """Where the clause begins that tells what a sentence goes by; behind its end if there is none.

    "It may be a garden, since a bench stands under the tree" is sure of its bench.
    """
    if _GROUNDS.isdisjoint(words):
        return len(words)
    for number in reversed(spots(words[:-3], _GROUNDS)):
        if number == 0 or (words[number] in ("as", "for") and words[number - 1] != ","):
            continue
        clause = words[number + 1 :]
        return number + 1 if _is_place_told(clause) and not is_unsure(clause) else len(words)
    return len(words)


def _is_place_told(clause: list[str]) -> bool:
    """ "A bench stands …", "five cars are parked …", "there is a bench"."""
    if clause[0] == "there":
        return True
    for verb, following in pairwise(clause[1:_LONGEST_SUBJECT]):
        if verb in _STANDS:
            return _MANY_SUCH.isdisjoint(clause)
        if verb in _FINITE_VERBS or verb in BREAKS:
            counted = clause[0] in NUMBERS
            placed = following in BE_AT or following in PREPOSITIONS
            placed = placed or (counted and following.endswith("ed"))
            return verb in BEING and placed and _MANY_SUCH.isdisjoint(clause)
        if verb == "can":
            return following == "be"
    return False


_MANY_SUCH = word_set("many most all always then easily")
_GROUNDS = word_set("since because as for :")
_STANDS = word_set("lies lie sits sit stands stand hangs hang rests rest")
_LONGEST_SUBJECT = 8  # words


def _opens_clause(words: list[str], number: int) -> bool:
    word = words[number]
    if word in _HARD_MARKS or word in _SUBORDINATORS:
        return True
    return word == "," and (
        words[number + 1] in _CLAUSE_WORDS or words[number + 2 : number + 3] == ["of"]
    )


_SUPPOSING = word_set(
    "when whenever while once until anyone anybody someone somebody everyone whoever suppose say"
)
_CLAUSE_OR_PLACE = word_set("before after as")
_WITHOUT_SUBJECT = PREPOSITIONS | AUXILIARIES  # "as for dogs", "as can be seen"
_SUBJECTS = word_set("i you he she it we they one there someone somebody")
_BEHIND_NOUNS = AUXILIARIES | {"in", "on", "here", "else"}
_TOLD = (NUMBERS.keys() - {"one"}) | word_set("there he she it they")
_POSTURES = word_set(
    "lying laying sitting standing hanging leaning resting crouching kneeling perching stretching "
    "sleeping waiting"
)
_DONE_BY_THINGS = word_set("hanging dangling protruding looming towering")
_RELATIVE = word_set("who that which")
_MOST_CLAUSES = 20
_HARD_MARKS = frozenset(";\u2013\u2014")
_AFTERTHOUGHT = 3  # words: ", I think." is said of all before it
_FINITE_VERBS = word_set("is are was were has have there's it's that's he's she's they're") | (
    VERB_FORMS
)
_SUBORDINATORS = word_set("because although though whereas while which who and but")
_MAY_OPEN = _SUBORDINATORS | _HARD_MARKS | {","}
_CLAUSE_WORDS = _SUBORDINATORS | word_set(
    "so whose where since as perhaps maybe probably possibly presumably likely suggesting "
    "indicating implying making adding giving showing creating hinting"
)


def _is_elsewhere(words: list[str]) -> bool:
    """ "They were once on trains", "as though a dog had run", "your cat", "popular with dogs"."""
    if _ELSEWHERE.isdisjoint(words):
        return False
    if "where" in words and not _KINDS.isdisjoint(words[: words.index("where")]):
        return True  # "the type of spot where dogs run free"
    return any(
        (word == "once" and before != "at")
        or (before, word) == ("as", "though")
        or (before == "your" and word not in IMAGE_WORDS)
        or (before == "popular" != words[0] and word in ("with", "among", "for"))
        for before, word in pairwise(("", *words, ""))
    )


_ELSEWHERE = word_set("once though your where popular")
_KINDS = word_set("type kind sort types kinds sorts")


def _is_figure(words: list[str]) -> bool:
    """ "The statue is a horse", "the logo on the bench is a bear"; not "near the statue is a"."""
    at = next((at for at in range(1, 4) if words[at : at + 1] and words[at] in _FIGURES), 0)
    if not at or not PREPOSITIONS.isdisjoint(words[:at]):
        return False
    behind = words[at + 1 : _LONGEST_SUBJECT]
    if not behind or not (behind[0] in ("is", "are") or behind[0] in PREPOSITIONS):
        return False  # "the poster shop is"
    for verb, following in pairwise(behind):
        if verb in _FINITE_VERBS or verb in BREAKS or verb == "there":
            return verb in ("is", "are") and following in ("a", "an", "of")
    return False


_FIGURES = word_set(
    "statue statues sculpture sculptures painting mural poster illustration drawing sticker "
    "carving mosaic tattoo cartoon print logo emblem mascot screensaver wallpaper"
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
            return bool(number) and words[number - 1] not in BEING
    return False


BEING = word_set("is are was were be been being get gets")
_MAYBE = SEEMS | {"can", "could"}
_SUSPICIOUS = (
    UNSURE | _MAYBE | _ELSEWHERE | _FIGURES | {"it", "used"}
)  # one of them is in every case


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
    "larger smaller bigger higher lower much far slightly somewhat considerably noticeably only"
)


def negated(words: list[str]) -> list[bool]:
    """Which words stand behind a negation, up to the next break that is no comma of a list; and
    the subjects of "cats and dogs are absent", "a cat is not to be seen".

    "No doubt" negates nothing.
    """
    if NEGATORS.isdisjoint(words):
        marks = [False] * len(words)
        if "nowhere" in words:
            _mark_denied(words, marks)
        return marks
    inside, marks = False, []
    for number, (word, following) in enumerate(pairwise((*words, ""))):
        if word in BREAKS:
            inside = inside and word == "," and _is_listed(words, number + 1)
        elif word in NEGATORS and following not in _NOT_DENIED:
            inside = word != "free" or following in ("of", "from")
        marks.append(inside)
    _mark_denied(words, marks)
    return marks


def _mark_denied(words: list[str], marks: list[bool]) -> None:
    for number in spots(words, _DENIED_BY):
        if number and _is_absence(words, number):
            for at in range(_subject(words, number), number):
                marks[at] = True


def _is_absence(words: list[str], number: int) -> bool:
    """Whether a verb denies its subject: "is absent", "are nowhere to be seen", "isn't visible"."""
    behind = words[number + 1 : number + 5]
    if words[number] in ("is", "are"):
        if behind[:1] in (["absent"], ["nowhere"], ["neither"]):
            return behind[0] != "neither" or behind[1:2] == ["seen"]
        if behind[:1] == ["missing"]:
            return behind[1:2] == [] or behind[1] in CLOSED - DETERMINERS - NUMBERS.keys()
        if behind[:1] != ["not"]:
            return False
        del behind[0]
    if behind[:2] == ["to", "be"]:
        return not SEEN.isdisjoint(behind[2:])
    if behind[:1] in (["in"], ["part"]):
        return not _IN_SIGHT.isdisjoint(words[number + 2 : number + 7])
    return bool(behind) and (behind[0] in _SHOWN or behind[0] in SEEN)


def _subject(words: list[str], verb: int) -> int:
    """Where the subject of a verb begins, all of its list; the verb where nothing is said of it."""
    start = verb
    while start and words[start - 1] not in _BEFORE_SUBJECTS:
        if words[start - 1] == "of" and words[start - 2] in PARTS:
            return verb  # "the face of the dog is not visible"
        start -= 1
    if not start or words[start - 1] in _HARD_BREAKS:
        return start
    if words[start - 1] in _RELATIVE:
        return verb  # "something that is not visible"
    for at in range(start, verb):  # "(a cat sits there,) and dogs are absent"
        if words[at] in (",", "and"):
            return at + 1
    return verb


_DENIED_BY = word_set("is are isn't aren't")
_SHOWN = word_set("visible present shown depicted pictured included captured there")
_IN_SIGHT = IMAGE_WORDS | {"sight"}
_HARD_BREAKS = BREAKS - {","}
_BEFORE_SUBJECTS = _HARD_BREAKS | VERB_FORMS | AUXILIARIES | word_set("that which who whose .")


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


def subject_in_general(words: list[str]) -> str:
    """The plural that a sentence speaks of as such, in the simple present: "farmers use dogs".

    Empty where it does not. A thing that the image shows may be the subject of such a sentence too
    ("cars line the street"): that is for others to tell.
    """
    last = len(words) - 1
    for start in [0, *[at + 1 for at in spots(words, BREAKS)]]:
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
        behind = words[start + 2 : start + 4]
        if (verb, *behind[:1]) == ("like", "to") or _is_joint_habit(verb, behind):
            return subject
        if subject in CLOSED or verb in _NO_HABITS or not verb.isalpha():
            continue
        if not verb.endswith(("ing", "ed", "ly")) or verb in _HABITS:
            return subject
    return ""


def _behind_comma(words: list[str], at: int) -> str:
    """The word behind the next comma."""
    comma = next((number for number in range(at, len(words) - 1) if words[number] == ","), -1)
    return words[comma + 1] if comma >= 0 else ""


def _is_joint_habit(joint: str, behind: list[str]) -> bool:
    """ "(Bears) and birds live …"."""
    return joint == "and" and len(behind) > 1 and behind[0].endswith("s") and behind[1] in _LIVING


_LIVING = word_set("live eat roam need use enjoy love prefer help hunt breed migrate depend")


def _is_habit(words: list[str], at: int) -> bool:
    """Whether a verb in the simple present stands here: "some (even) keep dogs"."""
    at += words[at] in ("even", "also", "often")
    return at < len(words) and words[at] in VERBS


_HABITS = word_set(
    "often usually always sometimes never need used bring sing ring swing cling rely apply fly"
)
_NO_HABITS = CLOSED - _HABITS
