"""A request in, an answer of the right form that is true of its image out, by no model at all.

A request of datagen holds worked examples: one of their answers has the form that is wanted. Its
last message tells of the image: captions, one a line, then lines of boxes. What an answer says is
made of these, so that it passes where a good answer would, and is about as long as the example.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from datagen.identity import choose, draw
from datagen.rehearsal.counts import content_of

_NOBODY = (
    "This is a rehearsal: no model has seen the request, and this sentence answers all of them."
)
# What is boxed is much the same in many images; said in one way it would be one answer to them all.
_THERE = (
    "At least one {} is in the image.",
    "The image shows at least one {}.",
    "There is at least one {} here.",
    "What is shown holds at least one {}.",
    "At least one {} belongs to this scene.",
    "At least one {} takes part in it.",
    "A closer look finds at least one {}.",
    "It holds at least one {}.",
    "At least one {} appears in it.",
    "Part of it is at least one {}.",
)
_WHO = ("A model", "Any model", "A real model", "Some models", "Most models", "The real run")
_SAYS = ("would say more of", "would add", "would bring up", "would tell of", "would dwell on")
_TOPICS = (
    "angle", "atmosphere", "background", "brightness", "colours", "composition", "contrast",
    "depth", "details", "distances", "focus", "foreground", "framing", "hour", "layout", "light",
    "mood", "occasion", "perspective", "season", "setting", "shapes", "sharpness", "style",
    "surroundings", "symmetry", "textures", "weather",
)  # fmt: skip
_QUESTIONS = (
    "What does the image show?",
    "What else does it show?",
    "What is worth a second look?",
    "What completes the picture?",
    "What should nobody overlook?",
    "What remains to be said?",
)
_TOLD = "Your reply cannot be used."  # how a second request begins to say what was wrong
_BOX = re.compile(r"^([^\n]+): \[[-\d., ]+\]$", re.MULTILINE)
_BLOCK = re.compile(r"^[ \t]*(Question|Answer):", re.MULTILINE)
_LABEL_WORDS = 3  # a text of so many words in a JSON reply is taken for a label, and kept


def plausible(body: dict[str, Any]) -> str:
    """The last image's captions and boxes in the form of a worked example, chosen by content."""
    messages = body["messages"]
    if text_of(messages[-1]).startswith(_TOLD) and len(messages) > 2:
        messages = messages[:-2]
    said = [text_of(m) for m in messages if m.get("role") == "assistant"]
    said = [text for text in said if text.strip()]
    if not said:
        return _NOBODY
    name = content_of(body).hex()
    return _in_the_form_of(choose(said, name), _Facts(text_of(messages[-1]), name))


def text_of(message: dict[str, Any]) -> str:
    """What a message says, whether it is a text or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


class _Facts:
    """Sentences about an image, each to be said once, and questions that they answer.

    `name` decides their order, so that two recipes do not get the same of one image.
    """

    def __init__(self, context: str, name: str) -> None:
        labels = dict.fromkeys(_BOX.findall(context))
        captions = [] if _BOX.match(context) else context.split("\n\n")[0].splitlines()
        captions = [each.strip() for each in captions if each.strip() and not _BLOCK.match(each)]
        by_words = {" ".join(re.findall(r"\w+", each.lower())): each for each in captions}
        self._more = (_more(name, number) for number in count())
        self._sentences = [_sentence(caption) for caption in _shuffled(by_words.values(), name)]
        boxes = (choose(_THERE, name, label).format(label) for label in labels)
        if self._sentences:
            self._turns = len(self._sentences)
            self._sentences += boxes
        else:
            self._sentences = [f"{there} {next(self._more)}" for there in boxes]
            self._turns = len(self._sentences)
        self._questions = iter(_shuffled(_QUESTIONS, name))
        self.said = 0

    @property
    def left(self) -> bool:
        """Whether there is enough for another turn: what is boxed is the same in many images."""
        return self.said < self._turns

    def sentence(self) -> str:
        if self.said >= len(self._sentences):
            return next(self._more)
        self.said += 1
        return self._sentences[self.said - 1]

    def answer(self, length: int, *, alone: bool) -> str:
        """So many characters, or a few more. `alone`: no other turn needs what there is to say."""
        text = self.sentence()
        while len(text) < length:
            text = f"{text} {self.sentence() if alone else next(self._more)}"
        return text

    def question(self) -> str:
        return next(self._questions, _QUESTIONS[0])


def _in_the_form_of(example: str, facts: _Facts) -> str:
    try:
        fields = json.loads(example)
    except ValueError:
        fields = None
    if isinstance(fields, dict):
        return json.dumps(_filled(fields, facts), ensure_ascii=False)
    if _BLOCK.match(example):
        return "\n===\n".join(_blocks(example, facts))
    return facts.answer(len(example), alone=True)


def _blocks(example: str, facts: _Facts) -> Iterator[str]:
    blocks = re.split(r"^[ \t]*===[ \t]*$", example, flags=re.M)
    answers = [len(each) for each in blocks if each.lstrip().startswith("Answer:")]
    for number, length in enumerate(answers[: len(_QUESTIONS)]):
        if number and not facts.left:
            return
        said = facts.answer(length, alone=len(answers) == 1)
        yield f"Question:\n{facts.question()}\n===\nAnswer:\n{said}"


def _filled(value: Any, facts: _Facts, key: str = "", *, alone: bool = True) -> Any:
    """The fields of an example with other texts in them."""
    match value:
        case dict():
            return {name: _filled(each, facts, name, alone=alone) for name, each in value.items()}
        case list():
            filled: list[Any] = []
            for each in value[: len(_QUESTIONS)]:
                if filled and not facts.left:
                    break
                filled.append(_filled(each, facts, key, alone=len(value) == 1))
            return filled
        case str() if "question" in key.lower():
            return facts.question()
        case str() if len(value.split()) > _LABEL_WORDS:
            return facts.answer(len(value), alone=alone)
    return value


def _shuffled(texts: Iterable[str], name: str) -> list[str]:
    return sorted(texts, key=lambda text: draw(name, text))


def _more(name: str, number: int) -> str:
    """Says that there is more to say, in one of many thousand ways."""
    who, says = choose(_WHO, name, number, "who"), choose(_SAYS, name, number, "says")
    *some, last = _shuffled(_TOPICS, f"{name} {number}")[:7]
    return f"{who} {says} {', '.join(some)} and {last}."


def _sentence(caption: str) -> str:
    text = caption[:1].upper() + caption[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
