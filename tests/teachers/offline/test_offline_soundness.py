"""Every statement about real images is true by their annotations, read here with code of its own.

Each sentence must be understood by one of the patterns below, be a caption, or be arithmetic on
numbers that were checked: what the tests cannot read fails.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from offline_truth import NUMBERS, SHARES, SINGULARS, Truth, Xyxy

from datagen.records import Scene, Turn

SEEDS = range(6)

# ---------------------------------------------------------------------- patterns and their checks

NP = r"((?:the|a|an|both) [\w ]+?|[A-Za-z][\w ]+?)"
N = rf"({'|'.join(NUMBERS)})"
PLACE = (
    r"((?:on the (?:left|right) side|in the (?:upper|lower) (?:left|right) part"
    r"|in the middle of the (?:upper|lower) part|in the middle|right in the center"
    r"|at the top|at the bottom))"
)
SEEN = r"(?:is|are|can be seen|can be found|is located|are located)"


def check_place(box: Xyxy, place: str) -> None:
    x1, y1, x2, y2 = box
    thirds = {
        "left": x2 <= 1 / 3, "right": x1 >= 2 / 3, "upper": y2 <= 1 / 3, "lower": y1 >= 2 / 3,
        "top": y2 <= 1 / 3, "bottom": y1 >= 2 / 3,
    }  # fmt: skip
    words = [w for w in re.findall(r"\w+", place.replace("right in the", "in the")) if w in thirds]
    assert all(thirds[word] for word in words), (place, box)
    if "middle" in place or "center" in place:
        assert x1 >= 1 / 3, (place, box)
        assert x2 <= 2 / 3, (place, box)
    assert words or "middle" in place or "center" in place


def places(truth: Truth, text: str) -> bool:
    text = text.removesuffix(".")
    both = re.fullmatch(
        rf"(?:Both )?{NP} and {NP} (?:are both|are|can both be seen) {PLACE}(?: of the image)?",
        text,
    )
    also = re.fullmatch(rf"{NP} (?:is|are) {PLACE}(?: of the image)?, and so (?:is|are) {NP}", text)
    if both or also:
        match = both or also
        assert match is not None
        first, second, place = (
            (match[1], match[2], match[3]) if both else (match[1], match[3], match[2])
        )
        check_place(truth.only(first), place)
        check_place(truth.only(second), place)
        return True
    joint = "(?:, while|, and|, whereas| and)"
    two = re.fullmatch(
        rf"{NP} {SEEN} {PLACE} of the image{joint} {NP}(?: (?:is|are))? {PLACE}", text
    )
    if two:
        check_place(truth.only(two[1]), two[2])
        check_place(truth.only(two[3]), two[4])
        return True
    one = re.fullmatch(rf"{NP} {SEEN} {PLACE} of the image", text)
    if one:
        check_place(truth.only(one[1]), one[2])
        return True
    return False


def sides(truth: Truth, text: str) -> bool:
    match = re.fullmatch(
        rf"(?:In the image, |From the viewer's side, )?{NP} (?:is|are|can be seen) to the "
        rf"(left|right) of {NP}(?: in the image)?\.",
        text,
    )
    if not match:
        return False
    one, other = truth.only(match[1]), truth.only(match[3])
    left, right = (one, other) if match[2] == "left" else (other, one)
    assert left[2] <= right[0]
    return True


def numbers(truth: Truth, text: str) -> bool:
    """Sentences that list how many there are."""
    match = re.fullmatch(
        r"(?:There are|In all, there are|In total, there are|The image contains|The image shows) "
        r"(.+?)"
        r"(?: in the image)?\.|(.+) can be (?:counted|seen) in the image\.",
        text,
    )
    if not match:
        return False
    items = re.split(r", | and ", match[1] or match[2])
    parsed = [re.fullmatch(rf"{N} (.+)", item, re.IGNORECASE) for item in items]
    if not all(parsed):
        return False
    for item in parsed:
        assert item is not None
        assert truth.number(item[2]) == NUMBERS[item[1].lower()], text
    return True


def extents(truth: Truth, text: str) -> bool:
    share = rf"({'|'.join(SHARES)})"
    match = re.fullmatch(
        rf"{NP} (?:takes up|fills|extends over) more than {share} of the (width|height) of the "
        r"(?:image|picture)\.",
        text,
    )
    other = re.fullmatch(
        rf"More than {share} of the (width|height) of the image is taken up by {NP}\.", text
    )
    if match:
        phrase, amount, extent = match.groups()
    elif other:
        amount, extent, phrase = other.groups()
    else:
        return False
    x1, y1, x2, y2 = truth.only(phrase)
    assert (x2 - x1 if extent == "width" else y2 - y1) > SHARES[amount], text
    return True


def shown(truth: Truth, text: str) -> bool:
    """Sentences that say what is there besides."""
    match = re.fullmatch(
        r"The image also shows (.+)\.|(.+) can also be seen\."
        r"|There (?:is|are) also (.+) in the scene\.|In addition, (.+) (?:is|are) visible\.",
        text,
    )
    if not match:
        return False
    for item in re.split(r", | and ", next(group for group in match.groups() if group)):
        name = truth.category(item)
        assert name in truth.boxes or name in truth.crowds, text
        if item.lower().startswith(("a ", "an ")):
            assert len(truth.boxes[name]) == 1, text
    return True


def captioned(truth: Truth, text: str) -> bool:
    """A sentence made of one caption."""
    low = text.lower().rstrip(".")
    plain = (re.sub(r" +([.,])", r"\1", c).rstrip(" .,").lower() for c in truth.captions)
    return any(low.endswith(caption) and len(low) - len(caption) < 60 for caption in plain)


CHECKS = (captioned, places, sides, numbers, extents, shown)


# ------------------------------------------------------------------------------------------ tests


@pytest.fixture(scope="module")
def asked(
    turns: Callable[..., list[Turn]], real_scenes: list[Scene], truths: dict[str, Truth]
) -> list[tuple[Truth, Turn]]:
    """Every turn of every conversation."""
    return [
        (truths[scene.id], turn)
        for scene in real_scenes
        for seed in SEEDS
        for turn in turns(scene, "turns", seed)
    ]


def polar(asked: list[tuple[Truth, Turn]], word: str) -> Iterator[tuple[Truth, str]]:
    """The category of each yes-or-no question with this answer, read from the answer."""
    for truth, turn in asked:
        if turn.answer.startswith(f"{word}, "):
            match = re.fullmatch(
                rf"{word}, (?:there (?:is|are) |the image shows )?(.+?)"
                r"(?: in the image| can be seen in the image| (?:is|are) visible in the image)?\.",
                turn.answer,
            )
            assert match, turn.answer
            name = truth.category(match[1])
            question = turn.question.lower()
            assert SINGULARS.get(name, name).lower().rstrip("s") in question
            yield truth, name


def test_whatever_is_said_to_be_there_is_boxed_in_plain_sight_or_told_of_twice(
    asked: list[tuple[Truth, Turn]],
) -> None:
    seen = Counter[str]()
    for truth, name in polar(asked, "Yes"):
        seen[name] += 1
        boxed = truth.boxes.get(name, []) + truth.crowds.get(name, [])
        plain = any((x2 - x1) * (y2 - y1) >= 0.005 for x1, y1, x2, y2 in boxed)
        assert plain or truth.told_by(name) >= (1 if boxed else 2), (name, truth.captions)
    assert seen.total() > 250
    assert len(seen) > 30


def test_whatever_is_said_to_be_absent_has_no_box_no_caption_and_no_sibling(
    asked: list[tuple[Truth, Turn]],
) -> None:
    hard = {"truck", "handbag", "potted plant", "bottle", "bowl", "chair", "person", "car"}
    seen = Counter[str]()
    for truth, name in polar(asked, "No"):
        seen[name] += 1
        boxed = truth.boxes.keys() | truth.crowds.keys()
        assert name not in boxed
        assert name not in hard
        assert truth.groups[name] not in {truth.groups[other] for other in boxed}
        words = " ".join(truth.captions).lower()
        assert not re.search(rf"\b{'ski' if name == 'skis' else name}", words), (name, words)
        assert name.split()[0] not in words.split()
    assert seen.total() > 250
    assert len(seen) > 30


def test_every_number_place_and_side_in_a_conversation_is_true(
    asked: list[tuple[Truth, Turn]],
) -> None:
    understood = Counter[str]()
    for truth, turn in asked:
        if turn.answer.startswith(("Yes, ", "No, ")):
            continue
        check = next((c for c in CHECKS if c(truth, turn.answer)), None)
        assert check is not None, turn.answer
        understood[check.__name__] += 1
        if check is numbers:
            match = re.search(rf"\b{N} ([\w ]+?)(?: can| in|\.)", turn.answer, re.IGNORECASE)
            assert match is not None
            assert match[2] in turn.question
            assert match[1].lower() not in turn.question.lower().split()
            assert 2 <= NUMBERS[match[1].lower()] <= 8
        elif check in (places, sides):
            subject = re.search(r"\b[Tt]he (?!image|viewer)([\w ]+?) (?:is|are|can)\b", turn.answer)
            assert subject is not None
            assert subject[1] in turn.question
    assert min(understood[c.__name__] for c in (captioned, places, sides, numbers)) > 20


def test_no_turn_gives_a_later_answer_away(
    turns: Callable[..., list[Turn]], real_scenes: list[Scene], truths: dict[str, Truth]
) -> None:
    for scene in real_scenes:
        truth = truths[scene.id]
        for seed in SEEDS:
            said = turns(scene, "turns", seed)
            for place, turn in enumerate(said):
                earlier = " ".join(f"{q} {a}" for q, a in said[:place]).lower()
                if turn.answer.startswith("Yes, "):
                    ((_, name),) = polar([(truth, turn)], "Yes")
                    assert not re.search(rf"\b{name}\b", earlier), (name, earlier)
                elif not captioned(truth, turn.answer) and numbers(truth, turn.answer):
                    assert turn.answer.lower().rstrip(".") not in earlier
                    many = re.search(rf"\b{N} ([\w ]+?)(?: can| in|\.)", turn.answer, re.IGNORECASE)
                    assert many is not None
                    assert many[0].lower() not in earlier


def test_every_sentence_of_a_passage_is_true_and_said_once(
    said: Callable[..., str], real_scenes: list[Scene], truths: dict[str, Truth]
) -> None:
    understood = Counter[str]()
    for scene in real_scenes:
        for seed in SEEDS:
            text = said(scene, "passage", seed)
            sentences = re.split(r"(?<=\.) (?=[A-Z])", text) if text else []
            assert len(set(sentences)) == len(sentences)
            told = " ".join(s for s in sentences if captioned(truths[scene.id], s)).lower()
            counted = [s for s in sentences if s.lower().rstrip(".") not in told]
            for n, things in re.findall(rf"\b{N} (\w+?s)\b", " ".join(counted), re.IGNORECASE):
                assert f"{n} {things}".lower() not in told, text
            for sentence in sentences:
                check = next((c for c in CHECKS if c(truths[scene.id], sentence)), None)
                assert check is not None, sentence
                understood[check.__name__] += 1
    assert min(understood[check.__name__] for check in CHECKS) > 10
