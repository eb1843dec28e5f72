"""Leaks, coordinates and refusals as models write them. Data, and how it joins an answer."""

from __future__ import annotations

from collections.abc import Callable

Corners = tuple[float, float, float, float]


def joined(answer: str, phrase: str) -> str:
    """`{}` in the phrase takes the answer's text; a phrase without it follows as a sentence."""
    if "{}" not in phrase:
        said = answer.rstrip()
        return f"{said if said.endswith(('.', '!', '?')) else said + '.'} {phrase}"
    if phrase.startswith("{}"):
        return phrase.format(answer.rstrip().rstrip("."))
    return phrase.format(answer[:1].lower() + answer[1:] if answer[:2] != "I " else answer)


LEAKS = (
    "According to the captions, {}",
    "Based on the captions, {}",
    "Based on the provided captions, {}",
    "As described in the captions, {}",
    "From the given descriptions, {}",
    "Based on the given information, {}",
    "According to the provided description, {}",
    "Judging by the bounding boxes, {}",
    "The caption says that {}",
    "One of the captions mentions that {}",
    "The annotations show that {}",
    "As the sentences describe, {}",
    "In the captions provided, {}",
    "Based on the object coordinates, {}",
    "{}, as mentioned in the captions.",
    "{}, as stated in the description.",
    "{}, according to the bounding boxes.",
    "{}, based on the given coordinates.",
    "{}, as the five sentences say.",
    "{}, according to the annotations.",
    "The captions do not mention anything else.",
    "The time of day is not mentioned in the description.",
    "The color is not specified in the captions.",
    "This is confirmed by the bounding box coordinates.",
    "The bounding boxes support this.",
    "There is no mention of other objects in the captions.",
    "This can be concluded from the provided context.",
    "All of the captions agree on this.",
    "The coordinates provided show where it is.",
    "The description given does not say more.",
    "The bounding box data confirm this.",
    "The information provided does not tell more.",
)


def _list(category: str, box: Corners) -> str:
    return f"The {category} is at [{', '.join(f'{corner:.3f}' for corner in box)}]."


def _short_list(category: str, box: Corners) -> str:
    return f"The {category} can be found at [{', '.join(f'{corner:.2f}' for corner in box)}]."


def _brackets(category: str, box: Corners) -> str:
    return f"The {category} ({', '.join(f'{corner:.2f}' for corner in box)}) is easy to see."


def _point(category: str, box: Corners) -> str:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return f"The {category} is centered at ({x:.2f}, {y:.2f})."


def _pixels(category: str, box: Corners) -> str:
    return f"The {category} is at [{', '.join(str(round(corner * 640)) for corner in box)}]."


def _axes(category: str, box: Corners) -> str:
    return f"The {category} starts at x={box[0]:.2f} and y={box[1]:.2f}."


def _bare(category: str, box: Corners) -> str:
    a, b, c, d = (f"{corner:.3f}" for corner in box)
    return f"The {category} lies within {a}, {b}, {c}, {d}."


def _tag(category: str, box: Corners) -> str:
    return f"The {category}: [{', '.join(f'{corner:.3f}' for corner in box)}]"


def _points(category: str, box: Corners) -> str:
    a, b, c, d = (f"{corner:.2f}" for corner in box)
    return f"The {category} spans from ({a}, {b}) to ({c}, {d})."


COORDINATES: tuple[Callable[[str, Corners], str], ...] = (
    _list,
    _short_list,
    _brackets,
    _point,
    _pixels,
    _axes,
    _bare,
    _tag,
    _points,
)

REFUSALS = (
    "I'm sorry, but I cannot see the image.",
    "I am sorry, but I can't help with that.",
    "As an AI language model, I cannot view images.",
    "As an AI, I do not have the ability to see pictures.",
    "I'm unable to view the image you are referring to.",
    "Sorry, I can't assist with that request.",
    "I apologize, but I am not able to analyze this image.",
    "I cannot provide a description of this image.",
    "Unfortunately, I don't have access to the image.",
    "As a language model, I have no eyes to see this.",
    "I do not have the capability to view images directly.",
    "I'm afraid I can't answer that question.",
    "I am just a text-based AI and cannot look at photos.",
    "I can't identify the people in this photo.",
    "It is not possible for me to see the image.",
    "I'm not able to help identify what is shown.",
)
