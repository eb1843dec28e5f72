"""The English words that these rules know, in one place, so that another language can stand beside.

All as `words_of` gives them.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


YES = _words("yes yeah yep yup")
NO = _words("no nope nah")
# "No it is not" needs no comma; "no dog", "no one" are no answers of their own
SUBJECTS = _words("i you he she it we they there this that these those the his her its their not")
# after "no", where it denies nothing
IDIOMS = _words("doubt wonder matter problem longer sooner")
# what a question opens with that yes or no can answer
ASKS = _words(
    "is are was were am do does did has have had can could will would should may might must "
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't can't couldn't won't"
)
OR = "or"

# answers that are drawn from few: yes and no, numbers, colours, sides, option letters
CLOSED = (
    YES
    | NO
    | _words(
        "true false none neither both unanswerable "
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty hundred "
        "black white red green blue yellow orange brown gray grey pink purple tan beige silver "
        "gold golden maroon teal turquoise navy multicolored multicoloured "
        "left right top bottom center centre middle above below upper lower front back "
        "a b c d e f g h"
    )
)
# what may stand around such a word
AROUND = _words(
    "a an the it they he she there this that these those is are was were isn't aren't it's "
    "there's not and in on at of to dark light bright side image picture photo color colour"
)
