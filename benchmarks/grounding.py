"""How often the rules of grounding are right: false alarms, found faults, speed.

    python benchmarks/grounding.py [--data DIR] [--seed N] [--limit N] [--scale N] [--json]

Good text comes from three places: GPT-4's answers of LLaVA-Bench (COCO), each human caption of
coco-mini (judged by the boxes and the other captions of its image), and our own sentences in
tests/grounding. A mutator plants one fault in each and shares no code with the rules. A fault
counts as found only where a rule rejects the record under the default policy and lets the text
without the fault pass; of attributes, of which the rule only warns, where it warns. Those are
planted in the captions of val2017 as well, each judged by the other captions of its image.
Intervals are Wilson's, 95 %. Then the speed of the rules on one core, and
`datagen validate` over a file of --scale records (0 leaves that out) on two.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from grounded import polarity, scale, sources, speed, unseen
from grounded.judge import Judge
from grounded.mutate import mutants
from grounded.rates import (
    KINDS,
    WARNED_KINDS,
    Alarm,
    FalseAlarms,
    Measured,
    Rate,
    false_alarms,
    measure,
    warned_by,
)

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    options = _options()
    annotations = options.data / "coco-mini" / "annotations"
    scenes = sources.read_coco(
        annotations / "captions_train2017.json", annotations / "instances_train2017.json"
    )
    answers = sources.gpt4_answers(options.data / "llava-reference")
    captions = sources.human_captions(scenes)
    written = sources.sentences(options.sentences, scenes)
    talks = list(sources.conversations([*answers, *written]))
    seen = [*scenes.values(), *{good.scene: None for good in answers}]
    asked = list(polarity.questions(seen, options.seed))
    goods = [*answers, *captions, *written, *talks, *asked]
    unboxed = sources.unboxed_captions(annotations / "captions_val2017.json")
    chosen = mutants([*goods, *unboxed], options.seed, options.limit)

    judge = Judge()
    alarms = {
        "GPT-4 answers": false_alarms(answers, judge),
        "human captions": false_alarms(captions, judge),
        "our sentences": false_alarms(written, judge),
        "yes and no": false_alarms(asked, judge),
    }
    warned = warned_by(unboxed, Judge("wrong_attribute"))
    measured = measure(chosen, goods, judge)
    rate = speed.records_a_second(answers, talks, judge, options.records)
    folder = options.data / "llava-reference" / "contexts.jsonl"
    authors = unseen.measure(options.sentences.parent, {**scenes, **sources.read_scenes(folder)})
    runs = _scaled(annotations, options.scale) if options.scale else []
    if options.json:
        of_attributes = {"of": len(unboxed), "warned": _listed(warned)}
        told = _as_json(alarms, measured, authors, rate, runs)
        print(json.dumps(told | {"attributes_of_val2017": of_attributes}, indent=2))
    else:
        _print(alarms, measured, authors, rate, options.show)
        _print_warned(warned, len(unboxed))
        for run in runs:
            _print_run(run)


def _print_warned(warned: tuple[Alarm, ...], of: int) -> None:
    print(f"\nCaptions of val2017 of which wrong_attribute warns: {_rate(Rate(len(warned), of))}")
    for alarm in warned:
        print(_alarm("warn", alarm))


def _scaled(annotations: Path, records: int) -> list[scale.Scaled]:
    """LLaVA's 158,000 records are of 81,479 images."""
    with TemporaryDirectory() as folder:
        return scale.measure(annotations, Path(folder), records, round(records * 0.516), workers=2)


def _print_run(run: scale.Scaled) -> None:
    kept = "with near-duplicates" if run.duplicates else "each record by itself"
    print(
        f"datagen validate, {run.records:,} records of {run.images:,} images, {kept}: "
        f"{run.seconds:.0f} s on two cores ({run.cpu_seconds:.0f} s of CPU time), "
        f"{run.findings:,} findings written, {run.peak_mb:.0f} MB at most"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    data = os.environ.get("DATAGEN_REAL_DATA") or ROOT.parent / "shared" / "data"
    parser.add_argument("--data", type=Path, default=Path(data), help="holds coco-mini")
    written = ROOT / "tests" / "grounding" / "good_sentences.jsonl"
    parser.add_argument("--sentences", type=Path, default=written)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, default=300, help="mutants a kind at most")
    parser.add_argument("--records", type=int, default=5000, help="how many to time")
    parser.add_argument("--scale", type=int, default=158_000, help="records to validate, or 0")
    parser.add_argument("--show", type=int, default=5, help="missed mutants a kind to list")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _rate(rate: Rate) -> str:
    low, high = rate.interval
    share = f"{100 * rate.share:5.1f} %" if rate.of else "      -"
    return f"{rate.hits:4} of {rate.of:4} {share}  [{100 * low:4.1f}, {100 * high:5.1f}]"


def _print(
    alarms: dict[str, FalseAlarms],
    measured: Measured,
    authors: dict[int, unseen.Unseen],
    records_a_second: float,
    show: int,
) -> None:
    print("False alarms\n")
    for name, found in alarms.items():
        print(f"  {name:16} rejected {_rate(found.rejected)}")
        print(f"  {'':16} warned   {_rate(found.warned)}")
        for alarm in found.rejects:
            print(_alarm("reject", alarm))
        for alarm in found.warnings[:show]:
            print(_alarm("warn", alarm))
    print("\nFound faults, by kind\n")
    print(f"  {'kind':12} {'rejected':34} {'by its own rule':34} goal")
    for kind, recall in measured.kinds.items():
        goal = KINDS[kind][1]
        wanted = f"{100 * goal:.0f} %" if goal else "-"
        wanted = "warned of, not rejected" if kind in WARNED_KINDS else wanted
        reached = "" if goal is None or recall.found.share >= goal else "  MISSED"
        print(f"  {kind:12} {_rate(recall.found):34} {_rate(recall.by_own):34} {wanted}{reached}")
    for kind, recall in measured.kinds.items():
        for mutant in recall.missed[:show]:
            print(f"  missed {kind}, {mutant.planted}: {mutant.turns[-1][1]!r}")
    print("\nRejects that were right, by rule (of those of planted faults and of good text)\n")
    for rule, rate in measured.precision.items():
        print(f"  {rule:20} {_rate(rate)}")
    print(
        f"\nGood texts that were rejected, so that their mutants do not count: {_twins(measured)}"
    )
    print("\nAnswers and faults by authors who had not read the rules\n")
    for author, rates in authors.items():
        print(f"  round {author}: good rejected {_rate(rates.rejected)}")
        for kind, rate in rates.found.items():
            print(f"    {kind:12} {_rate(rate)}")
    print(f"\n{records_a_second:.0f} records a second on one core")


def _alarm(severity: str, alarm: Alarm) -> str:
    said = "; ".join(f"{one.rule}: {one.claim} in {one.sentence!r}" for one in alarm.said)
    return f"    {severity} {alarm.good.scene.image} {said or alarm.good.answer}"


def _twins(measured: Measured) -> str:
    lines = [_alarm("reject", alarm) for alarm in measured.twins]
    return "\n".join([str(len(lines)), *lines])


def _listed(several: tuple[Alarm, ...]) -> list[dict[str, Any]]:
    return [
        {
            "image": alarm.good.scene.image,
            "answer": alarm.good.answer,
            "findings": [one._asdict() for one in alarm.said],
        }
        for alarm in several
    ]


def _as_json(
    alarms: dict[str, FalseAlarms],
    measured: Measured,
    authors: dict[int, unseen.Unseen],
    records_a_second: float,
    runs: list[scale.Scaled],
) -> dict[str, Any]:
    return {
        "false_alarms": {
            name: {
                "rejected": found.rejected.as_json(),
                "warned": found.warned.as_json(),
                "rejects": _listed(found.rejects),
                "warnings": _listed(found.warnings),
            }
            for name, found in alarms.items()
        },
        "recall": {
            kind: {
                "found": recall.found.as_json(),
                "by_own_rule": recall.by_own.as_json(),
                "goal": KINDS[kind][1],
                "twins_rejected": recall.twins_rejected,
                "missed": [
                    {
                        "image": mutant.good.scene.image,
                        "source": mutant.good.source,
                        "planted": mutant.planted,
                        "turns": mutant.turns,
                    }
                    for mutant in recall.missed
                ],
            }
            for kind, recall in measured.kinds.items()
        },
        "unseen": {
            author: {
                "rejected": rates.rejected.as_json(),
                "found": {kind: rate.as_json() for kind, rate in rates.found.items()},
            }
            for author, rates in authors.items()
        },
        "precision": {rule: rate.as_json() for rule, rate in measured.precision.items()},
        "twins_rejected": _listed(measured.twins),
        "records_a_second": round(records_a_second),
        "validate": [run._asdict() for run in runs],
    }


if __name__ == "__main__":
    main()
