"""A number of requests in, the files that tools read out: all of it made up, the same every time.

For datagen a scenes file and a prompts folder, for the others the same messages: `prompt.json` with
what is the same for all of them, `queries.jsonl` with what is not. Sizes as in a real run: a system
prompt of 1.5 KB, three worked examples of 4 KB together, a query of 1 KB that names its item.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

SYSTEM = """\
You are a visual assistant. Each message tells you what one image shows: first a few sentences \
that people wrote about it, one a line, then a list of the things that were marked in it, one a \
line, each with the corners of its box as fractions of the width and the height of the image. \
Reply to the last message with a detailed description of its image.

## What to write
- Start with the scene as a whole. Then say what the main things are, how many there are of them, \
where in the image they are, what people and animals do, and how things stand to one another. \
Smaller things and the background come last.
- Use the boxes to tell where things are, but never mention a box, a number of a corner or the \
list itself: write as somebody who looks at the image.
- Give only the numbers that the sentences or the list state. Where the two disagree, leave the \
number out.
- Write two or three paragraphs of plain prose, and say everything once. Do not pad.
- End on something that can be seen: no summary, no praise and no remark on the mood.

## Certainty and voice
- Be definite. Leave out whatever would need "seems", "appears", "likely" or "might".
- Do not guess names, places, brands, ages or feelings. Do not say what is not in the image.
- Write in the present tense, in whole sentences, in English.

## Form of the reply
Reply with nothing but the paragraphs, with a blank line between them: no title, no list, no \
markdown, nothing before them and nothing after them."""

ANSWER = """\
The picture shows {place} in clear light. {Who} stand close together in the middle, and one of \
them holds a {a}. The other looks at a {b}, which is on the ground in front of them. Both wear \
plain clothes and dark shoes. To the left of them is a {c}, and its shadow falls to the right.

On the right side of the picture there is a low wall of grey stone. A {d} is on the wall, and a \
{a} of the same kind as the one in the middle lies below it. Some leaves are on the ground \
between the wall and the people. Farther back one sees a row of trees and the side of a house \
with two windows. The nearer window is open, and a white curtain hangs out of it. A bird sits on \
the edge of the roof, above the nearer window."""

PLACES = ("a yard", "a small square", "the edge of a park", "a quiet street", "a farm road")
PEOPLE = ("two people", "two children", "a man and a woman", "two women", "two men")
THINGS = (
    "bicycle",
    "bench",
    "dog",
    "umbrella",
    "backpack",
    "chair",
    "bottle",
    "kite",
    "ball",
    "cup",
)
SEEDS = 3
RECIPE = "passage"


def _captions(dice: Random, named: str) -> list[str]:
    def sentence() -> str:
        return (
            f"{dice.choice(PEOPLE).capitalize()} in {dice.choice(PLACES)} with a "
            f"{dice.choice(THINGS)} and a {dice.choice(THINGS)} beside a low stone wall."
        )

    return [f"The picture {named}shows {dice.choice(PLACES)}.", *(sentence() for _ in range(4))]


def _instances(dice: Random, number: int) -> list[dict[str, object]]:
    boxes = []
    for _ in range(number):
        x, y = dice.randrange(0, 600) / 1000, dice.randrange(0, 600) / 1000
        width, height = dice.randrange(50, 400) / 1000, dice.randrange(50, 400) / 1000
        corners = [x, y, round(x + width, 3), round(y + height, 3)]
        boxes.append({"category": dice.choice(THINGS), "bbox": corners})
    return boxes


def item(number: int) -> str:
    """The name by which the server tells requests apart."""
    return f"item-{number:06d}"


def scenes(requests: int, *, brief: bool) -> Iterator[dict[str, object]]:
    """As datagen reads them from a scenes file."""
    for number in range(requests):
        dice = Random(number)
        yield {
            "id": f"{number:012d}",
            "image": f"{number:012d}.jpg",
            "captions": _captions(dice, f"{item(number)} ")[: 1 if brief else None],
            "instances": _instances(dice, 2 if brief else 18),
        }


def _seed(number: int) -> tuple[dict[str, object], str]:
    dice = Random(f"seed {number}")
    things = dict(zip("abcd", dice.sample(THINGS, 4), strict=True))
    people = dice.choice(PEOPLE).capitalize()
    answer = ANSWER.format(place=dice.choice(PLACES), Who=people, **things)
    return {"captions": _captions(dice, ""), "instances": _instances(dice, 6)}, answer


def _context(scene: dict[str, object]) -> str:
    """The text that datagen makes of a scene."""
    boxes = [f"{box['category']}: {_corners(box['bbox'])}" for box in scene["instances"]]  # type: ignore[attr-defined]
    return "\n".join([*scene["captions"], "", *boxes])  # type: ignore[misc]


def _corners(box: list[float]) -> str:
    return "[" + ", ".join(map(str, box)) + "]"  # they have three decimals at most


def write(folder: Path, requests: int, *, brief: bool) -> None:
    """Scenes, prompts and seeds for datagen; `prompt.json` and `queries.jsonl` for the others.

    Brief: a sentence for a system prompt, no worked examples and a query of 0.1 KB.
    """
    system = "Describe the image that these words tell of." if brief else SYSTEM
    folder.mkdir(parents=True, exist_ok=True)
    recipes, seeds = folder / "prompts", folder / "seeds" / RECIPE
    (recipes / "questions").mkdir(parents=True, exist_ok=True)
    seeds.mkdir(parents=True, exist_ok=True)
    (recipes / "questions" / "ask.txt").write_text("What does the picture show?\n")
    (recipes / f"{RECIPE}.md").write_text(
        "---\nversion: 1\ndescription: a long description\ncaptions: required\nboxes: optional\n"
        f"reply: passage\nquestions: ask\n---\n{system}\n"
    )
    shown = []
    for number in range(0 if brief else SEEDS):
        scene, answer = _seed(number)
        shown += [
            {"role": "user", "content": _context(scene)},
            {"role": "assistant", "content": answer},
        ]
        (seeds / f"{number}.md").write_text(f"---\nscene: {json.dumps(scene)}\n---\n{answer}\n")
    (folder / "prompt.json").write_text(json.dumps({"system": system, "shown": shown}))
    with (
        (folder / "scenes.jsonl").open("w") as scenes_out,
        (folder / "queries.jsonl").open("w") as queries_out,
    ):
        for scene in scenes(requests, brief=brief):
            scenes_out.write(json.dumps(scene) + "\n")
            queries_out.write(json.dumps({"query": _context(scene)}) + "\n")
