"""A reply's text in; the answer and the thoughts that stood before it out, apart.

The forms that models and servers really leave in the content:

    <think> thoughts </think> answer
        DeepSeek R1, Qwen3, QwQ; others write <thinking>, <thought>, <reasoning>, <seed:think>,
        <thoughts>, <reflection>, or escape the tags: &lt;think&gt;
    <think> thoughts </think> <answer> answer </answer>
        models trained as DeepSeek R1 Zero was; <output>: Reflection
    thoughts </think> answer
        the same where the chat template ends with the opening tag: it is no part of the reply then
        (DeepSeek R1, Qwen3 Thinking; vllm-project/vllm issue 12999)
    [THINK] thoughts [/THINK] answer
        Magistral; ◁think▷ thoughts ◁/think▷ answer: Kimi
    <|channel>thought thoughts <channel|> answer
        Gemma 4; <unused94>thought thoughts <unused95> answer: MedGemma
    <|begin_of_thought|> thoughts <|end_of_thought|> <|begin_of_solution|> answer …
        Sky-T1, OpenThinker; <|START_THINKING|>, <|START_RESPONSE|>: Cohere Command A
    <|channel|>analysis<|message|> thoughts <|end|><|start|>assistant<|channel|>final<|message|> …
        gpt-oss (openai/harmony, docs/format.md)
    analysis thoughts assistantfinal answer
        the same with its special tokens left out, and no space where they were

Thoughts are data about an answer and never part of one: whatever leaves doubt where they end has
no answer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NAMES = r"(?:\w+:)?(?:think|thinking|thoughts?|reasoning|reflections?)"
_OPEN = re.compile(
    rf"<{_NAMES}>|&lt;{_NAMES}&gt;|\[THINK\]|◁think▷|<\|channel>thought\b|<unused94>(?:thought\b)?"
    r"|<\|(?:begin_of_thought|START_THINKING)\|>",
    re.IGNORECASE,
)
_NEXT_OPEN = re.compile(rf"\s*(?:{_OPEN.pattern})", re.IGNORECASE)
_CLOSE = re.compile(
    rf"</{_NAMES}>|&lt;/{_NAMES}&gt;|\[/THINK\]|◁/think▷|<channel\|>|<unused95>"
    r"|<\|(?:end_of_thought|END_THINKING)\|>",
    re.IGNORECASE,
)
# A server may take a special token at the end away, and leave the one in front.
_WRAPPED = re.compile(
    r"<answer>(.*)</answer>|<output>(.*)</output>|<\|begin_of_solution\|>(.*?)(?:<\|end_of_solution\|>)?"
    r"|<\|START_RESPONSE\|>(.*?)(?:<\|END_RESPONSE\|>)?",
    re.IGNORECASE | re.DOTALL,
)
_WRAPPER = r"</?(?:answer|output)>|<\|(?:begin_of|end_of)_solution\|>|<\|(?:START|END)_RESPONSE\|>"
_CHANNEL = re.compile(
    r"(?:<\|start\|>assistant\s*)?<\|channel\|>\s*(\w++)[^<]*+(?:<\|constrain\|>[^<]*)?<\|message\|>"
    r"(.*?)(?:<\|end\|>|<\|return\|>|<\|call\|>|(?=<\|start\|>|<\|channel\|>)|\Z)",
    re.DOTALL,
)
_BARE_CHANNELS = re.compile(r"\Aanalysis(?=[A-Z\s])(.*)assistantfinal(.*)\Z", re.DOTALL)
_ANY_MARK_LEFT = re.compile(
    rf"{_OPEN.pattern}|{_CLOSE.pattern}|{_WRAPPER}|<\|(?:channel|message)\|>", re.IGNORECASE
)
_ANY_MARK = re.compile(rf"{_ANY_MARK_LEFT.pattern}|assistantfinal|\Aanalysis[A-Z]", re.IGNORECASE)
_FINAL = "assistantfinal"


class Split(NamedTuple):
    """`answer` is None where it cannot be told from the thoughts, `thoughts` where there are none.

    Both are stripped.
    """

    answer: str | None
    thoughts: str | None


def split_thoughts(text: str) -> Split:
    """The answer, and the thoughts in front of it."""
    text = text.strip()
    plain = not any(sign in text for sign in "<[◁&") and not text.startswith(("analysis", _FINAL))
    if plain or not _ANY_MARK.search(text):  # every answer passes here: most hold no sign at all
        return Split(text, None)
    if "<|channel|>" in text:
        return _split_channels(text)
    if bare := _BARE_CHANNELS.match(text):
        return _checked(bare[2], [bare[1]])
    if re.match(r"analysis[A-Z]", text):
        return Split(None, text)
    if text.startswith(_FINAL):
        return _checked(text.removeprefix(_FINAL), [])
    return _split_tags(text)


def _split_tags(text: str) -> Split:
    thoughts: list[str] = []
    end = 0
    while opened := _NEXT_OPEN.match(text, end):
        closed = _CLOSE.search(text, opened.end())
        if closed is None:
            return Split(None, text[opened.end() :].strip())
        thoughts.append(text[opened.end() : closed.start()])
        end = closed.end()
    closed = _CLOSE.search(text)
    if not thoughts and closed and not _OPEN.search(text, 0, closed.start()):
        thoughts.append(text[: closed.start()])
        end = closed.end()
    return _checked(text[end:], thoughts)


def _split_channels(text: str) -> Split:
    """Harmony: the `final` channel answers; a server may leave that one's marks out."""
    bodies = [(found[1].lower(), found[2]) for found in _CHANNEL.finditer(text)]
    finals = [body for name, body in bodies if name == "final"]
    thoughts = [body for name, body in bodies if name != "final"]
    rest = _CHANNEL.sub("", text).strip()
    answers = [answer for answer in (*finals, rest) if answer.strip()]
    if len(answers) != 1:
        return Split(None, "\n\n".join(thoughts).strip() or None)
    return _checked(answers[0], thoughts)


def _checked(answer: str, thoughts: list[str]) -> Split:
    thought = "\n\n".join(part.strip() for part in thoughts if part.strip())
    if wrapped := _WRAPPED.fullmatch(answer.strip()):
        answer = next(filter(None, wrapped.groups()), "")
    left = _ANY_MARK_LEFT.search(answer)
    return Split(None if left else answer.strip(), thought or None)
