"""Every reasoned answer about real images follows from their annotations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from offline_truth import NUMBERS, SHARES, SPELLED, Truth

from datagen.records import Scene, Turn

N = rf"({'|'.join(NUMBERS)})"
Q = r"[\w ]+?"
P = rf"({Q})"


def test_every_reasoned_answer_follows_from_the_annotations(
    turns: Callable[..., list[Turn]], real_scenes: list[Scene], truths: dict[str, Truth]
) -> None:
    understood = Counter[str]()
    for scene in real_scenes:
        for seed in range(20):
            for turn in turns(scene, "pair", seed):
                check = next((c for c in REASONING if c(truths[scene.id], turn)), None)
                assert check is not None, turn
                understood[check.__name__] += 1
    assert set(understood) == {check.__name__ for check in REASONING}


def more(truth: Truth, turn: Turn) -> bool:
    asked_for = re.search(
        rf"image, {P} or {P}, and by how many\?|more {P} or more {P}(?: in the image|\?)"
        rf"|number of {P} with the number of {P} in",
        turn.question,
    )
    if not asked_for:
        return False
    one, two = (truth.number(name) for name in asked_for.groups() if name)
    names = [name for name in asked_for.groups() if name]
    assert one != two
    high = names[0] if one > two else names[1]
    winner = re.search(
        r"there are more ([\w ]+?)(?: than|, by|\.)|the ([\w ]+?) are the more",
        turn.answer,
        re.IGNORECASE,
    )
    assert winner is not None, turn.answer
    assert high == (winner[1] or winner[2])
    for n in (one, two, abs(one - two)):
        assert re.search(rf"\b{SPELLED[n]}\b", turn.answer)
    assert SPELLED[abs(one - two)] not in turn.question.lower().replace("the two", "").split()
    return True


def together(truth: Truth, turn: Turn) -> bool:
    asked_for = re.search(
        rf"How many {P} and {P} are there in the image altogether|all the {P} and all the {P} in"
        rf"|combined number of {P} and {P} in|the {P} and the {P} in the image together",
        turn.question,
    )
    if not asked_for:
        return False
    total = sum(truth.number(name) for name in asked_for.groups() if name)
    word = SPELLED.get(total, str(total))
    assert re.search(rf"(?:total is|come to|are|is|makes) {word}\b", turn.answer), turn
    return True


def then(truth: Truth, turn: Turn) -> bool:
    match = re.search(rf"\b{N} (more|fewer) of (?:the )?(\w[\w ]*?)(?: in|\.|\?)", turn.question)
    if not match:
        return False
    phrase = match[3]
    if phrase == "them":
        phrase = re.findall(r"How many ([\w ]+?) would", turn.question)[0]
    now = truth.number(phrase)
    after = now + NUMBERS[match[1]] * (1 if match[2] == "more" else -1)
    numbers_said = [NUMBERS.get(w.lower()) for w in re.findall(r"\w+", turn.answer)]
    assert now in numbers_said
    assert after in numbers_said
    assert f"{SPELLED[after]} " in turn.answer + " "
    return True


def share(truth: Truth, turn: Turn) -> bool:
    match = re.search(
        r"one of the ([\w ]+?)(?:,|\.)|the ([\w ]+?) in the image were shared|enough ([\w ]+?) in",
        turn.question,
    )
    if not match or "person" not in turn.question:
        return False
    things = truth.number(next(group for group in match.groups() if group))
    people = truth.number("people")
    if things > people:
        assert f"with {SPELLED[things - people]} to spare" in turn.answer
    elif things < people:
        assert f"{SPELLED[people - things]} of the people would have to go without" in turn.answer
    else:
        assert "nothing would be left over" in turn.answer
    return True


def order(truth: Truth, turn: Turn) -> bool:
    if not re.search(r"left to right", turn.question) or "order" not in turn.answer:
        return False
    match = re.search(
        rf"(?:order is therefore|eye meets|the order is|the order) (the {Q})(?:,| and) (?:then )?"
        rf"(the {Q})(?:,? and (?:then |finally )?|, )(the {Q})\.",
        turn.answer,
    )
    assert match, turn.answer
    boxes = [truth.only(name) for name in match.groups()]
    assert boxes[0][2] <= boxes[1][0]
    assert boxes[1][2] <= boxes[2][0]
    return True


def half(truth: Truth, turn: Turn) -> bool:
    match = re.search(r"[Ww]hich of (the [\w ]+?) and (the [\w ]+?) (?:would|can)", turn.question)
    if not match:
        return False
    kept = re.search(
        r"Only (the [\w ]+?) would|only (the [\w ]+?) would|leaves (the [\w ]+?) alone", turn.answer
    )
    assert kept, turn.answer
    name = next(group for group in kept.groups() if group)
    covered = re.search(r"everything in the (left|right)", turn.question)
    named = re.search(r"(left|right) half", turn.question)
    assert named
    side = {"left": "right", "right": "left"}[covered[1]] if covered else named[1]
    other = match[1] if match[2] == name else match[2]
    left, right = (name, other) if side == "left" else (other, name)
    assert truth.only(left)[2] < 0.5 < truth.only(right)[0]
    return True


def part(truth: Truth, turn: Turn) -> bool:
    match = re.search(r"[Ww]ould (the [\w ]+?) (?:end|be)\b", turn.question)
    if not match or "camera" in turn.question:
        return False
    x1, _, x2, _ = truth.only(match[1])
    if "divided between" in turn.answer or re.search(r"each half would show|in each", turn.answer):
        assert x1 < 0.5 < x2
    else:
        side = re.findall(r"(left|right) half", turn.answer)[-1]
        assert x2 < 0.5 if side == "left" else x1 > 0.5
    return True


def larger(truth: Truth, turn: Turn) -> bool:
    match = re.search(r"(the [\w ]+?) (?:or|and) (the [\w ]+?)(?:,|\?)", turn.question)
    if not match or not re.search(r"takes up|fills|larger|to itself", turn.question):
        return False
    winner = re.search(
        rf"^(The {Q}) takes up|(?:counts|Hence) (the {Q}) (?:is|takes)|picture is (the {Q})\.",
        turn.answer,
    )
    assert winner, turn.answer
    big = next(group for group in winner.groups() if group).lower()
    small = next(name for name in match.groups() if name.lower() != big)
    one, two = truth.only(big), truth.only(small)
    width, height = (one[2] - one[0], two[2] - two[0]), (one[3] - one[1], two[3] - two[1])
    assert width[0] > width[1]
    assert height[0] > height[1]
    assert width[0] * height[0] >= 4 * width[1] * height[1] * (1 - 1e-9)
    shares = rf"(more|less) than ({'|'.join(SHARES)})"
    stated_shares = [(word, SHARES[share]) for word, share in re.findall(shares, turn.answer)]
    assert len(stated_shares) == 4
    overs = sorted(share for word, share in stated_shares if word == "more")
    unders = sorted(share for word, share in stated_shares if word == "less")
    assert overs[0] < max(width[0], height[0])
    assert sum(overs) < width[0] + height[0]
    assert sum(unders) > width[1] + height[1]
    return True


def turn_of_camera(truth: Truth, turn: Turn) -> bool:
    match = re.search(
        r"(?:bring|wanted|Suppose|so that) (the [\w ]+?) (?:to|in the|should|moved)", turn.question
    )
    if not match or "camera" not in turn.question:
        return False
    side = re.findall(r"turned to the (left|right)", turn.answer)
    assert len(set(side)) == 1
    x1, _, x2, _ = truth.only(match[1])
    assert x2 < 1 / 3 if side[0] == "left" else x1 > 2 / 3
    return True


REASONING = (share, then, turn_of_camera, order, half, larger, part, together, more)
