"""The sentences of this teacher, with names where its facts go. Data, and the one way to fill it.

{one} a dog · {asked} a dog, any skis · {bare} dog · {many} dogs · {the} the dog · {n} three dogs ·
{is} agrees with what stands next to it. {One} is {one} with a capital first letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from datagen.teachers.offline.words import opened

Frames = Sequence[str]


def say(frame: str, **words: str) -> str:
    """The frame with its words put in.

    The frame is ours; the words are data and go in as they are, once: braces and percent signs in
    them mean nothing.
    """
    capital = {name.capitalize(): opened(word) for name, word in words.items()}
    return frame.format_map(words | capital)


IS_THERE: Frames = (
    "{Is} there {asked} in the image?",
    "{Is} there {asked} anywhere in this picture?",
    "Can {asked} be seen in the image?",
    "{Is} {asked} visible in the image?",
    "Does the image show {asked}?",
    "Does this picture contain {asked}?",
)
YES: Frames = (
    "Yes, there {is} {some} in the image.",
    "Yes, {some} can be seen in the image.",
    "Yes, the image shows {some}.",
    "Yes, there {is} {some}.",
    "Yes, {some} {is} visible in the image.",
)
NO: Frames = (
    "No, there {is} no {bare} in the image.",
    "No, no {bare} can be seen in the image.",
    "No, the image shows no {bare}.",
    "No, there {is} no {bare}.",
    "No, no {bare} {is} visible in the image.",
)

HOW_MANY: Frames = (
    "How many {many} are there in the image?",
    "How many {many} can be seen in the image?",
    "How many {many} does the image show?",
    "What is the number of {many} in this picture?",
    "Please count the {many} in the image. How many are there?",
)
SO_MANY: Frames = (
    "There are {n} in the image.",
    "{N} can be seen in the image.",
    "The image shows {n}.",
    "There are {n}.",
    "In total, there are {n} in the image.",
)

WHERE: Frames = (
    "Where in the image {is} {the}?",
    "Whereabouts in the image can {the} be seen?",
    "In which part of the image {is} {the}?",
    "Where {is} {the} in this picture?",
    "Where in the picture can {the} be found?",
)
THERE: Frames = (
    "{The} {is} {place}.",
    "{The} can be seen {place}.",
    "{The} {is} located {place}.",
    "{The} can be found {place}.",
)

WHICH_SIDE: Frames = (
    "In the image, {is} {the} to the left or to the right of {other}?",
    "In the image, {is} {the} to the right or to the left of {other}?",
    "On which side of {other} {is} {the} in the image, the left or the right?",
    "Seen from the viewer's side, {is} {the} right or left of {other}?",
    "Looking at the image, on which side of {other} can {the} be seen?",
)
THAT_SIDE: Frames = (
    "In the image, {the} {is} to the {side} of {other}.",
    "{The} {is} to the {side} of {other} in the image.",
    "{The} can be seen to the {side} of {other}.",
    "From the viewer's side, {the} {is} to the {side} of {other}.",
)

WHAT_IS_SHOWN: Frames = (
    "What is shown in the image?",
    "What does the image show?",
    "What can be seen in this picture?",
    "How would you describe the image in one sentence?",
    "What is this a picture of?",
)
WHAT_HAPPENS: Frames = (
    "What is happening in the image?",
    "What is going on in this picture?",
    "What is happening here?",
    "What is going on in the scene?",
)
# For a noun phrase, then for what is a sentence by itself.
SHOWN: Frames = (
    "The image shows {what}.",
    "The picture shows {what}.",
    "This image shows {what}.",
    "The image depicts {what}.",
)
HAPPENS: Frames = (
    "{What}.",
    "In the image, {what}.",
    "In this picture, {what}.",
    "In the scene shown here, {what}.",
)
# For what is a picture by its own words: "a close up of a cake", "a photo of a dog".
PICTURED: Frames = (
    "This is {what}.",
    "The image is {what}.",
    "This picture is {what}.",
    "What can be seen here is {what}.",
)
# The same for what has been told already, in pairs.
TOLD_AGAIN: Sequence[tuple[str, str]] = (
    ("It can also be described as {what}.", "It can also be said that {what}."),
    ("Seen another way, the picture shows {what}.", "Seen another way, {what}."),
    ("Described another way, it shows {what}.", "Described another way, {what}."),
    ("The same scene can be described as {what}.", "To put it another way, {what}."),
)

COUNTED: Frames = (
    "There are {things} in the image.",
    "In all, there are {things}.",
    "The image contains {things}.",
    "{Things} can be counted in the image.",
)
ALSO: Frames = (
    "The image also shows {things}.",
    "{Things} can also be seen.",
    "There {is} also {things} in the scene.",
    "In addition, {things} {is} visible.",
)
ONE_PLACED: Frames = (
    "{A} {a_is} {a_there}.",
    "{A} can be seen {a_there}.",
    "{A} {a_is} located {a_there}.",
    "{A} can be found {a_there}.",
)
TWO_PLACED: Frames = (
    "{A} {a_is} {a_there}, while {b} {b_is} {b_there}.",
    "{A} {a_is} {a_there}, and {b} {b_is} {b_there}.",
    "{A} can be seen {a_there} and {b} {b_there}.",
    "{A} {a_is} located {a_there}, whereas {b} {b_is} {b_there}.",
)
SAME_PLACE: Frames = (
    "Both {a} and {b} are {a_there}.",
    "{A} and {b} are both {a_there}.",
    "{A} and {b} can both be seen {a_there}.",
    "{A} {a_is} {a_there}, and so {b_is} {b}.",
)
RELATED: Frames = (
    "{A} {a_is} to the {side} of {b}.",
    "From the viewer's side, {a} {a_is} to the {side} of {b}.",
    "In the image, {a} {a_is} to the {side} of {b}.",
    "{A} can be seen to the {side} of {b}.",
)
EXTENT: Frames = (
    "{A} takes up more than {share} of the {extent} of the image.",
    "{A} fills more than {share} of the {extent} of the image.",
    "{A} extends over more than {share} of the {extent} of the picture.",
    "More than {share} of the {extent} of the image is taken up by {a}.",
)
