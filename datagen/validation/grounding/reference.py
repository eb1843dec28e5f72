"""Rules 13 and 14: whether a question can be answered, and what it gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datagen.language.english.words import (
    ARTICLES,
    AUXILIARIES,
    CLOSED,
    MARKS,
    VERB_FORMS,
    word_set,
)
from datagen.language.grammar import Mention, Sentence
from datagen.language.questions import is_open, polarity
from datagen.records import Finding
from datagen.validation.grounding.case import Case, Said, finding
from datagen.validation.grounding.facts import SMALL

_THE = frozenset(["the", "this", "that"])
_GIVES_AWAY = 4  # categories that one question names
_CONTENT, _RETOLD = 5, 0.8  # words of a caption, and the share of them in a question
_LEAST_RETOLD = 4  # words: so many at least are that share
_DOUBT = word_set(  # one of these is in each phrase
    "cannot can't not no don't doesn't impossible hard difficult unable unclear uncertain"
)
_UNDECIDED = re.compile(
    r"\b(?:cannot|can't|can not|could not|impossible to|not possible to|hard to|difficult to|"
    r"unable to|unclear|not clear|uncertain|not (?:be )?(?:certain|sure))\b"
    r"[^.]{0,40}\b(?:determined?|tell|say|know|seen?|certain|sure|identif(?:y|ied)|from)\b"
    r"|\bno way (?:to|of) (?:know|tell|say|see)(?:ing)?\b"
    r"|\b(?:is|are) not (?:given|stated|specified|known|identifiable|provided)\b"
    r"|\b(?:does|do)(?: not|n't) (?:provide|reveal|specify)\b",
    re.IGNORECASE,
)


def ambiguous_reference(case: Case) -> Iterator[Finding]:
    """Rule 13: "the dog" where several are boxed (CLEVR: a unique node).

    Nothing may tell which is meant: no adjective, no relative clause, no place, and nothing said of
    one of them before.
    """
    several, told = case.facts.several, set[str]()
    for said in case.turns if several and _may_be_any(case, several) else ():
        if said.role == "human" and not case.facts.may_name(said.reading.vocabulary, several):
            continue
        for sentence in said.reading.sentences:
            if all(
                one.term.strict <= told or several.isdisjoint(one.term.strict)
                for one in sentence.terms
            ):
                continue
            for mention in sentence.mentions:
                if several.isdisjoint(mention.categories):
                    continue
                ambiguous = _is_any(said, sentence, mention)
                if ambiguous and told.isdisjoint(mention.categories) and _are_seen(case, mention):
                    yield finding(
                        "ambiguous_reference",
                        "warn",
                        said,
                        sentence,
                        (mention.begin, mention.end),
                        verdict="contradicted",
                        claim=f"the {mention.word}",
                        why=f"{len(case.facts.boxes(mention.categories))} are boxed",
                        boxes=(box.index for box in case.facts.boxes(mention.categories)),
                    )
                told |= mention.categories


def _may_be_any(case: Case, several: frozenset[str]) -> bool:
    """Whether "the" stands before a singular for one of these anywhere."""
    return any(
        one.start
        and said.reading.words[one.start - 1] in _THE
        and not several.isdisjoint(one.term.strict)
        for said in case.turns
        if not _THE.isdisjoint(said.reading.vocabulary)
        for sentence in said.reading.sentences
        for one in sentence.terms
        if not one.term.plural
    )


def _are_seen(case: Case, mention: Mention) -> bool:
    """Whether two of them are of a size that one sees."""
    return sum(box.area >= SMALL for box in case.facts.boxes(mention.categories)) > 1


def _is_any(said: Said, sentence: Sentence, mention: Mention) -> bool:
    """Whether nothing tells which one is meant."""
    if not mention.definite or mention.plural or mention.adjectives or mention.count:
        return False
    if mention.possessive or mention.word not in mention.categories:
        return False
    if not sentence.is_sure(mention.start, mention.end):
        return False
    words = said.reading.words
    if words[mention.begin] not in _THE:  # "his dog" tells which
        return False
    behind = words[mention.end] if mention.end < len(words) else "."
    subject = mention.begin == sentence.first or words[mention.begin - 1] in (",", "and")
    if sentence.question:
        alone = behind in ("?", "doing", "wearing", "made", ",", ".")
    else:
        alone = subject and (behind in VERB_FORMS or behind in AUXILIARIES)
    return alone and len(mention.categories) == 1


def question_reveals(case: Case) -> Iterator[Finding]:
    """Rule 14: a question that tells what is in the image, so that nobody needs to look.

    It names four of the image's categories and more, or most of what one caption says. Source:
    LLaVA's prompt for reasoning, which keeps what is seen out of the questions; MMStar, where a
    model answers 43 % of a benchmark without its images.
    """
    for said in case.turns:
        if said.role != "human":
            continue
        words = said.reading.vocabulary
        named = (
            {
                category
                for sentence in said.reading.sentences
                for mention in sentence.mentions
                for category in mention.categories
            }
            if len(words & case.facts.lexicon.names) >= _GIVES_AWAY
            else set[str]()
        )
        names = set(filter(case.facts.is_known, named)) if len(named) >= _GIVES_AWAY else set()
        told = None
        content = words - CLOSED
        if len(content) >= _CONTENT and case.facts.captions.may_hold(content, _LEAST_RETOLD):
            contents = enumerate(case.facts.captions.contents)
            told = next((number for number, content in contents if _retells(words, content)), None)
        if len(names) >= _GIVES_AWAY:
            listed = ", ".join(sorted(names))
            yield _about("question_reveals", said, listed, "the question gives that away")
        elif told is not None:
            text = case.facts.scene.captions[told]
            yield _about("question_reveals", said, text, "the question gives that away")


def _retells(words: frozenset[str], content: frozenset[str]) -> bool:
    return len(content) >= _CONTENT and len(content & words) >= _RETOLD * len(content)


def question_undecided(case: Case) -> Iterator[Finding]:
    """Rule 14: a question without a definite answer, by its words or by those of the answer.

    Questions for reasoning are of this kind on purpose: their recipe leaves this rule out. Source:
    LLaVA's prompt for conversations, which asks for questions with definite answers only.
    """
    for question, answer in case.exchanges:
        text = answer.reading.text.replace("\u2019", "'")
        if is_open(question.reading):
            asked = question.reading.sentence_text(question.reading.sentences[-1])
            yield _about("question_undecided", question, asked, "nobody can see the answer")
        elif (
            len(text) < 400
            and not _DOUBT.isdisjoint(answer.reading.vocabulary)
            and (found := _UNDECIDED.search(text))
            and not (found[0].endswith(_SEEN) and _is_absence(answer, text, found))
        ):
            yield _about("question_undecided", answer, found[0], "there is no definite answer")


_CERTAIN = re.compile(
    r"\b(?:the|this|that|his|her|its|their|what|who|how|whether|if)\b", re.IGNORECASE
)
_SEEN = ("see", "seen")
_NONE_OF = re.compile(r" (?:any|one|a|an)\b(?! (?:reason|way|clear))", re.IGNORECASE)


def _is_absence(answer: Said, text: str, found: re.Match[str]) -> bool:
    """Whether what cannot be seen is said to be absent: "no, I can't see any", "cats cannot …".

    Not "no, his face cannot be seen", or "I cannot see what it is".
    """
    behind = text[found.end() :]
    if _NONE_OF.match(behind):
        return True
    if _CERTAIN.match(behind.lstrip()):
        return False
    if polarity(answer.reading) == "no":
        return not _CERTAIN.search(text[: found.start()])
    first = answer.reading.sentences[0]
    subject = first.mentions[0] if first.mentions else None
    return subject is not None and subject.begin == first.first and not subject.definite


def question_repeated(case: Case) -> Iterator[Finding]:
    """Rule 14: a question that was asked before in the same conversation.

    Articles, "please" and what stands around "how many" make no difference. Source: StableLLaVA,
    75 % of whose answers are duplicates.
    """
    yield from _repeated(case, "human", "question_repeated", 0)


def answer_repeated(case: Case) -> Iterator[Finding]:
    """Rule 14: an answer of a sentence and more that was given before in the same conversation.

    It warns where the answer is to yes or no: the same may be true of two things. Source: as above.
    """
    yield from _repeated(case, "gpt", "answer_repeated", 6)


_SAME = ARTICLES | {"please"}
_SAME_NUMBER = _SAME | {"there", "is", "are"}  # "how many dogs are (there) on the lawn"
_FILL = _SAME_NUMBER | MARKS


def _repeated(case: Case, role: str, rule: str, least_words: int) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    turns = [said for said in case.turns if said.role == role]
    if len({said.reading.vocabulary - _FILL for said in turns}) == len(turns):
        return
    for said in turns:
        words = [word for word in said.reading.words if word[0].isalnum()]
        fill = _SAME_NUMBER if "many" in words else _SAME
        text = " ".join(word for word in words if word not in fill)
        if not text or len(words) < least_words:
            continue
        before = seen.setdefault(text, said.number)
        if before != said.number:
            sentences = said.reading.sentences
            yield finding(
                rule,
                "warn" if role == "gpt" and polarity(said.reading) else "reject",
                said,
                sentences[0],
                (sentences[0].first, sentences[-1].last),
                verdict="contradicted",
                claim=said.reading.text.strip(),
                why=f"turn {before} says the same",
            )


def _about(rule: str, said: Said, claim: str, why: str) -> Finding:
    sentence = said.reading.sentences[-1]
    span = sentence.first, sentence.last
    return finding(rule, "warn", said, sentence, span, verdict="unknown", claim=claim, why=why)
