"""How long the rules over whole data sets take, how much memory, and what they find.

    python benchmarks/duplicates.py [--records N] [--data FOLDER] [--show N]

Made records of the kinds, numbers and lengths of LLaVA's 158,000 pass by: 58 of 158 are
conversations of several short turns, 23 passages of about 78 words, 77 of about 107. Their words
follow each other as in the real captions of FOLDER/coco-mini, so that word triples repeat as they
do there. One record in 50 is an earlier one about another image with one word in 20 changed, and
one in 100 the same again. The time is that of the rules alone, on one core. Then the same rules
read real text: the captions, one by one and the five of an image together, and GPT-4's answers;
every match is held against the exact share of word triples.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import json
import random
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from datagen.validation.corpus import Corpus
from datagen.validation.corpus.near import ALIKE, RUN
from datagen.validation.corpus.words import runs, words_of

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
KINDS = {"conversation": 58, "detail": 23, "reasoning": 77}
CHANGED = 20  # one word in so many
KEPT = 500  # records of each kind of which near-duplicates are made


class Made(NamedTuple):
    image: str
    turns: tuple[tuple[str, str], ...]
    kind: str
    planted: str


class Chain:
    """Words that follow each other as often as they do in the captions."""

    def __init__(self, captions: Iterable[str]) -> None:
        after: dict[str, Counter[str]] = defaultdict(Counter)
        for caption in captions:
            words = ["", *caption.lower().replace(".", "").split(), ""]
            for one, other in itertools.pairwise(words):
                after[one][other] += 1
        self.words = [word for word in after if word]
        self._after = {
            word: (list(counts), list(itertools.accumulate(counts.values())))
            for word, counts in after.items()
        }

    def text(self, length: int, luck: random.Random) -> str:
        words: list[str] = []
        word, begins = "", True
        while len(words) < length:
            options, sums = self._after[word]
            word = options[bisect.bisect_right(sums, luck.random() * sums[-1])]
            if word:
                words.append(word.capitalize() if begins else word)
            elif words:
                words[-1] += "."
            begins = not word
        return " ".join(words)


def made(count: int, chain: Chain) -> Iterator[Made]:
    luck = random.Random(158_000)
    earlier: dict[str, list[Made]] = {kind: [] for kind in KINDS}
    for number in range(count):
        kind = luck.choices(list(KINDS), list(KINDS.values()))[0]
        image = f"{number:012d}.jpg"
        pool, dice = earlier[kind], luck.random()
        if pool and dice < 0.01:
            yield luck.choice(pool)._replace(planted="exact")
            continue
        if pool and dice < 0.03:
            turns = changed(luck.choice(pool).turns, chain, luck)
            yield Made(image, turns, kind, "near")
            continue
        record = Made(image, tuple(fresh_turns(kind, chain, luck)), kind, "")
        if len(pool) < KEPT:
            pool.append(record)
        else:
            pool[luck.randrange(KEPT)] = record
        yield record


def fresh_turns(kind: str, chain: Chain, luck: random.Random) -> Iterator[tuple[str, str]]:
    for turn in range(luck.randint(3, 6) if kind == "conversation" else 1):
        yield "human", ("<image>\n" if not turn else "") + chain.text(9, luck) + "?"
        if kind == "conversation" and luck.random() < 0.2:
            yield "gpt", luck.choice(("Yes.", "No."))
            continue
        median = {"conversation": 16, "detail": 78, "reasoning": 107}[kind]
        yield "gpt", chain.text(max(4, round(luck.lognormvariate(0, 0.3) * median)), luck)


def changed(
    turns: tuple[tuple[str, str], ...], chain: Chain, luck: random.Random
) -> tuple[tuple[str, str], ...]:
    """One word in 20 of the answers is another one."""
    texts = [text.split(" ") for _, text in turns]
    places = [
        (turn, word)
        for turn, (role, _) in enumerate(turns)
        if role == "gpt"
        for word in range(len(texts[turn]))
    ]
    for turn, word in luck.sample(places, max(1, round(len(places) / CHANGED))):
        texts[turn][word] = luck.choice(chain.words)
    return tuple((role, " ".join(text)) for (role, _), text in zip(turns, texts, strict=True))


def measure(count: int, chain: Chain) -> None:
    corpus = Corpus()
    before, seconds, cpu = peak_mb(), 0.0, 0.0
    planted: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str, str]] = Counter()
    for row, record in enumerate(made(count, chain)):
        started, busy = time.perf_counter(), time.process_time()
        findings = corpus.see(row, record.image, record.turns, record.kind)
        cpu += time.process_time() - busy
        seconds += time.perf_counter() - started
        planted[record.planted, record.kind] += 1
        for finding in findings:
            found[record.planted, record.kind, finding.rule] += 1
    whole = corpus.findings()
    print(f"{count:,} records in {seconds:.1f} s, {cpu:.1f} s of them on one core", end=": ")
    print(f"{count / cpu:,.0f} a second")
    print(f"peak memory {peak_mb():.0f} MB, {before:.0f} MB of it before the first record")
    for kind in KINDS:
        near, exact = planted["near", kind], planted["exact", kind]
        hits, same = found["near", kind, "near_duplicate"], found["exact", kind, "duplicate_record"]
        false = found["", kind, "near_duplicate"] + found["", kind, "duplicate_record"]
        print(f"{kind}: one word in {CHANGED} changed, found {hits} of {near}", end="; ")
        print(f"the same again, {same} of {exact}; {false} of {planted['', kind]} others found")
    for finding in whole:
        print(f"the file: {finding.rule}: {finding.detail}")
    print(corpus.statistics().model_dump_json())


def read(name: str, texts: list[str], show: int) -> None:
    """Real text, each a record of its own image; what is found is held against the exact share."""
    corpus, sets = Corpus(), [set(runs(words_of(text), RUN)) for text in texts]
    shares = []
    for row, text in enumerate(texts):
        for finding in corpus.see(row, f"{row}.jpg", (("human", "What?"), ("gpt", text))):
            other = int(finding.detail.rsplit(" ", 1)[1])
            shares.append(len(sets[row] & sets[other]) / len(sets[row] | sets[other]))
            if len(shares) <= show:
                print(f"  {shares[-1]:.2f}  {text}\n        {texts[other]}")
    below = [share for share in shares if share < ALIKE]
    print(f"{name}: {len(texts):,} texts, {len(shares)} found, {len(below)} of them share", end=" ")
    print(f"less than {ALIKE:.0%}" + (f" (the least {min(below):.0%})" if below else ""))
    for finding in corpus.findings():
        print(f"  {finding.rule}: {finding.detail}")


def recall(name: str, texts: list[str], chain: Chain) -> None:
    """Each real text of some length, and the same with one word in 20 changed."""
    luck, corpus, planted, found = random.Random(20), Corpus(), 0, 0
    long = [text for text in texts if len(text.split()) >= CHANGED]
    for row, text in enumerate(long):
        corpus.see(row, f"{row}.jpg", (("human", "What?"), ("gpt", text)))
    for row, text in enumerate(long):
        turns = changed((("human", "What?"), ("gpt", text)), chain, luck)
        planted += 1
        for finding in corpus.see(len(long) + row, f"{row}.png", turns):
            found += finding.detail.endswith(f"row {row}")
    print(
        f"{name} of {CHANGED} words and more, one in {CHANGED} changed: found {found} of {planted}"
    )


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, default=158_000)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--show", type=int, default=0, help="matches in real text to print")
    options = parser.parse_args()
    file = options.data / "coco-mini" / "annotations" / "captions_val2017.json"
    rows = json.loads(file.read_text(encoding="utf-8"))["annotations"]
    captions = [" ".join(row["caption"].split()) for row in rows]
    chain = Chain(captions)
    measure(options.records, chain)
    images: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        images[row["image_id"]].append(row["caption"].strip())
    lines = (options.data / "llava-reference" / "gpt4_answers.jsonl").read_text(encoding="utf-8")
    real = {
        "captions, one by one": captions,
        "captions, five together": [" ".join(five) for five in images.values()],
        "GPT-4's answers": [json.loads(line)["answer"] for line in lines.splitlines()],
    }
    for name, texts in real.items():
        read(name, texts, options.show)
        recall(name, texts, chain)


if __name__ == "__main__":
    main()
