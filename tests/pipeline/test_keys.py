"""Each setting either enters the key of an answer, or decides what is asked, or does neither.

What an answer depends on and is left out of its key gives stale answers; what is put into the key
and changes nothing buys everything again. So every setting stands in this list, and is tried.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import jsonlines
import pytest
from PIL import Image

from datagen.cli.app import app
from datagen.cli.options import flag_of
from datagen.cli.resolve import known_fields
from datagen.prompting import packaged
from datagen.rehearsal import ChatServer, Reply, says


@dataclass(frozen=True, slots=True)
class Effect:
    """What a setting changes: which samples are planned, and which parts of their keys."""

    selects: bool = False
    parts: frozenset[str] = frozenset()


NEITHER = Effect()
SELECTS = Effect(selects=True)


def key(*parts: str) -> Effect:
    return Effect(parts=frozenset(parts))


class Case(NamedTuple):
    """A setting, the flags that change it, and what each teacher makes of that.

    `beside` are flags that the command has before and after. No flags: it is switched on.
    """

    setting: str
    flags: tuple[str, ...]
    chat: Effect
    offline: Effect
    beside: tuple[str, ...] = ()


def case(
    setting: str, *flags: str, chat: Effect, offline: Effect | None = None, beside: str = ""
) -> Case:
    if not flags:
        flags = (flag_of(setting, known_fields()[setting]),)
    return Case(setting, flags, chat, chat if offline is None else offline, tuple(beside.split()))


# Words in capitals are files and folders, see `places`.
CASES = [
    # inputs
    case("captions", "--captions", "OTHER_CAPTIONS", chat=key("context"), offline=key("scene")),
    case("instances", "--instances", "INSTANCES", chat=key("context"), offline=key("scene")),
    case("scenes", "--scenes", "SCENES", chat=key("context"), offline=key("scene")),
    case("images", "--images", "IMAGES", chat=SELECTS),
    case("image_names", "--image-names", "source", chat=NEITHER),
    case("strict", chat=NEITHER),
    # selection
    case("limit", "--limit", "2", chat=SELECTS),
    case("shard", "--shard", "1/2", chat=SELECTS),
    case("replan", "--replan", chat=NEITHER),
    case("sample", "--sample", "2", chat=SELECTS),
    case("image_ids", "--image-ids", "IDS", chat=SELECTS),
    case("exclude_ids", "--exclude-ids", "IDS", chat=SELECTS),
    case("seed", "--seed", "7", chat=NEITHER, offline=key("seed")),
    case("seed", "--seed", "7", chat=SELECTS, offline=Effect(True, frozenset({"seed"})),
         beside="--sample 2"),
    # templates
    case("prompts", "--prompts", "PROMPTS", chat=key("prompt"), offline=NEITHER),
    # recipes
    case("recipes", "--recipes", "reasoning", chat=SELECTS),
    case("mix", "--mix", "detail=1,reasoning=1", chat=SELECTS),
    case("samples", "--samples", "2", chat=SELECTS, beside="--mix detail=1"),
    case("with_expansion", chat=NEITHER),
    case("crowd", "--crowd", "keep", chat=key("context"), offline=NEITHER,
         beside="--instances INSTANCES"),
    # teaching
    case("teacher", "--teacher", "offline", chat=key("prompt", "context", "model", "sampling",
         "scene", "recipe", "reply", "seed", "version"), offline=NEITHER),
    case("model", "--model", "m2", chat=key("model"), offline=NEITHER),
    case("attempts", "--attempts", "3", chat=NEITHER),
    case("feedback", chat=NEITHER),
    case("temperature", "--temperature", "0.3", chat=key("sampling"), offline=NEITHER),
    case("top_p", "--top-p", "0.9", chat=key("sampling"), offline=NEITHER),
    case("max_tokens", "--max-tokens", "77", chat=key("sampling"), offline=NEITHER),
    case("request_seed", "--request-seed", "5", chat=key("sampling"), offline=NEITHER),
    case("structured", chat=key("prompt", "sampling"), offline=NEITHER),
    case("param", "--param", "top_k=40", chat=key("sampling"), offline=NEITHER),
    # sending
    case("base_url", "--base-url", "OTHER_URL", chat=NEITHER),
    case("concurrency", "--concurrency", "3", chat=NEITHER),
    case("rpm", "--rpm", "60000", chat=NEITHER),
    case("tpm", "--tpm", "100000000", chat=NEITHER),
    case("timeout", "--timeout", "20", chat=NEITHER),
    case("tries", "--tries", "2", chat=NEITHER),
    case("warmup", "--no-warmup", chat=NEITHER),
    case("service_tier", "--service-tier", "flex", chat=NEITHER),
    # spending
    case("max_cost", "--max-cost", "100", chat=NEITHER, beside="--price-in 1 --price-out 1"),
    case("max_requests", "--max-requests", "1000", chat=NEITHER),
    case("price_in", "--price-in", "1", chat=NEITHER),
    case("price_out", "--price-out", "1", chat=NEITHER),
    case("price_cached", "--price-cached", "1", chat=NEITHER),
    # expansion
    case("style", "--style", "detailed", chat=NEITHER),
    case("captions_per_image", "--captions-per-image", "all", chat=NEITHER),
    # output
    case("image_prefix", "--image-prefix", "mine/", chat=NEITHER),
    case("image_position", "--image-position", "last", chat=NEITHER),
    case("max_tokens_per_record", "--max-tokens-per-record", "900", chat=NEITHER),
    case("thinking", "--thinking", "reject", chat=NEITHER),
    # checking
    case("policy", "--policy", "strict", chat=NEITHER),
    case("rules", "--rule", "hedging=off", chat=NEITHER),
    case("words", "--words", "WORDS", chat=NEITHER),
    # the session
    case("out", "--out", "ELSEWHERE", chat=NEITHER),
    case("yes", chat=NEITHER),
    case("retry_failed", chat=NEITHER),
    case("reuse", "--reuse", "BEFORE", chat=NEITHER),
    case("json_output", chat=NEITHER),
    case("workers", "--workers", "1", chat=NEITHER),
    case("quiet", chat=NEITHER),
    case("verbose", chat=NEITHER),
    case("progress", "--progress", "none", chat=NEITHER),
    case("min_accept", "--min-accept", "0.5", chat=NEITHER),
    case("allow_partial", chat=NEITHER),
]  # fmt: skip


def test_every_setting_is_in_the_list() -> None:
    listed = {case.setting for case in CASES}
    missing, unknown = (
        sorted(known_fields().keys() - listed),
        sorted(listed - known_fields().keys()),
    )
    assert not missing, (
        f"the settings {missing} stand in no case of this list: decide whether an answer depends "
        "on them (then a teacher's `parts` hold them), whether they decide what is planned, or "
        "neither, and write it down here"
    )
    assert not unknown, f"no such settings any more: {unknown}"


IMAGES = (1, 2, 3, 4)


def coco(*annotations: dict[str, Any], **more: Any) -> str:
    images = [
        {"id": n, "file_name": f"COCO_train2014_{n:012}.jpg", "width": 40, "height": 30}
        for n in IMAGES
    ]
    return json.dumps({"images": images, "annotations": annotations, **more})


def captions(words: str) -> str:
    return coco(*({"id": n, "image_id": n, "caption": f"{words} {n}."} for n in IMAGES))


class Commands:
    """Runs the real command, in this process, and reads the plan that it writes."""

    def __init__(self, folder: Path, url: str, other_url: str) -> None:
        self._folder = folder
        self._plans: dict[tuple[str, ...], dict[str, Any]] = {}
        self._runs = 0
        self._url = url
        self._places = {"OTHER_URL": other_url}

        def place(name: str, text: str) -> None:
            self._places[name] = str(folder / name.lower())
            (folder / name.lower()).write_text(text, encoding="utf-8")

        boxes = [
            {"id": n, "image_id": n, "category_id": 1, "bbox": [n, 2, 9, 9], "iscrowd": crowd}
            for n in IMAGES
            for crowd in (0, 1)
        ]
        place("CAPTIONS", captions("A cat lies on chair"))
        place("OTHER_CAPTIONS", captions("A dog sits near tree"))
        place("INSTANCES", coco(*boxes, categories=[{"id": 1, "name": "cat"}]))
        place("IDS", "2\n3\n")
        place("WORDS", "groups: {animal: {categories: {cat: {strict: [mouser]}}}}\n")
        place(
            "SCENES",
            "".join(
                json.dumps({"id": f"{n:012}", "image": f"{n}.jpg", "captions": ["A horse."]}) + "\n"
                for n in IMAGES
            ),
        )
        self._places["IMAGES"] = str(folder / "images")
        (folder / "images").mkdir()
        for n in IMAGES[1:]:
            Image.new("RGB", (40, 30)).save(folder / "images" / f"{n:012}.jpg")
        self._places["PROMPTS"] = str(folder / "templates")
        for name in ("prompts", "seeds"):
            shutil.copytree(packaged() / name, folder / "templates" / name)
        for recipe in (folder / "templates" / "prompts").glob("*.md"):
            recipe.write_text(
                recipe.read_text(encoding="utf-8") + "\nBe brief.\n", encoding="utf-8"
            )

    def plan(self, teacher: str, *flags: str) -> dict[str, Any]:
        """The rows of the plan by sample, as `generate` with these flags writes them."""
        if (teacher, *flags) not in self._plans:
            self._plans[teacher, *flags] = self._planned(teacher, flags)
        return self._plans[teacher, *flags]

    def _planned(self, teacher: str, flags: tuple[str, ...]) -> dict[str, Any]:
        self._runs += 1
        run = self._folder / f"run{self._runs}"
        if "BEFORE" in flags:
            self._places["BEFORE"] = str(run) + "before"
            self._generate(teacher, Path(self._places["BEFORE"]), ())
        self._places["ELSEWHERE"] = str(run) + "elsewhere"
        self._generate(teacher, run, tuple(self._places.get(flag, flag) for flag in flags))
        if "ELSEWHERE" in flags:
            run = Path(self._places["ELSEWHERE"])
        with jsonlines.open(run / "plan.jsonl") as rows:
            return {row["sample"]: row for row in rows}

    def _generate(self, teacher: str, run: Path, flags: tuple[str, ...]) -> None:
        usual = {
            "--captions": self._places["CAPTIONS"],
            "--recipes": "detail",
            "--teacher": teacher,
            "--model": "m1",
            "--base-url": self._url,
            "--out": str(run),
        }
        if "--scenes" in flags:
            del usual["--captions"]
        if "--mix" in flags:
            del usual["--recipes"]
        given = [
            text for name, value in usual.items() if name not in flags for text in (name, value)
        ]
        app(["generate", *given, *flags], standalone_mode=False)


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    def script(body: dict[str, Any]) -> Reply:
        return says("An animal rests in the open.")

    with ChatServer(script) as server, ChatServer(script) as other:
        yield Commands(tmp_path_factory.mktemp("keys"), server.url, other.url)


@pytest.mark.parametrize("teacher", ["openai", "offline"])
@pytest.mark.parametrize("tried", CASES, ids=lambda tried: tried.setting)
def test_a_setting_changes_what_the_list_says(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, tried: Case, teacher: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    before = commands.plan(teacher, *tried.beside)
    after = commands.plan(teacher, *tried.beside, *tried.flags)
    expected = tried.offline if teacher == "offline" else tried.chat

    assert (before.keys() != after.keys()) is expected.selects
    shared = before.keys() & after.keys()
    changed = {
        part
        for name in shared
        for part in before[name]["parts"].keys() | after[name]["parts"].keys()
        if before[name]["parts"].get(part) != after[name]["parts"].get(part)
    }
    assert changed == expected.parts
    same = {name for name in shared if before[name]["identity"] == after[name]["identity"]}
    assert same == (set() if expected.parts else shared)
