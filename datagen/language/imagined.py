"""A question in, whether it asks for what no image shows out: what comes next, or came before.

"What might the owner do next?", "where could they be going?", "imagine what happens". Whoever
answers tells a story. "What might be the reason" and "could you tell me what is there" ask for what
is seen.
"""

from __future__ import annotations

from datagen.language.english.words import AUXILIARIES, IMAGE_WORDS, word_set
from datagen.language.grammar import Reading

_WHAT = word_set("what what's where who how which")
_MODAL = word_set("could might may would will")
_SUPPOSING = word_set("imagine guess predict speculate suppose")
_TELLING = word_set("describe list count name tell explain summarize give identify")
_HAPPEN = word_set("happen happens happened do does did done go goes went occur occurs occurred")
_EVENTS = _HAPPEN | word_set(
    "going come comes coming head headed heading travel traveling travelling bound unfold visit "
    "pack spend buy bring take plan planning continue lead been"
)
_NEXT = word_set("next before after afterward afterwards later previously earlier then")
_EARLIER = word_set("before previously earlier")
_COMING = word_set("going about expect expected likely")
_STORY = word_set("tell write invent make")
_ASKERS = word_set("you we one i")


def is_imagined(question: Reading) -> bool:
    """Whether all that is asked for is what happens at another time, or may happen."""
    asks = []
    for sentence in question.sentences:
        words = question.words[sentence.first : sentence.last]
        supposed = words[0] in _SUPPOSING and not _WHAT.isdisjoint(words)
        if sentence.question or supposed or words[0] in _TELLING | _STORY:
            asks.append(words)
    return bool(asks) and all(map(_is_all_imagined, asks))


def _is_all_imagined(words: list[str]) -> bool:
    """Of "what might he do next, and what does he wear" only a part is."""
    if words[0] in _STORY and ["a", "story"] in (words[1:3], words[2:4]):
        return True
    supposed = words[0] in _SUPPOSING
    parts, start = [], 0
    for at in range(1, len(words)):
        if words[at] in _WHAT and words[at - 1] in ("and", ","):
            parts.append(words[start : at - 1])
            start = at
    parts.append(words[start:])
    return all(_is_imagined(part, supposed=supposed) for part in parts if part)


def _is_imagined(words: list[str], *, supposed: bool) -> bool:
    at = next((at for at, word in enumerate(words) if word in _WHAT), len(words))
    if any(word in _TELLING and at > spot + 3 for spot, word in enumerate(words[:at])):
        return False  # "describe the image, and say what happens next"
    asked = words[at:]
    if supposed and _EVENTS.isdisjoint(asked):
        return False
    return supposed or _may_happen(asked) or _is_of_another_time(asked)


def _may_happen(asked: list[str]) -> bool:
    """ "What might he do", "where could they be going", "what would happen if it rained"."""
    for at, word in enumerate(asked):
        coming = word == "to" and asked[at - 1] in _COMING and at > 1
        if not (word in _MODAL or coming):
            continue
        behind = asked[at + 1 :]
        if behind[:1] and behind[0] in _ASKERS and not IMAGE_WORDS.isdisjoint(behind):
            return False  # "what could you do with this picture"
        if "wrong" in behind:
            return False  # "what could go wrong" asks for what may be seen
        return bool(_times(behind)) or not _EVENTS.isdisjoint(behind)
    return False


def _is_of_another_time(asked: list[str]) -> bool:
    """ "What happens next", "what did he do before the trip", "what's next"."""
    if asked[:2] == ["where", "did"] and not _EVENTS.isdisjoint(asked):
        return True
    times = _times(asked)
    if not times:
        return False
    before = asked[1 : times[0]]
    if asked[times[0] :][:2] == ["next", "?"] and before in ([], ["is"], ["comes"]):
        return True
    if before[:1] in (["was"], ["were"]) and asked[times[0]] in _EARLIER:
        return asked[0] == "where" or "doing" in before
    first = bool(before) and before[0] in AUXILIARIES
    return asked[0] != "how" and any(
        word in _HAPPEN and at >= first and (at == 0 or before[at - 1] != "to")
        for at, word in enumerate(before)
    )


def _times(asked: list[str]) -> list[int]:
    """Where a word for another time stands: "next" is none in "next to"."""
    return [
        at
        for at, word in enumerate(asked[:-1])
        if word in _NEXT and not (word == "next" and asked[at + 1] == "to")
    ]
