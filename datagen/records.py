"""What passes from room to room: scenes, recipes, requests, answers, records, findings. No I/O.

Pydantic models are read or written somewhere and refuse unknown keys, as do the structs, which
there are a million of in a run; data classes live in memory only. All of them are frozen.

    Scene ─▶ Sample ─▶ Request ─▶ Answer ─▶ Draft ─▶ Example
                          └─▶ Failure  └─────┴─▶ Reject
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import msgspec
from pydantic import BaseModel, ConfigDict, JsonValue

from datagen.identity import digest


class Record(BaseModel):
    """A frozen value that is closed: an unknown key is an error where it enters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---------------------------------------------------------------------------------------- scenes


Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1)]  # checked where a struct is read


class Box(NamedTuple):
    """Corners as fractions of the image's width and height: 0 <= x1 < x2 <= 1, the same for y.

    The origin is the top left corner, so y grows downwards.
    """

    x1: Share
    y1: Share
    x2: Share
    y2: Share

    @property
    def area(self) -> float:
        """The share of the image that the box covers, in (0, 1]."""
        return (self.x2 - self.x1) * (self.y2 - self.y1)

    def shared_area(self, other: Box) -> float:
        """The share of the image that lies in both boxes; 0 where they do not meet."""
        width = min(self.x2, other.x2) - max(self.x1, other.x1)
        height = min(self.y2, other.y2) - max(self.y1, other.y1)
        return max(width, 0.0) * max(height, 0.0)

    def iou(self, other: Box) -> float:
        """Intersection over union, in [0, 1]."""
        shared = self.shared_area(other)
        return shared / (self.area + other.area - shared)

    def share_inside(self, other: Box) -> float:
        """The share of this box that lies inside the other, in [0, 1].

        This is what pycocotools' `mask.iou` gives where the other is a crowd region.
        """
        return self.shared_area(other) / self.area


def checked_box(box: Box) -> Box:
    """The box, where it is one. Raises `ValueError` otherwise."""
    if not (0 <= box.x1 < box.x2 <= 1 and 0 <= box.y1 < box.y2 <= 1):
        raise ValueError(
            "a box is [x1, y1, x2, y2] as fractions of width and height, "
            "0 <= x1 < x2 <= 1 and 0 <= y1 < y2 <= 1"
        )
    return box


def checked_image(image: str) -> str:
    """The file name, where it stays in the image folder. Raises `ValueError` otherwise."""
    path = PurePosixPath(image)
    if not image or path.is_absolute() or ".." in path.parts or "\\" in image:
        raise ValueError("a file name is relative to the image folder and stays inside it")
    return image


class Instance(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False
):
    """One annotated object. A crowd instance is a region that holds many objects of a category.

    Whoever makes one has checked its box.
    """

    category: Annotated[str, msgspec.Meta(min_length=1)]
    bbox: Box
    crowd: bool = False


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Where a picture comes from and under which licence: carried through to provenance."""

    file_name: str | None = None
    license_id: int | None = None
    license_name: str | None = None
    license_url: str | None = None
    coco_url: str | None = None
    flickr_url: str | None = None


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, dict=True):
    """An image as the pipeline knows it: what people said of it and what they marked in it.

    `id` is the image id (12 digits for COCO), `image` the file name relative to the image folder,
    `width` and `height` are in pixels. Whoever makes one has checked that the name stays there.
    """

    id: Annotated[str, msgspec.Meta(min_length=1)]
    image: str
    captions: tuple[str, ...] = ()
    instances: tuple[Instance, ...] = ()
    width: Annotated[int, msgspec.Meta(gt=0)] | None = None
    height: Annotated[int, msgspec.Meta(gt=0)] | None = None
    origin: Origin | None = None

    @cached_property
    def digest(self) -> str:
        """Changes when anything that a teacher could read of the scene changes."""
        instances: list[JsonValue] = [
            {"category": i.category, "bbox": list(i.bbox), "crowd": i.crowd} for i in self.instances
        ]
        return digest({"id": self.id, "captions": list(self.captions), "instances": instances})


class Skip(Record):
    """One item of an input file that cannot be used: where it stands, why, and what it said."""

    file: str
    place: str
    code: str
    detail: str


# --------------------------------------------------------------------------------------- recipes

Visibility: TypeAlias = Literal["required", "optional", "none"]
ReplyShape: TypeAlias = Literal["turns", "pair", "passage"]
Role: TypeAlias = Literal["system", "user", "assistant"]


class Turn(NamedTuple):
    """A question and its answer, both stripped."""

    question: str
    answer: str


class Message(NamedTuple):
    """One message of a chat request."""

    role: Role
    content: str


class TurnTemplates(NamedTuple):
    """Jinja2 templates over the fields of a JSON reply, which make a question and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A worked example: a scene (or its context, verbatim) and the answer that is wanted for it."""

    name: str
    answer: str
    scene: Scene | None = None
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """One kind of instruction data: what the teacher sees, is told and must reply.

    `system` is the rendered system prompt; `questions` the list from which a passage's question is
    drawn; `digest` covers the settings, the system prompt and the seeds. `schema`: the reply is
    asked for as JSON of this schema; `templates` make a pair of it where its fields are the
    recipe's own, else they are those of the shape.
    """

    name: str
    version: int
    description: str
    captions: Visibility
    boxes: Visibility
    reply: ReplyShape
    system: str
    seeds: tuple[Seed, ...]
    questions: tuple[str, ...] = ()
    sampling: Mapping[str, JsonValue] = field(default_factory=dict)
    skip_checks: frozenset[str] = frozenset()
    digest: str = ""
    schema: Mapping[str, JsonValue] | None = None
    templates: TurnTemplates | None = None

    @property
    def response_format(self) -> dict[str, JsonValue] | None:
        """What a chat request says for it; None where the reply is plain text.

        OpenAI takes names of 64 characters at most.
        """
        if self.schema is None:
            return None
        asked: dict[str, JsonValue] = {
            "name": self.name[:64],
            "strict": True,
            "schema": dict(self.schema),
        }
        return {"type": "json_schema", "json_schema": asked}


# ------------------------------------------------------------------------------ samples, requests


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One image, one recipe, one index: a row of the plan.

    `sample` is its name in every side file, `identity` the digest of all that the teacher reads
    (with the index), `parts` the digest of each piece of it, so that a change can be named.
    """

    sample: str
    scene: str
    recipe: str
    index: int
    identity: str
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """What a teacher is asked. A language model reads `messages`, the offline teacher `scene`.

    `expected_tokens` is what it will use, in and out together, as far as one can tell beforehand.
    `feedback` is what the last message says of the attempt before, where it says anything.
    """

    sample: Sample
    attempt: int
    recipe: Recipe
    scene: Scene
    messages: tuple[Message, ...]
    expected_tokens: int = 0
    feedback: str | None = None

    @property
    def key(self) -> Key:
        return Key(self.sample.identity, self.attempt)


class Key(NamedTuple):
    """What joins a request and its answer, in any order and over any number of runs."""

    identity: str
    attempt: int


# ---------------------------------------------------------------------------------------- answers


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """What held when a request was paid for and no reply says: what nobody can tell later.

    The user's own prices, in dollars for a million tokens, as far as there were any, and the
    service tier that was asked for.
    """

    price_in: float | None = None
    price_cached: float | None = None
    price_out: float | None = None
    service_tier: str | None = None


class Spoiled(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reply that is no answer and may be paid for all the same.

    `usage` is as the server wrote it, empty where the reply broke off, cannot be read or has none;
    model, tier and `endpoint`, its address, decide its price.
    """

    usage: dict[str, Any]
    model: str | None = None
    service_tier: str | None = None
    endpoint: str | None = None


class _Outcome(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    dict=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """What every row of the ledger has: the key, what was asked of whom, and when it ended.

    `received` is ISO 8601 in UTC; `terms` is what was paid by, where that is not the price table
    alone; `spoiled` are the replies to earlier tries that were paid for, `feedback` is what was
    told of the attempt before. A struct and no model: rows are made while answers pour in.
    """

    identity: str
    attempt: int
    sample: str
    teacher: str
    parts: dict[str, str]
    received: str
    terms: Terms | None = None
    spoiled: tuple[Spoiled, ...] = ()
    feedback: str | None = None


class Answer(_Outcome, frozen=True, kw_only=True):
    """A reply that came, as it came: `raw` is the chat-completions response body, untouched where
    every JSON reader takes it.

    `raw` holds no line break. `seconds` is the time that the request took, `tries` how often it was
    sent; `reused_from` names the run that the answer was taken from, where it is another one;
    `endpoint` is the address that gave it, where it came over a network: its price is that one's.
    """

    kind: Literal["answer"] = msgspec.field(default_factory=lambda: "answer")
    seconds: float
    raw: msgspec.Raw = msgspec.field(name="body")
    tries: int = 1
    reused_from: str | None = None
    endpoint: str | None = None

    @cached_property
    def body(self) -> dict[str, Any]:
        """`raw`, decoded. Raises `msgspec.DecodeError` or `UnicodeDecodeError` where it is none."""
        return msgspec.json.decode(self.raw, type=dict[str, Any])


class Failure(_Outcome, frozen=True, kw_only=True):
    """A reply that did not come. `permanent`: asking the same again is pointless."""

    kind: Literal["failure"] = msgspec.field(default_factory=lambda: "failure")
    code: str
    detail: str
    permanent: bool
    tries: int = 1


class Tokens(NamedTuple):
    """Usage as the server counted it; 0 where it did not say.

    `cached` and `cache_write` are part of `prompt`, `reasoning` is part of `completion`.
    """

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    cache_write: int = 0
    reasoning: int = 0

    def plus(self, other: Tokens) -> Tokens:
        return Tokens(
            self.prompt + other.prompt,
            self.completion + other.completion,
            self.cached + other.cached,
            self.cache_write + other.cache_write,
            self.reasoning + other.reasoning,
        )


NO_TOKENS = Tokens()


@dataclass(frozen=True, slots=True)
class Completion:
    """What an answer's body says, read but not yet judged.

    `text` is the content as it came, None where there is none; `answer` is what is left of it
    without the thoughts that stood in it, None where the two cannot be told apart. `thoughts` holds
    these and those that came beside the content; `thinks_aloud`: some stood in the text.
    `finish_reason` is the server's own word. `has_usage`: the server said what it used. `cost` is
    in dollars, where the server states one; `service_tier` is the one that it says it used.
    """

    text: str | None
    answer: str | None
    thoughts: str | None
    thinks_aloud: bool
    finish_reason: str | None
    refusal: str | None
    error: str | None
    has_choice: bool
    calls_tool: bool
    model: str | None
    response_id: str | None
    tokens: Tokens
    has_usage: bool = False
    cost: float | None = None
    service_tier: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply that parsed: at least one turn, every question and answer non-empty and stripped."""

    turns: tuple[Turn, ...]


# ------------------------------------------------------------------------------- what comes of it

Stage: TypeAlias = Literal["answer", "parsing", "validation"]
Severity: TypeAlias = Literal["reject", "warn"]
Verdict: TypeAlias = Literal["supported", "contradicted", "unknown"]


class Evidence(Record):
    """What a verdict rests on: indexes into a scene's `instances` and `captions`."""

    boxes: tuple[int, ...] = ()
    captions: tuple[int, ...] = ()


class Finding(Record):
    """What a rule has to say about a record. `turn` counts messages from 0; None: the record.

    A rule that holds the text against the image also gives its `verdict`, the `sentence` (of a long
    one what is around the words, 300 characters at most), the `claim` as it understood it
    ("2 dogs") and its `evidence`. `span` is where the words stand that
    it is about: start and end in characters of the turn's text.
    """

    rule: str
    severity: Severity
    detail: str
    turn: int | None = None
    verdict: Verdict | None = None
    sentence: str | None = None
    span: tuple[int, int] | None = None
    claim: str | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """An answer that came and cannot be used, and why.

    `record` is what it would have been, where it came that far: the findings are about it.
    """

    stage: Stage
    code: str
    detail: str
    findings: tuple[Finding, ...] = ()
    record: LlavaRecord | None = None


class LlavaTurn(NamedTuple):
    """One message of a LLaVA record: its key there is `from`."""

    role: Literal["human", "gpt"]
    value: str


class LlavaRecord(NamedTuple):
    """A record in the form that LLaVA's trainer reads (docs/Finetune_Custom_Data.md there)."""

    id: str
    image: str
    conversations: tuple[LlavaTurn, ...]

    def as_json(self) -> dict[str, JsonValue]:
        turns: list[JsonValue] = [
            {"from": role, "value": value} for role, value in self.conversations
        ]
        return {"id": self.id, "image": self.image, "conversations": turns}


@dataclass(frozen=True, slots=True)
class Example:
    """A record that passed, with the warnings it passed with."""

    record: LlavaRecord
    findings: tuple[Finding, ...] = ()
