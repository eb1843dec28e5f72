"""Rules 1 and 2: what is said to be there, and what is said not to be."""

from __future__ import annotations

from collections.abc import Iterator

from datagen.language.english.words import word_set
from datagen.language.grammar import Mention, Sentence, may_deny
from datagen.language.questions import asked_for, is_denial, is_plain, polarity
from datagen.records import Finding
from datagen.validation.grounding.case import Case, Said, finding, unboxed
from datagen.validation.grounding.facts import Support
from datagen.validation.grounding.inventory import boxed


def object_absent(case: Case) -> Iterator[Finding]:
    """Rule 1: a sentence asserts an object of which neither boxes nor captions know.

    Contradicted only where its absence is well supported (`Facts`), for every category that the
    word may stand for. Source: CHAIR, restricted to assertive sentences: unrestricted, it flags
    hypotheticals of good reasoning answers.
    """
    yield from _absent("object_absent", case, role="gpt")


def wrong_yes(case: Case) -> Iterator[Finding]:
    """Rule 2: "yes" to a question that names something absent (POPE).

    The question must ask for it ("is there a dog"), or speak of what the image shows ("is the man
    walking a dog"): "do dogs like it here" does neither.
    """
    yield from _absent("wrong_yes", case, role="human")


def _absent(rule: str, case: Case, *, role: str) -> Iterator[Finding]:
    told = set[tuple[int, frozenset[str]]]()
    for said, sentence, mention in case.once(unboxed):
        if said.role != role:
            continue
        one = said.number, mention.categories
        if one in told or not all(map(case.facts.is_absent, mention.categories)):
            continue
        told.add(one)
        yield finding(
            rule,
            "reject",
            said,
            sentence,
            (mention.start, mention.end),
            verdict="contradicted",
            claim=mention.word,
            why="no box and no caption knows of one, nor of anything of its kind; "
            + boxed(case.facts),
            captions=range(len(case.facts.scene.captions)),
        )


def unsupported(case: Case) -> Iterator[Finding]:
    """Rule 1, unknown: nothing speaks for an asserted object, but its absence is not sure.

    Not of people in general, and not of a possessor ("a child's seat"). Source: CHAIR, whose boxes
    are incomplete: of 317 COCO images, 28 % have an object that a caption names and no box shows.
    """
    facts, told = case.facts, set[tuple[int, frozenset[str]]]()
    for said, sentence, mention in () if facts.is_empty else case.once(unboxed):
        categories = mention.categories
        if (
            mention.possessive
            or mention.partial
            or (said.number, categories) in told
            or ("person" in categories and (mention.definite or mention.begin == mention.start))
            or facts.is_alike(categories)
            or any(map(facts.is_known, categories))
            or all(map(facts.is_absent, categories))
        ):
            continue
        told.add((said.number, categories))
        yield finding(
            "unsupported",
            "warn",
            said,
            sentence,
            (mention.start, mention.end),
            verdict="unknown",
            claim=mention.word,
            why=f"no box and no caption knows of one; {boxed(facts)}",
            captions=range(len(facts.scene.captions)),
        )


def wrong_no(case: Case) -> Iterator[Finding]:
    """Rule 2: "no", or a statement of absence, about something that is surely there.

    That is: by a box of half a hundredth of the image and more, or in the words of two captions.
    The question or statement must be about the whole category, anywhere in the image: "no dogs",
    not "no brown dogs", "no dogs on the couch" or "no puppies". Source: POPE, where one box or one
    word of a caption makes a "yes": RePOPE finds 9.3 % of them wrong, hence these bounds.
    """
    stated = set[tuple[int, str]]()
    for answer, sentence, mention in case.once(denials):
        stated |= {(answer.number, name) for name in case.facts.named_whole(mention)}
        yield from _denied(case, answer, sentence, (mention.begin, mention.end), mention)
    for answer, mention in case.once(denied_questions):
        names = {(answer.number, name) for name in case.facts.named_whole(mention)}
        if stated.isdisjoint(names):  # "no, there is no dog" denies it once
            first = answer.reading.sentences[0]
            yield from _denied(case, answer, first, (0, 1), mention)


def denied_questions(case: Case) -> Iterator[tuple[Said, Mention]]:
    """Answers, and what they deny by a plain "no" to a question that asks for it.

    Not where the answer goes on to tell of it, as "no, there are two" does.
    """
    for question, answer in case.exchanges:
        asked = asked_for(question.reading) if polarity(answer.reading) == "no" else None
        if asked is None:
            continue
        told = {one for m in answer.reading.sentences[0].mentions if m.asserted for one in m.names}
        if not (is_plain(asked[1]) and told.isdisjoint(asked[1].categories)):
            continue
        if case.facts.is_of_all(question.reading, *asked):
            yield answer, asked[1]


def _known_by(support: Support) -> str:
    """ "2 are boxed, 3 captions name it"."""
    boxes, captions = len(support.boxes), len(support.captions)
    told = [
        f"{boxes} {'is' if boxes == 1 else 'are'} boxed" if boxes else "",
        f"{captions} {'caption names' if captions == 1 else 'captions name'} it"
        if captions
        else "",
    ]
    return ", ".join(filter(None, told))


def denials(case: Case) -> Iterator[tuple[Said, Sentence, Mention]]:
    """What answers say there is none of, anywhere in the image."""
    for said in case.answers:
        words = said.reading.words
        for sentence in said.reading.sentences if may_deny(said.reading.vocabulary) else ():
            if sentence.question or not may_deny(words[sentence.first : sentence.last]):
                continue
            for mention in sentence.mentions:
                if (
                    mention.negated
                    and sentence.is_sure(mention.start, mention.end)
                    and is_plain(mention)
                    and is_denial(said.reading, sentence, mention)
                    and case.facts.is_of_all(said.reading, sentence, mention)
                    and (
                        _POINTING.isdisjoint(words[mention.end : sentence.last])
                        or _is_asked_for(case, said, mention)
                    )
                ):
                    yield said, sentence, mention


_POINTING = word_set("it them there him her its their")


def _is_asked_for(case: Case, said: Said, mention: Mention) -> bool:
    """Whether "there is no dog in it" answers a question for a dog anywhere in the image."""
    for question, answer in case.exchanges:
        asked = asked_for(question.reading) if answer is said else None
        if asked is not None and asked[1].names == mention.names:
            return case.facts.is_of_all(question.reading, *asked)
    return False


def _denied(
    case: Case, said: Said, sentence: Sentence, span: tuple[int, int], mention: Mention
) -> Iterator[Finding]:
    for category in case.facts.named_whole(mention):
        if not case.facts.is_surely_there(category):
            continue
        support = case.facts.support([category])
        yield finding(
            "wrong_no",
            "reject",
            said,
            sentence,
            span,
            verdict="contradicted",
            claim=f"no {mention.word}",
            why=_known_by(support),
            boxes=support.boxes,
            captions=support.captions,
        )
        return
