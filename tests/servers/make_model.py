"""Lessons in, a chat model of a few megabytes out that answers each of them by heart.

    python make_model.py LESSONS.jsonl FOLDER

A lesson is `{"messages": [...], "reply": "..."}`: a request just as datagen sends it and what is to
be said to it. Runs in a server's environment, never in datagen's: it needs torch and transformers.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

CONTEXT = 4096  # tokens that a server accepts, prompt and reply together
GOOD_ENOUGH = 0.001  # loss a token: even a sampled reply of 100 tokens is then seldom wrong
EXCERPTS = 80  # steps
STEPS = 240
START, END = "<|im_start|>", "<|im_end|>"
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


class Lesson(NamedTuple):
    """A prompt and a reply as tokens. `reply` ends with the end of the turn."""

    prompt: list[int]
    reply: list[int]


def tokenizer_of(texts: Sequence[str]) -> PreTrainedTokenizerFast:
    """Knows the phrases of the texts, and every other byte: no text is unknown to it.

    Tokens span words, so that a prompt has a few hundred of them and training takes seconds.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=8192,
        max_token_length=40,
        special_tokens=[END, START],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=START,
        eos_token=END,
        pad_token=END,
        chat_template=TEMPLATE,
    )


def read_lessons(file: Path) -> tuple[PreTrainedTokenizerFast, list[list[Lesson]]]:
    """The lessons in groups that share a reply."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    # not of the replies, which would be a handful of tokens then
    tokenizer = tokenizer_of([m["content"] for row in rows for m in row["messages"]])
    groups: dict[str, list[Lesson]] = {}
    for row in rows:
        prompt = tokenizer.apply_chat_template(
            row["messages"], add_generation_prompt=True, tokenize=False
        )
        lesson = Lesson(
            tokenizer(prompt, add_special_tokens=False)["input_ids"],
            tokenizer(row["reply"] + END, add_special_tokens=False)["input_ids"],
        )
        groups.setdefault(row["reply"], []).append(lesson)
    return tokenizer, list(groups.values())


def loss_of(model: LlamaForCausalLM, lesson: Lesson) -> torch.Tensor:
    """Cross entropy of the reply alone: the prompt is read, not learnt."""
    tokens = torch.tensor([lesson.prompt + lesson.reply[:-1]])
    hidden = model.model(input_ids=tokens).last_hidden_state[0, -len(lesson.reply) :]
    return torch.nn.functional.cross_entropy(model.lm_head(hidden), torch.tensor(lesson.reply))


def excerpt(lesson: Lesson, end: int, draws: random.Random) -> Lesson:
    """What tells the lessons apart: where the system prompt begins and ends, and the last tokens.

    Learnt ten times as quickly as whole prompts. `end` is the token that ends a message.
    """
    prompt = lesson.prompt
    form = prompt.index(end)
    last = prompt[-draws.randint(20, 60) :]
    return Lesson(prompt[:30] + prompt[form - 30 : form + 1] + last, lesson.reply)


def train(model: LlamaForCausalLM, groups: list[list[Lesson]], end: int, *, seed: int) -> int:
    """Excerpts first, then whole prompts until every reply is known. The number of steps."""
    draws = random.Random(seed)
    optimizer = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.95), weight_decay=0.0)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 4e-3 * min(1.0, (step + 1) / 10) * (1 - 0.9 * step / STEPS)
        lessons = [draws.choice(group) for group in groups]
        if step < EXCERPTS:
            lessons = [excerpt(lesson, end, draws) for lesson in lessons]
        losses = torch.stack([loss_of(model, lesson) for lesson in lessons])
        optimizer.zero_grad()
        losses.mean().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step > EXCERPTS and losses.max() < GOOD_ENOUGH:
            return step + 1
    raise SystemExit(f"the replies are not learnt after {STEPS} steps: {losses.tolist()}")


def main(lessons: Path, folder: Path) -> None:
    torch.manual_seed(0)
    tokenizer, groups = read_lessons(lessons)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=128,
            intermediate_size=256,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=4,
            max_position_embeddings=CONTEXT,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            tie_word_embeddings=True,
        )
    )
    steps = train(model, groups, tokenizer.eos_token_id, seed=0)
    model.generation_config.do_sample = True  # transformers takes the best token otherwise
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    prompts = [len(lesson.prompt) for group in groups for lesson in group]
    print(f"{len(groups)} replies learnt in {steps} steps; prompts of up to {max(prompts)} tokens")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
