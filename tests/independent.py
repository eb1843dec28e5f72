"""A second reading of what LLaVA's trainer needs, written apart from `datagen.validation`.

It follows the trainer's own steps (llava/train/train.py, template v1) and shares no code with ours.
"""

from __future__ import annotations

from typing import Any

SYSTEM = "A chat between a curious user and an artificial intelligence assistant."
FORBIDDEN = (
    "</s>", "<s>", "<unk>", "<pad>", " ASSISTANT: ", "[INST]", "[/INST]", "<<SYS>>",
    "<|im_start|>", "<|im_end|>", "<im_start>", "<im_end>", "<im_patch>", "<Image>",
)  # fmt: skip


def complaints(record: Any) -> list[str]:
    """What would go wrong, in the trainer's order; empty where nothing would."""
    said: list[str] = []
    turns = record["conversations"]
    if sorted(record) != ["conversations", "id", "image"]:
        said.append(f"keys {sorted(record)}")
    if not isinstance(record["id"], str) or not isinstance(record["image"], str):
        said.append("id and image are text")
    if record["image"].startswith("/") or ".." in record["image"].split("/"):
        said.append("image leads out")
    if not turns or len(turns) % 2:
        said.append("an odd number of turns")
    for number, turn in enumerate(turns):
        value = turn["value"]
        if turn["from"] != ["human", "gpt"][number % 2]:
            said.append(f"turn {number} is from {turn['from']}")
        if not isinstance(value, str) or value != value.strip() or not value.strip():
            said.append(f"turn {number} is empty or not stripped")
        if number and "<image>" in value:
            said.append(f"<image> in turn {number}")
        said += [f"turn {number} holds {word}" for word in FORBIDDEN if word in f" {value} "]
        if any(line.startswith("###") for line in value.split("\n")):
            said.append(f"turn {number} holds ### at the start of a line")
    first = turns[0]["value"]
    if first.count("<image>") != 1:
        said.append("not one <image>")
    question = first.replace("<image>\n", "", 1) if first.startswith("<image>\n") else first
    question = question[: -len("\n<image>")] if question.endswith("\n<image>") else question
    if "<image>" in question or not question.strip():
        said.append("<image> is no line of its own, or stands alone")
    return said + _masking(turns)


def _masking(turns: list[Any]) -> list[str]:
    """The v1 template rendered and split again, as the trainer does to mask the questions."""
    text = SYSTEM
    for number in range(0, len(turns) - 1, 2):
        text += f" USER: {turns[number]['value']} ASSISTANT: {turns[number + 1]['value']}</s>"
    rounds = [part for part in text.split("</s>") if part]
    if len(rounds) != len(turns) // 2:
        return [f"{len(rounds)} rounds for {len(turns)} turns"]
    return [
        f"round {number} splits into {len(part.split(' ASSISTANT: '))}"
        for number, part in enumerate(rounds)
        if len(part.split(" ASSISTANT: ")) != 2
    ]
