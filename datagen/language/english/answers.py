"""What the rules over whole data sets know of short English answers."""

from __future__ import annotations

from datagen.language.english.words import ARTICLES, AUXILIARIES, COLOURS, NUMBERS, TENS, word_set

YES = word_set("yes yeah yep yup")
NO = word_set("no nope nah")
# "No it is not" needs no comma; "no dog", "no one" are no answers of their own
DENIED = word_set("i you he she it we they there this that these those the his her its their not")
# after "no", where it denies nothing
IDIOMS = word_set("doubt wonder matter problem longer sooner")
# what a question opens with that yes or no can answer
ASKS = AUXILIARIES | word_set("am")
ALTERNATIVE = "or"
BOTH = frozenset((("and", "no"), ("or", "no"), ("and", "yes")))  # after "yes" or "no"

# Answers that are drawn from few: yes and no, numbers, colours, sides, option letters.
FEW = (
    YES
    | NO
    | NUMBERS.keys()
    | TENS.keys()
    | COLOURS.keys()
    | word_set(
        "hundred true false none neither both unanswerable multicolored multicoloured left right "
        "top bottom center centre middle above below upper lower front back a b c d e f g h"
    )
)
# what may stand around such a word
AROUND = ARTICLES | word_set(
    "it they he she there this that these those is are was were isn't aren't it's there's not and "
    "in on at of to dark light bright side image picture photo color colour"
)
