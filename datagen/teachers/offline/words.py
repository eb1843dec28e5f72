"""Category names in, English nouns out: singular, plural, article, number words, agreement.

COCO's names that do not follow the rules stand in a table; every other name, of whatever data set,
is cleaned and inflected by rule. A name is data: it may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBER_WORDS = tuple(_NUMBERS.split())

# "count": a dog, two dogs. "pair": a pair of scissors, two pairs of scissors. "plural": skis.
# "mass": broccoli. Only the first two can be counted.
Form = Literal["count", "pair", "plural", "mass"]


@dataclass(frozen=True, slots=True)
class Noun:
    """What a category is called. `category` is the cleaned name, the key within a scene."""

    category: str
    singular: str
    plural: str
    form: Form = "count"

    @property
    def countable(self) -> bool:
        return self.form in ("count", "pair")

    @property
    def one(self) -> str:
        """One of it, not yet introduced: "a dog", "a pair of scissors", "skis", "broccoli"."""
        match self.form:
            case "count":
                return with_article(self.singular)
            case "pair":
                return f"a pair of {self.plural}"
            case "plural" | "mass":
                return self.plural

    @property
    def one_is(self) -> str:
        """The verb that goes with `one`."""
        return "are" if self.form == "plural" else "is"

    @property
    def asked(self) -> str:
        """One of it in a question: "a dog", "a pair of scissors", "any skis", "any broccoli"."""
        return self.one if self.countable else f"any {self.plural}"

    @property
    def bare(self) -> str:
        """After "no" and "the": "dog", "scissors", "skis", "broccoli"."""
        return self.singular if self.form == "count" else self.plural

    @property
    def bare_is(self) -> str:
        """The verb that goes with `bare`: "the scissors are", "there is no dog"."""
        return "are" if self.form in ("pair", "plural") else "is"

    @property
    def the(self) -> str:
        return f"the {self.bare}"

    @property
    def many(self) -> str:
        """Several of it: "dogs", "pairs of scissors", "skis", "broccoli"."""
        return f"pairs of {self.plural}" if self.form == "pair" else self.plural

    @property
    def many_are(self) -> str:
        """The verb that goes with `many`."""
        return "is" if self.form == "mass" else "are"

    def counted(self, number: int) -> str:
        """A number of it: "one dog", "two pairs of scissors". Only for what is countable."""
        if number != 1:
            return f"{number_word(number)} {self.many}"
        return f"one pair of {self.plural}" if self.form == "pair" else f"one {self.singular}"


def wordset(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


def number_word(number: int) -> str:
    """A word up to twelve, digits above."""
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)


def listing(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def opened(text: str) -> str:
    """The text with a capital first letter; the rest stays as it is."""
    return text[:1].upper() + text[1:]


# ------------------------------------------------------------------------------------- articles

# Vowel letters that open with a consonant sound, and consonant letters that open with a vowel.
_LIKE_YOU_OR_ONE = re.compile(
    r"eu|ewe|(?:one|once)\b|u(?:fo|k[ru]|r[aio]n|ri|s[aeu]|t[ei])|u\b|uni(?!n|m)"
)
_SILENT_H = re.compile(r"heir|honest|hono|hour")
_NAMED_WITH_VOWEL = frozenset("AEFHILMNORSX8")


def article(phrase: str) -> Literal["a", "an"]:
    """The indefinite article by sound: "an umbrella", "a unicorn", "an hour", "an SUV"."""
    first = phrase.split(" ", 1)[0]
    if first.isupper() or first[:1].isdigit() or len(first) == 1:
        vowel = first[:1].upper() in _NAMED_WITH_VOWEL or first in ("11", "18")
    else:
        lower = first.lower()
        vowel = lower[:1] in tuple("aeiou") and not _LIKE_YOU_OR_ONE.match(lower)
        vowel = vowel or _SILENT_H.match(lower) is not None
    return "an" if vowel else "a"


def with_article(text: str) -> str:
    return f"{article(text)} {text}"


# -------------------------------------------------------------------------------------- plurals

_IRREGULAR = {
    "person": "people", "man": "men", "woman": "women", "child": "children", "mouse": "mice",
    "goose": "geese", "foot": "feet", "tooth": "teeth", "ox": "oxen", "knife": "knives",
    "wife": "wives", "life": "lives", "leaf": "leaves", "shelf": "shelves", "loaf": "loaves",
    "half": "halves", "scarf": "scarves", "wolf": "wolves", "calf": "calves", "thief": "thieves",
    "bookshelf": "bookshelves", "potato": "potatoes", "tomato": "tomatoes", "mango": "mangoes",
    "buffalo": "buffaloes", "hero": "heroes", "cactus": "cacti", "quiz": "quizzes",
}  # fmt: skip
_UNCHANGED = wordset(
    "sheep deer fish goldfish shellfish swordfish moose bison salmon trout shrimp squid swine "
    "offspring aircraft spacecraft hovercraft species series"
)
_ENDS_IN_S = wordset(
    "lens gas canvas atlas bus cactus octopus walrus hippopotamus rhinoceros platypus virus "
    "campus circus pancreas"
)
_MASS = wordset(
    "broccoli water grass sand snow sky rice bread butter cheese milk coffee tea juice wine beer "
    "food fruit meat hair sugar salt flour corn cabbage lettuce spinach celery garlic pasta soup "
    "furniture clothing luggage baggage jewelry equipment machinery traffic mud dirt gravel paper "
    "wood metal glassware silverware cutlery cardboard concrete asphalt asparagus hummus couscous "
    "vegetation foliage smoke fog ice rain ground pavement"
)
_PAIRED = wordset(
    "scissors glasses sunglasses eyeglasses goggles binoculars pliers tweezers tongs shears "
    "trousers pants jeans shorts headphones earphones pajamas leggings tights"
)
_PLURAL_ONLY = wordset("people men women children cattle skis clothes feet teeth mice")


def pluralize(phrase: str) -> str:
    """The plural of a noun phrase in the singular; "bag of chips" changes its first noun."""
    head, joint, rest = phrase.partition(" of ")
    if joint:
        return f"{pluralize(head)}{joint}{rest}"
    before, space, last = phrase.rpartition(" ")
    return f"{before}{space}{_plural_word(last)}"


def _plural_word(word: str) -> str:
    lower = word.lower()
    if lower in _UNCHANGED:
        return word
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if re.search(r"[a-z](wo)?man$", lower) and not lower.endswith(("human", "german", "roman")):
        return word[:-2] + "en"
    if re.search(r"(s|x|z|ch|sh)$", lower):
        return word + "es"
    if re.search(r"[^aeiou]y$", lower):
        return word[:-1] + "ies"
    return word + "s"


# ---------------------------------------------------------------------------------------- nouns

_COCO = {
    "person": Noun("person", "person", "people"),
    "skis": Noun("skis", "skis", "skis", "plural"),
    "tv": Noun("tv", "TV", "TVs"),
    "mouse": Noun("mouse", "computer mouse", "computer mice"),
    "remote": Noun("remote", "remote control", "remote controls"),
    "orange": Noun("orange", "orange", "oranges"),
}


def clean(category: str) -> str:
    """A name that can stand in a sentence; empty where nothing of it can.

    Underscores and all that is no letter, digit or ordinary inner mark become spaces, and a word
    that is merely capitalized loses its capitals ("Traffic Cone"; "TV" and "iPad" stay).
    """
    text = "".join(c if c.isalnum() or c in " -'&/." else " " for c in category)
    words = [word.strip("-'&/.") for word in text.split()]
    return " ".join(
        word.lower() if word.istitle() or (len(word) > 3 and word.isupper()) else word
        for word in words
        if word
    )


@lru_cache(maxsize=4096)
def noun(category: str) -> Noun | None:
    """What a category is called; None where its name leaves nothing to say."""
    name = clean(category)
    if not any(c.isalpha() for c in name):
        return None
    known = _COCO.get(name.lower())
    if known is not None:
        return known
    category = name.lower()
    head = category.partition(" of ")[0].rpartition(" ")[2]
    if head in _PAIRED:
        return Noun(category, name, name, "pair")
    if head in _MASS:
        return Noun(category, name, name, "mass")
    if head in _PLURAL_ONLY or (
        head.endswith("s")
        and not head.endswith(("ss", "us", "is"))
        and head not in _ENDS_IN_S | _UNCHANGED
    ):
        return Noun(category, name, name, "plural")
    return Noun(category, name, pluralize(name))
