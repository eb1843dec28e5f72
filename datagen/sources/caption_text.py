"""An annotator's text in, a caption out, or the news that it is none."""

from __future__ import annotations

import re

from datagen.sources.source import Flaw

# Some of COCO's annotators were shown no picture and said so ("hit" is Mechanical Turk's word for
# a task); a teacher that only reads would believe them. The pattern covers the whole text, so that
# "There is no picture on the wall" stays a caption.
_PICTURE = r"(?:image|picture|photo|photograph|pic)s?"
_A_PICTURE = rf"(?:(?:the|an?|any|this|that|your|my) )?{_PICTURE}"
_TASK = r"(?:this|the|my) (?:\w+ )?(?:hit|task|question|assignment|survey|page|link)"
_STATE = (
    r"(?:here|above|below|again|yet|shown|showing|displayed|available|visible|present|provided"
    r"|given|attached|found|loaded|loading|at all|at this time|right now)"
)
_WORK = (
    r"(?:be )?(?:see|seen|view|viewed|review|reviewed|describe|described|caption|captioned"
    r"|provide|write|comment|label|rate|evaluate|look at|find|found|show|shown)"
)
_REST = (
    rf"(?: {_STATE})*"
    rf"(?: to {_WORK}(?: (?:a|an|the) \w+)?(?: (?:for|on|of|about|to|it|here|me))*"
    rf"| (?:for|to|by) (?:me|us)(?: to {_WORK})?)?"
    rf"(?: (?:in|on|for|with|from|to) {_TASK})?"
    r"(?: sorry| again\b.*| (?:because|since|so|as) (?:it|they|i|we|the (?:image|page|link))\b.*)?"
)
_VERB = r"(?:see|view|load|open|access|find|describe|caption|display)"
_CANNOT = r"(?:unable to|not able to|cannot|can not|can't|could not|couldn't)"
_APPEAR = (
    r"(?:load|loading|loaded|show|showing|shown|show up|showing up|appear|appearing|available"
    r"|display|displayed|displaying|visible|viewable|work|working|open|opening|come up|found"
    r"|there|here|provided|attached)"
)
_NEGATED = (
    r"(?:(?:is|was|are|were|does|do|did|will|would|could|has|have)(?: not|n't)"
    r"|cannot|can't|won't|not|failed to|fails to)"
)
_FAILURE = re.compile(
    rf"(?:(?:there (?:is|was|are|were) |there's )?no {_PICTURE}"
    rf"|there (?:is|was|are|were)(?: not|n't) (?:an?|any) {_PICTURE}"
    rf"|(?:(?:i|we) (?:am |are |was |were )?|i'm |im )?{_CANNOT} {_VERB} {_A_PICTURE}"
    rf"|(?:i|we) (?:do|did)(?: not|n't) (?:see|have) {_A_PICTURE}"
    rf"|{_A_PICTURE} {_NEGATED} (?:be )?{_APPEAR}"
    rf"|{_A_PICTURE} (?:is |was )?(?:unavailable|missing)"
    rf"|(?:missing|broken) (?:image|link|image link)"
    rf"|(?:there (?:is|was) )?nothing (?:here )?to (?:describe|caption)"
    rf"){_REST}"
)
_LEAD = re.compile(r"^(?:(?:i'm |i am )?sorry|unfortunately|error)\b[ ,.:;!-]*(?:but )?")
_OPENING = re.compile(  # the words one of which comes first: a quick no to nearly all captions
    r"(?![aA])(?:there|no|nothing|i|we|i'm|im|unable|not|cannot|can|can't|could|couldn't|the|this"
    rf"|that|your|my|missing|broken|sorry|unfortunately|error|{_PICTURE})\b",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """The text in one line: no white space around it, single spaces inside. May be empty."""
    return " ".join(text.split())


def text_flaw(caption: str) -> Flaw | None:
    """What is wrong with a cleaned caption: it is empty, or says that there was no picture."""
    if not caption:
        return Flaw("empty_caption", "the caption is empty")
    return Flaw("failure_text", caption) if is_failure(caption) else None


def is_failure(caption: str) -> bool:
    """Whether a cleaned caption only says that there was no picture to be described.

    "There is no image here to provide a caption for." is such a text; "There is no one in the
    image" and "A mirror image of a cat" are captions.
    """
    if _OPENING.match(caption) is None:
        return False
    text = _LEAD.sub("", caption.lower().replace("\u2019", "'"))
    words = re.sub(r"[^\w' ]", " ", text).split()
    return _FAILURE.fullmatch(" ".join(words)) is not None
