"""Every knob on one page; data only.

Read from flags, environment and a file in `cli`, used below it.

Each field is at once the flag (`max_tokens_per_record` is `--max-tokens-per-record`), the variable
(`DATAGEN_MAX_TOKENS_PER_RECORD`), the key in `--config` and a row of `datagen config show`. Secrets
are no settings: the API key never comes near this page, a run folder or a message.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    field_validator,
)


class Section(BaseModel):
    """Settings that belong together: one panel of `--help`. Frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _names(value: Any) -> Any:
    """`a,b`, or a list of such, as the tuple of the parts; anything else is left to pydantic."""
    texts = [value] if isinstance(value, str) else value
    if isinstance(texts, list | tuple) and all(isinstance(text, str) for text in texts):
        return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())
    return value


def _weights(value: Any) -> Any:
    """`a=58,b=23` as a mapping; anything else is left to pydantic."""
    if not isinstance(value, str | list):
        return value
    weights: dict[str, str] = {}
    for part in _names(value):
        name, equals, weight = part.partition("=")
        if not equals:
            raise ValueError("write name=weight, as in conversation=58,detail=23")
        if name.strip() in weights:
            raise ValueError(f"'{name.strip()}' is named twice")
        weights[name.strip()] = weight.strip()
    return weights


# What `body` of a request is ours or has a flag of its own: `--param` is for everything else.
_NO_PARAM = {
    "model": "--model",
    "temperature": "--temperature",
    "top_p": "--top-p",
    "max_tokens": "--max-tokens",
    "max_completion_tokens": "--max-tokens",
    "seed": "--request-seed",
    "service_tier": "--service-tier",
    "response_format": "--structured",
    "messages": None,
    "stream": None,
    "n": None,
}


def _parameters(value: Any) -> Any:
    """`key=value`, or a list of such, as a mapping: a value is JSON where it reads as JSON."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list):
        given: dict[str, Any] = {}
        for text in value:
            name, equals, written = str(text).partition("=")
            if not equals or not name.strip() or not written.strip():
                raise ValueError('write key=value, as in top_k=40; an empty text is key=""')
            if name.strip() in given:
                raise ValueError(f"'{name.strip()}' is given twice")
            try:
                given[name.strip()] = json.loads(written)
            except ValueError:
                given[name.strip()] = written
        value = given
    if isinstance(value, dict):
        for name in value:
            if name in _NO_PARAM:
                flag = _NO_PARAM[name]
                raise ValueError(
                    f"'{name}' is set by {flag}" if flag else f"'{name}' is for datagen to decide"
                )
    return value


def _wishes(value: Any) -> Any:
    """`rule=off`, or a list of such, as a mapping; anything else is left to pydantic.

    YAML takes a bare `off` for false.
    """
    if isinstance(value, str | list):
        wishes: dict[str, Any] = {}
        for part in _names(value):
            name, equals, wish = str(part).partition("=")
            if not (equals and name.strip()):
                raise ValueError("write rule=reject, rule=warn or rule=off, as in hedging=off")
            if name.strip() in wishes:
                raise ValueError(f"'{name.strip()}' is named twice")
            wishes[name.strip()] = wish.strip()
        value = wishes
    if isinstance(value, dict):
        return {name: "off" if wish is False else wish for name, wish in value.items()}
    return value


def _paths(value: Any) -> Any:
    """One path, or a list of them: a comma may be part of a name."""
    return (value,) if isinstance(value, str | Path) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_names), Field(min_length=1)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_paths), Field(min_length=1)]
Weight = Annotated[float, Field(gt=0, le=1e9)]
Weights = Annotated[dict[str, Weight], BeforeValidator(_weights), Field(min_length=1)]
Parameters = Annotated[dict[str, JsonValue], BeforeValidator(_parameters)]
Wish = Literal["reject", "warn", "off"]
Wishes = Annotated[dict[str, Wish], BeforeValidator(_wishes)]


class Inputs(Section):
    """What the images are said to show."""

    captions: Path | None = Field(None, description="COCO captions file (JSON).")
    instances: Path | None = Field(None, description="COCO instances file (JSON): the boxes.")
    scenes: Path | None = Field(
        None, description="Your own images and annotations (JSON Lines), in place of COCO files."
    )
    images: Path | None = Field(
        None,
        description="Folder of the pictures: an image whose picture cannot be read is left out.",
    )
    image_names: Literal["coco2017", "source"] = Field(
        "coco2017",
        description="coco2017: COCO pictures are named NNNNNNNNNNNN.jpg, as LLaVA does; "
        "source: as the annotation file names them.",
    )
    strict: bool = Field(
        False, description="A bad annotation is an error instead of being skipped."
    )


class Selection(Section):
    """Which images take part."""

    limit: PositiveInt | None = Field(None, description="Only the first N images.")
    sample: PositiveInt | None = Field(None, description="Only N images, drawn at random.")
    image_ids: Path | None = Field(None, description="Only the images that this file names.")
    exclude_ids: Path | None = Field(
        None, description="Not the images that this file names: keeps evaluation images out."
    )
    seed: int = Field(0, description="Decides everything that is drawn at random.")
    shard: str | None = Field(
        None,
        description="i/n, as in 3/16: only the i-th of n parts of the images. "
        "`datagen merge` joins the parts.",
    )

    @field_validator("shard")
    @classmethod
    def _is_one_of_several(cls, shard: str | None) -> str | None:
        found = shard is not None and re.fullmatch(r"0*(\d{1,9})/0*(\d{1,9})", shard.strip())
        if shard is not None and not (found and 1 <= int(found[1]) <= int(found[2])):
            raise ValueError("a shard is i/n with i from 1 to n, as in 3/16")
        return f"{int(found[1])}/{int(found[2])}" if found else None

    @property
    def part(self) -> tuple[int, int] | None:
        """`shard` as numbers: which one, of how many."""
        if self.shard is None:
            return None
        number, _, of = self.shard.partition("/")
        return int(number), int(of)


class Templates(Section):
    """Whose words are used."""

    prompts: Path | None = Field(
        None, description="Folder with prompts/ and seeds/ as `datagen init` writes it."
    )


class Recipes(Section):
    """What is made of each image."""

    recipes: Names | None = Field(
        None, description="Recipes, separated by commas. [default: conversation,detail,reasoning]"
    )
    mix: Weights | None = Field(
        None,
        description="Draw image-recipe pairs in these proportions, as in "
        "conversation=58,detail=23,reasoning=77.",
    )
    samples: PositiveInt | None = Field(None, description="How many pairs --mix draws.")
    with_expansion: bool = Field(False, description="Write the caption expansion as well.")
    crowd: Literal["drop", "keep"] = Field(
        "drop", description="Whether a teacher is shown the box of a crowd region."
    )


class Teaching(Section):
    """Who answers, and what it is told.

    An answer depends on these, but for `attempts` and `feedback`.
    """

    teacher: Literal["openai", "offline"] = Field(
        "openai",
        description="openai: any OpenAI-compatible API; offline: rules, no key and no network.",
    )
    model: str | None = Field(None, description="Name of the model, as the API knows it.")
    attempts: PositiveInt = Field(
        2, description="How often a sample is asked when its answer is rejected."
    )
    feedback: bool = Field(
        False,
        description="Tell the teacher what was wrong with its answer when it is asked again.",
    )
    temperature: Annotated[float, Field(ge=0)] | None = Field(
        None, description="Sampling temperature; sent only if set here or by the recipe."
    )
    top_p: Annotated[float, Field(gt=0, le=1)] | None = Field(
        None, description="Nucleus sampling; sent only if set here or by the recipe."
    )
    max_tokens: PositiveInt | None = Field(
        None, description="Longest reply in tokens; sent only if set here or by the recipe."
    )
    request_seed: NonNegativeInt | None = Field(
        None, description="Seed for the server's sampling; each attempt gets one of its own."
    )
    structured: bool = Field(
        False, description="Ask for JSON by a schema (response_format) in place of plain blocks."
    )
    param: Parameters = Field(
        {},
        description="key=value put into every request, as in top_k=40; may be repeated.",
    )


class Sending(Section):
    """How it is asked.

    No answer depends on these, so nothing is asked again for them.
    """

    base_url: Names | None = Field(
        None,
        description="Address of the API; OPENAI_BASE_URL is read as well. Several servers: "
        "repeat it, or separate them by commas.",
    )
    concurrency: PositiveInt = Field(
        32,
        description="Requests in flight at most, for each server; fewer while it says that it is "
        "too busy.",
    )
    rpm: PositiveInt | None = Field(
        None, description="Requests a minute at most, over all servers together."
    )
    tpm: PositiveInt | None = Field(
        None, description="Tokens a minute at most, in and out, over all servers together."
    )
    timeout: PositiveFloat = Field(300.0, description="Seconds to wait for one reply.")
    tries: PositiveInt = Field(
        6,
        description="How often one request is sent while the server fails or is unreachable; being "
        "told to wait does not count.",
    )
    warmup: bool = Field(
        True,
        description="Send one request a recipe ahead of the rest, which then finds the server's "
        "prefix cache warm.",
    )
    service_tier: str | None = Field(
        None, description="Sent as service_tier: flex is slower and cheaper where it is offered."
    )

    @field_validator("base_url")
    @classmethod
    def _are_addresses_without_secrets(cls, urls: tuple[str, ...] | None) -> Any:
        for url in urls or ():
            parts = urlsplit(url)
            host = parts.hostname or ""
            if parts.scheme not in ("http", "https") or not host or re.search(r"[\s_]", host):
                raise ValueError("an address looks like https://api.example.com/v1")
            try:
                _ = parts.port
            except ValueError:
                raise ValueError("the port of an address is a number up to 65535") from None
            if parts.path.rstrip("/").endswith("/chat/completions"):
                raise ValueError("an address ends before /chat/completions, as in http://HOST/v1")
            if parts.username or parts.password or parts.query or parts.fragment:
                raise ValueError("an address has no key, user or query in it: use OPENAI_API_KEY")
        return urls and tuple(dict.fromkeys(url.rstrip("/") for url in urls))


Price = Annotated[float, Field(ge=0, le=1e6)]


class Spending(Section):
    """What it may cost."""

    max_cost: PositiveFloat | None = Field(
        None, description="Stop before this run, earlier sessions included, has cost more dollars."
    )
    max_requests: PositiveInt | None = Field(
        None,
        description="Stop before more than this is asked in this session; however often one of "
        "them has to be sent, it counts once.",
    )
    price_in: Price | None = Field(
        None, description="Dollars for a million tokens in; else the price table's."
    )
    price_out: Price | None = Field(
        None, description="Dollars for a million tokens out; else the price table's."
    )
    price_cached: Price | None = Field(
        None, description="Dollars for a million tokens in that the server had cached."
    )


class Expansion(Section):
    """Naive expansion: a question and a caption make a record."""

    style: Literal["brief", "detailed"] = Field(
        "brief", description="Which list the question of a caption is drawn from."
    )
    captions_per_image: Literal["one", "all"] = Field(
        "one", description="One record an image, or one for each of its captions."
    )


class Form(Section):
    """What a record may be."""

    image_prefix: str = Field(
        "", description="What stands before an image's name in the records, as in coco/train2017/."
    )

    @field_validator("image_prefix")
    @classmethod
    def _stays_in_the_image_folder(cls, prefix: str) -> str:
        if prefix.startswith("/") or ".." in prefix.split("/") or "\\" in prefix:
            raise ValueError("a prefix is relative to the image folder and stays inside it")
        return prefix

    max_tokens_per_record: Annotated[int, Field(ge=100)] = Field(
        1470,
        description="Longer records are rejected: the trainer would cut them without a word. "
        "1470 fits 336-pixel images and 2,048 tokens.",
    )


class Output(Form):
    """What the records look like and which are kept."""

    image_position: Literal["first", "last", "random"] = Field(
        "random", description="Where <image> stands: before or after the first question."
    )
    thinking: Literal["strip", "reject"] = Field(
        "strip",
        description="Thoughts in front of an answer, as in <think>…</think>: strip keeps them "
        "aside, reject rejects the answer.",
    )


class Checking(Section):
    """What is checked, and what rejects."""

    policy: Literal["default", "strict", "lenient"] = Field(
        "default",
        description="Of the rules that hold statements against boxes and captions (object_absent "
        "to wrong_attribute): default: what is surely refuted rejects; strict: whatever is "
        "refuted; lenient: it only warns.",
    )
    rules: Wishes = Field(
        {},
        description="What one rule does, whatever the policy is; may be repeated. unsupported, "
        "question_reveals, question_undecided and no_finish_reason cannot reject.",
        json_schema_extra={
            "flag": "--rule",
            "key": "rules",
            "metavar": "RULE=reject|warn|off",
        },
    )
    words: Path | None = Field(
        None,
        description="Your own object words (YAML), beside those for COCO's categories; "
        '"" for none, whatever a run or a config file names.',
    )

    @field_validator("words", mode="before")
    @classmethod
    def _none_where_empty(cls, words: Any) -> Any:
        return None if words == "" else words


class Settings(Section):
    """All of it, resolved: stored in the run's manifest."""

    inputs: Inputs = Inputs()
    selection: Selection = Selection()
    templates: Templates = Templates()
    recipes: Recipes = Recipes()
    teaching: Teaching = Teaching()
    sending: Sending = Sending()
    spending: Spending = Spending()
    expansion: Expansion = Expansion()
    output: Output = Output()
    checking: Checking = Checking()


class Place(Section):
    """Where to."""

    out: Path | None = Field(None, description="Run folder; made where it is missing.")


class Confirming(Section):
    """Whether it asks you."""

    yes: bool = Field(False, description="Go on without a confirmation.")


class Resuming(Section):
    """What was asked before."""

    retry_failed: bool = Field(
        False,
        description="Send once more what failed for good; what failed for now is sent anyway.",
    )
    reuse: Paths | None = Field(
        None,
        description="Run folder whose answers are taken over where nothing that the teacher reads "
        "differs; may be repeated.",
    )


class Telling(Section):
    """What is printed."""

    json_output: bool = Field(
        False, description="Print the result as JSON.", json_schema_extra={"flag": "--json"}
    )
    quiet: bool = Field(
        False, description="Say nothing but the result.", json_schema_extra={"short": "-q"}
    )
    verbose: bool = Field(
        False, description="List every skipped item.", json_schema_extra={"short": "-v"}
    )


class Watching(Section):
    """While it runs."""

    progress: Literal["auto", "rich", "plain", "json", "none"] = Field(
        "auto", description="How progress is shown; auto: rich on a terminal, plain elsewhere."
    )


class Building(Section):
    """How the outputs are written."""

    workers: PositiveInt | None = Field(
        None,
        description="Processes that judge the answers; if not set, one for each core, at most 8, "
        "and one for a small run.",
    )


class Finishing(Section):
    """How it ends."""

    min_accept: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="Exit with 4 where a smaller share of the samples gives an example."
    )
    allow_partial: bool = Field(
        False, description="Exit with 0 even where samples are pending or failed."
    )


class Planning(Section):
    """When it is planned."""

    replan: bool = Field(
        False, description="Plan anew even where the plan is up to date: reads every input again."
    )


class Session(Place, Confirming, Planning, Resuming, Telling, Watching, Building, Finishing):
    """How a command behaves this time: never stored, never part of what is asked."""
