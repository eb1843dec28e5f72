"""An object word in its sentence in, its noun phrase out: how many, which, how described."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from datagen.language.english.words import (
    ADVERBS,
    AT_LEAST,
    AUXILIARIES,
    BE_AT,
    CLOSED,
    COLOURS,
    DEFINITE,
    DETERMINERS,
    EXHAUSTIVE,
    GROUPS,
    IMAGE_WORDS,
    MARKS,
    MATERIALS,
    MAYBE_VERBS,
    NUMBERS,
    PARTIAL,
    PARTS,
    PREDICATES,
    PREPOSITIONS,
    ROUGH,
    SINGLE,
    TENS,
    UNREAL,
    VERB_FORMS,
    VERBAL_NOUNS,
    word_set,
)
from datagen.language.lexicon import Found

_MOST_ADJECTIVES = 4


class Count(msgspec.Struct, frozen=True, gc=False):
    """How many: `number`, or at least so many where it is not `exact`.

    `vague`: about so many, as people say "several" or "a dozen".
    """

    number: int
    exact: bool = True
    vague: bool = False


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """A noun phrase, from token `begin` on.

    `count`, `partial`, `exhaustive` and `definite` are those of a `Mention`. `unreal`: of a toy or
    a picture. `material`: of something made of wood or the like. `generic`: a bare plural, which
    may speak of such things in general.
    """

    begin: int
    definite: bool
    count: Count | None
    partial: bool
    exhaustive: bool
    adjectives: tuple[str, ...]
    unreal: bool
    material: bool
    generic: bool


class _Of(msgspec.Struct, frozen=True, gc=False):
    """What "... of" makes of a phrase; the words before it begin behind `at`."""

    at: int
    count: Count | None
    partial: bool = False
    measure: bool = False


# Behind a sentence, so that a place before its first word, as well as one behind its last, is empty
_NOTHING = [""] * 8
_NOWHERE = frozenset[int]()


def may_count(words: Collection[str]) -> bool:
    """Whether a phrase of these words may have a `Count`; false where it surely has none."""
    return not _COUNTING.isdisjoint(words) or any(map(str.isdecimal, words))


_NUMERALS = NUMBERS.keys() | TENS.keys() | AT_LEAST.keys() | {"dozen"}
_COUNTING = _NUMERALS | GROUPS.keys() | {"single", "both"}


class Phrases:
    """Reads the noun phrases of a sentence around the object words in it.

    `words` are those of the sentence; it begins at the token `first` of its text.
    """

    def __init__(self, words: list[str], first: int, found: Sequence[Found]) -> None:
        self._words = words + _NOTHING
        self._first = first
        self._taken: frozenset[int] = _NOWHERE  # places of object words, where there are several
        if len(found) > 1:
            self._taken = frozenset(
                [at - first for one in found for at in range(one.start, one.end)]
            )

    def phrase(self, one: Found) -> Phrase | None:
        """None where the word only describes another noun, as in "dog bed", or is a verb."""
        words = self._words
        start, end = one.start - self._first, one.end - self._first
        at, adjectives = self._adjectives(start - 1)
        if not self._is_head(one, start, end, words[at]):
            return None
        if words[start:end] == ["orange"] and self._is_colour(start, at):
            return None
        plural = one.term.plural
        count = None
        if words[at] in _NUMERALS or words[at].isdecimal():
            count, at = self._number(at)
            if count and count.number > 1 and not (plural or one.term.either):
                count = None  # "a two door refrigerator"
            if count and adjectives and adjectives[-1] in _UNITS:
                count = None  # "the 800 pound bears"
        single = "single" in adjectives
        partial = bool(adjectives) and not PARTIAL.isdisjoint(adjectives)
        definite = exhaustive = False
        bare = count is None
        word = words[at]
        if word in DETERMINERS:
            definite, bare = word in DEFINITE, False
            partial = partial or word in ("another", "some")
            if word == "both" and count is None:
                count = Count(2)
            at -= 1
            if word != "all" and words[at] == "all":  # "all of the", "all the"
                word, at = "all", at - 1
            exhaustive = word == "all" and count is not None
        if single or words[at] in EXHAUSTIVE:
            exhaustive = True
            at -= words[at] in EXHAUSTIVE
        if count:
            count, at = self._bounded(count, at)
        related = words[start - 1] in ("which", "that")  # "which trains their motor skills"
        if (bare or related) and not adjectives and self._acts(start, end):
            return None
        if words[at] == "of":
            grouped = (plural or one.term.either) and not definite
            before = self._of(at, count, grouped=grouped)
            at, count, partial = before.at, before.count, partial or before.partial
            bare = bare and not before.measure
        if single and count is None and not plural:
            count = Count(1)
        partial = partial or (words[end] == "of" and words[end + 1] not in _OF_ALL)
        return Phrase(
            begin=at + 1 + self._first,
            definite=definite,
            count=count,
            partial=partial,
            exhaustive=exhaustive,
            adjectives=tuple([w for w in adjectives if w != "single"]) if single else adjectives,
            unreal=bool(adjectives) and not UNREAL.isdisjoint(adjectives),
            material=bool(adjectives) and not MATERIALS.isdisjoint(adjectives),
            generic=bare and plural and self._is_generic(end),
        )

    def _bounded(self, count: Count, at: int) -> tuple[Count | None, int]:
        """A count with what stands before it: "at least", "about", "up to"."""
        before, word = self._words[at - 1], self._words[at]
        if (before, word) == ("as", "many") or word == "as" == self._words[at - 2]:
            return Count(count.number, exact=False), at
        if word == "least" or (before, self._words[at - 2], word) == ("fewer", "no", "than"):
            return Count(count.number, exact=False), at - 1
        if (before, word) == ("more", "than") or (word == "over" and not self._moves(at - 1)):
            return Count(count.number + 1, exact=False), at - 1
        if (before, word) in (("at", "most"), ("up", "to"), ("fewer", "than"), ("less", "than")):
            return None, at
        if word in _TO:  # "four to five"
            low, back = self._number(at - 1)
            if low is not None and low.number < count.number:
                wide = count.number >= 2 * low.number  # of such groups in general
                return (None if wide else Count(low.number, exact=False)), back
        if word in ROUGH:
            return Count(count.number, exact=False, vague=True), at - 1
        return count, at

    def _acts(self, start: int, end: int) -> bool:
        """Whether a bare word is rather a verb: "wings bear the name", "travelers book a seat"."""
        word = self._words[start]
        if word not in VERBAL_NOUNS and word.removesuffix("s") not in VERBAL_NOUNS:
            return False
        before, following = self._words[start - 1], self._words[end]
        return following in DETERMINERS or (
            following in PREPOSITIONS and before not in PREPOSITIONS
        )

    def _moves(self, at: int) -> bool:
        """Whether a verb stands here, so that "over" is a place: "standing over two pizzas"."""
        word = self._words[at]
        return word.endswith("ing") or word in VERB_FORMS or word in BE_AT

    def _is_head(self, one: Found, start: int, end: int, opening: str) -> bool:
        words = self._words
        following = words[end]
        if following == "-" or (words[start - 1] == "-" and self._glued(start)):
            return False
        describes = end in self._taken and following not in _VERBAL
        if describes and not (one.possessive or one.term.plural):
            return False  # "adult elephants"
        if one.possessive or one.term.plural or not following or following in CLOSED:
            return True
        if following in PREDICATES:
            return True
        if following in VERB_FORMS or following in NUMBERS or following in IMAGE_WORDS:
            return following not in IMAGE_WORDS
        if following.endswith("s") and not following.endswith(("ss", "us", "is")):
            behind = words[end + 1]  # "a bus winds", "the train rushes by"
            return opening in SINGLE or behind in DETERMINERS or behind in _AFTER_VERBS
        return following.endswith(("ing", "ed", "ly")) or not following[0].isalpha()

    def _is_colour(self, at: int, before: int) -> bool:
        """Whether an orange is no fruit: "it is orange", "one pink, one orange", "an orange one".

        `before`: the place before its adjectives.
        """
        words = self._words
        following = words[at + 1]
        if words[before] not in _ONE_FRUIT or following in ("one", "ones"):
            return True
        if following.isalpha() and following not in CLOSED and following not in VERB_FORMS:
            return not following.endswith(("ing", "ed"))  # "an orange sky"
        if before + 1 < at and words[before - 1] in BE_AT and following in MARKS:
            return True  # "is the hose orange?"
        listed = words[max(0, before - 3) : before]
        return not (_SHADED.isdisjoint(words[before:at]) and COLOURS.keys().isdisjoint(listed))

    def _glued(self, start: int) -> bool:
        """Whether a hyphen joins a word to the one before it, as in "non-dog"."""
        return self._words[start - 2] in ("non", "anti", "sub", "pseudo", "half", "semi", "ex")

    def _adjectives(self, at: int) -> tuple[int, tuple[str, ...]]:
        """The words that describe a noun, and the place before them."""
        adjectives: list[str] = []
        steps = 0
        while steps < _MOST_ADJECTIVES:
            word = self._words[at]
            if word == "-" and adjectives and self._is_numeral(at - 1):  # "four-legged"
                at -= 2
                continue
            if word in (",", "and", "-"):
                before = self._words[at - 1]
                if not (adjectives and (before in COLOURS or (word == "-" and before.isalpha()))):
                    break
            elif (
                not word
                or (word in CLOSED and word not in ("other", "open"))
                or not word[0].isalpha()
                or word in NUMBERS
                or word in TENS
                or word in AT_LEAST
                or (at in self._taken and not self._describes(at, adjectives))
                or word in EXHAUSTIVE
                or word in VERB_FORMS
                or word.endswith("'s")
                or (word.endswith("ing") and not self._opens(at - 1))
            ):
                break
            else:
                adjectives.append(word)
            at -= 1
            steps += 1
        return at, tuple(adjectives)

    def _is_numeral(self, at: int) -> bool:
        word = self._words[at]
        return word in NUMBERS or word in TENS or word.isdecimal()

    def _describes(self, at: int, adjectives: list[str]) -> bool:
        """Whether an object word stands directly before another, as in "adult elephants"."""
        return not adjectives and at + 1 in self._taken

    def _opens(self, at: int) -> bool:
        """Whether a determiner or a number stands here, so that a verb behind it describes."""
        word = self._words[at]
        return word in DETERMINERS or word in NUMBERS or word in AT_LEAST or word.isdecimal()

    def _number(self, at: int) -> tuple[Count | None, int]:
        """The number that ends at a place, and the place before it."""
        word = self._words[at]
        if word.isdecimal():
            if self._words[at - 1] in _NUMBERED or self._words[at - 2 : at] == ["no", "."]:
                return None, at  # "route 66 buses"
            return (Count(int(word)), at - 1) if len(word) <= 4 else (None, at)
        if word in NUMBERS or word in TENS:
            ones = NUMBERS.get(word, 0)
            back = at - 1 - (self._words[at - 1] == "-") if ones else at
            if self._words[back] in TENS:
                return Count(TENS[self._words[back]] + ones), back - 1
            return Count(ones), at - 1
        if word == "dozen" and self._words[at - 2] == "half":
            return Count(6, exact=False), at - 3
        if word in AT_LEAST and self._words[at - 1] not in _NOT_COUNTED:
            if word == "few" and self._words[at - 1] not in _SOME_FEW:
                return None, at - 1  # "few dogs"
            back = at - 1 - (word == "few" and self._words[at - 1] == "a")
            return Count(AT_LEAST[word], exact=False, vague=True), back
        return None, at

    def _of(self, at: int, count: Count | None, *, grouped: bool) -> _Of:
        """What "… of" before a phrase makes of it: a group, a part, a portion.

        `grouped`: several are spoken of, as in "a row of kites", not in "the row of the kite".
        """
        noun = at - 1
        word = self._words[noun]
        if word in GROUPS and grouped:
            back, _ = self._adjectives(noun - 1)
            many, back = self._number(back)
            if many is not None:  # "two pairs of"
                return _Of(back, Count(many.number, exact=False, vague=True), measure=True)
            back -= self._words[back] in DETERMINERS
            number, exact = GROUPS[word]
            return _Of(back, count or Count(number, exact, vague=not exact), measure=True)
        if word in NUMBERS or word in AT_LEAST or word in _SOME:
            of_them, back = self._number(noun)
            back = back if of_them else noun - 1
            if count is not None:  # "two of the five"
                return _Of(back, count, measure=True)
            return _Of(back, of_them, partial=self._words[back] != "all", measure=True)
        back, _ = self._adjectives(noun - 1)
        portion = word in PARTS and self._number(back)[0] is not None
        return _Of(at, None if portion else count, measure=portion)

    def _is_generic(self, at: int) -> bool:
        """Whether "dogs …" speaks of dogs in general: no verb form says what they do here."""
        word, following = self._words[at], self._words[at + 1]
        if word in AUXILIARIES:
            return not (following.endswith("ing") or following in _PLACED or following == "been")
        return not (word in PREPOSITIONS or word.endswith("ing") or word in _PLACED)


_SOME = word_set("one some most each both any none")
_SOME_FEW = word_set("a the these those his her their its our my last first next")
_NOT_COUNTED = word_set("how as so too")
_VERBAL = VERBAL_NOUNS | MAYBE_VERBS
_TO = frozenset(["-", "\u2013", "\u2014", "to", "or"])
_NUMBERED = word_set("route number line platform track gate highway street room flight year bus #")
_UNITS = word_set(
    "pound ton tonne foot inch meter metre mile kilo kg year month week day hour minute story "
    "storey door dollar cent gallon liter litre gram watt karat piece seat"
)
_ONE_FRUIT = (DETERMINERS - {"some", "all", "both", "such", "what", "which"}) | {"one"}
_SHADED = word_set("bright deep intense pale burnt dark light vivid solid brilliant")
_AFTER_VERBS = (PREPOSITIONS - {"of"}) | ADVERBS | MARKS
_OF_ALL = word_set("different various all similar equal assorted varying mixed")
_PLACED = word_set(
    "parked seated lined scattered placed arranged lying gathered visible present standing sitting "
    "located positioned spread stacked displayed in on at near along around next both all also "
    "hanging"
)
