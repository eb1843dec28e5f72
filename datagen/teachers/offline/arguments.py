"""The sentences of one question and its reasoned answer, with names where facts go. Data only."""

from __future__ import annotations

from datagen.teachers.offline.frames import Frames

WHICH_MORE: Frames = (
    "Which of the two are there more of in the image, {a} or {b}, and by how many?",
    "Are there more {a} or more {b} in the image, and how large is the difference?",
    "Comparing the number of {a} with the number of {b} in the picture, which is larger, and by "
    "how much?",
    "Does the image show more {a} or more {b}? What is the difference between the two numbers?",
)

MORE: Frames = (
    "Counting each kind separately settles this. There {few_are} {few} in the image, and there "
    "are {lots}. Since {high} is more than {low}, there are more {kind} than {others}. Taking "
    "{low} from {high} leaves {gap}, so the difference is {gap}.",
    "There are more {kind}. To see this, both kinds have to be counted: the image shows {lots}, "
    "but only {few}. The number {high} is larger than {low}, and {high} minus {low} is {gap}, so "
    "the {kind} outnumber the {others} by {gap}.",
    "The answer follows from two counts. First, there {few_are} {few} to be seen. Second, there "
    "are {lots}. Matching them up one by one uses up {low} of each kind, and {gap} of the {kind} "
    "{gap_are} left over. Therefore there are more {kind}, by {gap}.",
    "This takes one comparison. In the image there are {lots}, while there {few_are} {few}. "
    "Because {high} is greater than {low}, the {kind} are the more numerous of the two. The "
    "difference is {high} minus {low}, which makes {gap}.",
)

HOW_MANY_TOGETHER: Frames = (
    "How many {a} and {b} are there in the image altogether?",
    "If all the {a} and all the {b} in the image are counted together, what is the total?",
    "What is the combined number of {a} and {b} in this picture?",
    "Taking the {a} and the {b} in the image together, how many are there?",
)

TOGETHER: Frames = (
    "To find the total, the two kinds can be counted one after the other and then added. There "
    "are {a} in the image. Besides that, there are {b}. Adding {first} and {second} gives "
    "{total}, so the {a_kind} and {b_kind} come to {total} altogether.",
    "The total is {total}. It is made up of two counts: first, the image shows {a}, and second, "
    "it shows {b}. As nothing is counted in both, the two numbers can simply be added: {first} "
    "plus {second} makes {total}.",
    "This can be worked out in two steps. The first step is to count each kind: there are {a}, "
    "and there are {b}. The second step is to add the two numbers. Since {first} and {second} "
    "make {total}, there are {total} in all.",
    "Start with one of the kinds: there are {a} in the picture. Then comes the other one, with "
    "{b}. Counting on from {first} by {second} leads to {total}, so the combined number of "
    "{a_kind} and {b_kind} in the image is {total}.",
)

WHICH_ORDER: Frames = (
    "Going through the image from left to right, in which order do {things} come?",
    "If the eye moves across the picture from left to right, in what order does it meet {things}?",
    "How are {things} arranged in the image, from left to right?",
    "What is the order of {things} in the picture when it is read from left to right?",
)

ORDER: Frames = (
    "Comparing them two at a time gives the order. {A} {a_is} entirely to the left of {b}, so {a} "
    "{a_come} before {b}. In the same way, {b} {b_is} entirely to the left of {c}, which puts {c} "
    "last of the three. From left to right, the order is therefore {a}, {b} and {c}.",
    "The order can be found step by step. Farthest to the left of the three {a_is} {a}. Moving on "
    "to the right, {b} {b_come} next, because {a} {a_end} before {b} {b_begin}. Only after that "
    "{c_come} {c}. So from left to right, the eye meets {a}, then {b}, and finally {c}.",
    "Two comparisons are enough. First, {b} {b_is} to the right of {a}, with no overlap from left "
    "to right. Second, {c} {c_is} to the right of {b}, again without any overlap. It follows that "
    "{c} {c_is} to the right of both, and that the order is {a}, {b}, {c}.",
    "Reading the picture from its left edge, {a} {a_come} first, since both of the others are "
    "farther to the right. Of those two, {b} {b_come} before {c}, because {b} {b_end} before {c} "
    "{c_begin}. This gives the order {a}, {b} and then {c}.",
)

WHICH_HALF: Frames = (
    "Suppose the image were cut in two down the middle and only its {side} half were kept. Which "
    "of {things} would still be there in full?",
    "If everything in the {other} half of the picture were covered, which of {things} would still "
    "be in full view?",
    "Imagine that the picture is cropped to its {side} half. Which of {things} can be seen in "
    "full afterwards?",
    "Someone folds the picture down the middle so that only the {side} half can be seen. Which of "
    "{things} can still be seen in full?",
)

HALF: Frames = (
    "What matters is on which side of the middle each of them is. {Kept} {kept_is} entirely in "
    "the {side} half of the image, so the middle line does not touch {kept_them}. {Gone} "
    "{gone_is} entirely in the {other} half and would be lost. Only {kept} would therefore remain "
    "in full.",
    "The dividing line runs from top to bottom through the middle of the image. {Gone} {gone_is} "
    "on the {other} of that line and would disappear with the {other} half. {Kept} {kept_is} on "
    "the {side} of it, with no part reaching across. So only {kept} would stay in full view.",
    "To answer this, compare both with the middle of the picture. No part of {kept} crosses from "
    "the {side} half into the {other} one, so {kept} would be left whole. {Gone}, on the "
    "contrary, {gone_is} completely in the {other} half and would be gone. That leaves {kept} "
    "alone.",
    "Only {kept} would still be there. The reason is that {kept} {kept_is} completely in the "
    "{side} half of the picture, so nothing would be cut off. {Gone} {gone_is} completely in the "
    "{other} half, which is the part that is taken away, and so would not be seen.",
)

WHICH_PART: Frames = (
    "If the image were cut in two down the middle, where would {thing} end up: in the left half, "
    "in the right half, or partly in each?",
    "Suppose the picture were folded down the middle. Would {thing} be in the right half, in the "
    "left half, or in both?",
    "If a line were drawn from top to bottom through the middle of the image, would {thing} be to "
    "the left of it, to the right of it, or on both sides?",
    "If the left half and the right half of the picture were shown on two separate screens, on "
    "which of them, or on both, would {thing} be seen?",
)

# For what lies in one half, then for what lies in both.
PART: Frames = (
    "The question is whether {thing} {reach} across the middle of the image. Looking from left to "
    "right, all of {thing} {is} on the {side} of the middle, and no part of {thing} is on the "
    "{other}. So {thing} would be whole, and in the {side} half.",
    "All that matters is the line through the middle of the picture. No part of {thing} lies to "
    "the {other} of that line, since {thing} {is} entirely to the {side} of it. Therefore {thing} "
    "would be in the {side} half only.",
    "To decide this, compare {thing} with the middle of the image. Both the leftmost part and the "
    "rightmost part of {thing} are to the {side} of the middle. Nothing reaches over to the "
    "{other}, so {thing} would be completely in the {side} half.",
    "Each half of the picture ends at the line down its middle. As {thing} {is} entirely on the "
    "{side} of that line, the {other} half holds no part of {thing}. The {side} half would hold "
    "all of {thing}, and nothing would be cut.",
)

BOTH_PARTS: Frames = (
    "The question is whether {thing} {reach} across the middle of the image. The leftmost part of "
    "{thing} is to the left of the middle, and the rightmost part is to the right of it. So "
    "{thing} {reach} across, and each half would show one part.",
    "All that matters is the line through the middle of the picture. On its left there is one "
    "side of {thing}, and on its right there is the other side. Since both halves of the picture "
    "hold a part, {thing} would be divided between the two.",
    "To decide this, compare {thing} with the middle of the image. Going from left to right, some "
    "of {thing} comes before the middle and some after it. Neither half can therefore hold all of "
    "{thing}: there would be a part in each of them.",
    "Each half of the picture ends at the line down its middle. Part of {thing} is to the left of "
    "that line and part to the right, so neither half shows {thing} completely. The answer is "
    "that {thing} would be in both, with one part in each.",
)

HOW_MANY_THEN: Frames = (
    "How many {things} would the image show if there were {step} {change} of them?",
    "Suppose there were {step} {change} of the {things} in the picture. How many would there be?",
    "If the picture had been taken with {step} {change} of the {things} in view, how many would "
    "there have been?",
    "Imagine the same picture with {step} {change} of the {things}. How many {things} would that "
    "make?",
)

THEN: Frames = (
    "The first step is to find out how many there are now. In the image there are {n}. The second "
    "step is to work out the change: {step} {change} than {number} is {result}. So there would be "
    "{then} in the picture.",
    "Everything depends on how many {things} there are to begin with. Counting them gives "
    "{number}, as the image shows {n}. Going {way} from {number} by {step} leads to {result}. "
    "With {step} {change}, the picture would therefore show {then}.",
    "This takes a count and a small calculation. There are {n} in the image at present. As the "
    "question asks about {step} {change}, {step} has to be {done} {number}, which makes {result}. "
    "That means that there would be {then} in the picture.",
    "To begin with, there are {n} to be seen in the image. With {step} {change}, the number of "
    "{things} goes {way} from {number} to {result}. Thus the answer is {result}: instead of "
    "{number}, the picture would show {then}.",
)

WHICH_LARGER: Frames = (
    "Which takes up more of the image, {a} or {b}, and how can that be told?",
    "Between {a} and {b}, which fills the larger part of the picture, and why?",
    "Comparing {a} and {b}, which one has more of the image to itself? Explain the answer.",
    "As seen in the picture, which is larger, {a} or {b}? Give the reason.",
)

LARGER: Frames = (
    "{Big} takes up more of the image. From side to side, {big} reaches across more than "
    "{big_width} of the picture, while {small} covers less than {small_width} of it. From top to "
    "bottom, it is more than {big_height} against less than {small_height}. What is both wider "
    "and taller in the picture has more of it.",
    "Width and height can be compared in turn. {Big} reaches across more than {big_width} of the "
    "width of the image, but {small} across less than {small_width}. In height, {big} takes more "
    "than {big_height} of the image and {small} less than {small_height}. On both counts {big} is "
    "the larger of the two as seen here.",
    "The larger of the two in this picture is {big}. From left to right, {big} takes more than "
    "{big_width} of the whole image, and from top to bottom more than {big_height}. By contrast, "
    "{small} takes less than {small_width} of the width and less than {small_height} of the "
    "height, which is far less room.",
    "It helps to look at how far each of them stretches. {Small} covers less than {small_width} "
    "of the width of the picture and less than {small_height} of the height. {Big} reaches over "
    "more than {big_width} of the width and more than {big_height} of the height. Hence {big} "
    "takes up more of the image.",
)

WHICH_WAY: Frames = (
    "To bring {thing} to the middle of the picture, would the camera have to be turned to the "
    "left or to the right?",
    "If the photographer wanted {thing} in the middle of the picture, which way would the camera "
    "have to turn, right or left?",
    "Suppose {thing} should be in the middle of the picture, halfway between left and right. In "
    "which direction would the camera have to be turned?",
    "Which way, left or right, would the camera have to be turned so that {thing} moved to the "
    "middle of the picture?",
)

WAY: Frames = (
    "In the image, {thing} {is} on the {side} side. When a camera is turned to the {side}, "
    "everything in front of it shifts to the {other} within the picture. That is just what is "
    "needed to move {thing} away from the {side} side and towards the middle, so the camera would "
    "have to be turned to the {side}.",
    "The camera would have to be turned to the {side}. At present, {thing} {is} on the {side} "
    "side of the image. Turning the camera to the {other} would push {thing} even closer to the "
    "{side} edge or out of the picture, while turning it to the {side} moves what is seen to the "
    "{other}, towards the middle.",
    "The first thing to note is that {thing} {is} on the {side} side of the image and therefore "
    "has to move to the {other} within the frame. The picture shifts in the direction opposite to "
    "the turn of the camera. Hence the camera would have to be turned to the {side}.",
    "A camera shows in the middle of the picture whatever it is pointed at. Here it is pointed at "
    "something else, and {thing} {is} seen to the {side} of the middle, on the {side} side of the "
    "image. To point it at {thing}, it would have to be turned to the {side}.",
)

HOW_MANY_LEFT: Frames = (
    "If every person in the image took one of the {things}, would there be enough for everyone, "
    "and how many would be left over or missing?",
    "Suppose the {things} in the image were shared out, one to each person who can be seen. How "
    "would the numbers work out?",
    "Are there enough {things} in the image for every person in it to have one? Explain.",
    "Imagine that each person in the picture is to get one of the {things}. Is that possible, and "
    "what is the difference between the two numbers?",
)

LEFT: Frames = (
    "This comes down to comparing two numbers. There are {people} in the image, so "
    "{people_number} of the {things} would be needed. There are {n} to share out. {outcome}",
    "First count who is to be served: there are {people} in the image. Then count what there is: "
    "the image shows {n}. Each person takes exactly one, so the two numbers can be compared "
    "directly. {outcome}",
    "Two counts decide this. The image shows {people}, and there are {n}. Giving one to each "
    "person in turn pairs them off one by one until one side is used up. {outcome}",
    "The image shows {n} and {people}. As each person is to get just one, {people_number} would "
    "have to be handed out, and {number} can be. {outcome}",
)

# By what comes out: more things than people, as many, fewer.
OVER = (
    "Taking {people_number} from {number} leaves {gap}, so everyone would get one, with {gap} to "
    "spare."
)
EVEN = (
    "Both numbers are the same, so everyone would get exactly one and nothing would be left over."
)
SHORT = (
    "Taking {number} from {people_number} leaves {gap}, so there would not be enough: {gap} of "
    "the people would have to go without."
)
