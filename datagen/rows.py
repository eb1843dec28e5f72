"""What people read and write: the rows of a run's side files, its report, scenes of their own."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, ConfigDict, Field, JsonValue, PositiveInt

from datagen.records import (
    Box,
    Finding,
    Instance,
    Origin,
    Record,
    Scene,
    checked_box,
    checked_image,
)


class InstanceRow(Record):
    """An `Instance` as a person writes it: checked, with an error for each thing that is wrong."""

    category: Annotated[str, Field(min_length=1)]
    bbox: Annotated[Box, AfterValidator(checked_box)]
    crowd: bool = False

    def as_instance(self) -> Instance:
        return Instance(category=self.category, bbox=self.bbox, crowd=self.crowd)


class OriginRow(Record):
    """An `Origin` as a person writes it."""

    file_name: str | None = None
    license_id: int | None = None
    license_name: str | None = None
    license_url: str | None = None
    coco_url: str | None = None
    flickr_url: str | None = None


class SceneRow(Record):
    """A `Scene` as a person writes it: a line of a scenes file."""

    id: Annotated[str, Field(min_length=1)]
    image: Annotated[str, AfterValidator(checked_image)]
    captions: tuple[str, ...] = ()
    instances: tuple[InstanceRow, ...] = ()
    width: PositiveInt | None = None
    height: PositiveInt | None = None
    origin: OriginRow | None = None

    def as_scene(self) -> Scene:
        return Scene(
            id=self.id,
            image=self.image,
            captions=self.captions,
            instances=tuple(instance.as_instance() for instance in self.instances),
            width=self.width,
            height=self.height,
            origin=None if self.origin is None else Origin(**self.origin.model_dump()),
        )


class Row(Record):
    """A row of a side file: keys that say nothing are left out."""

    def as_row(self) -> dict[str, JsonValue]:
        return self.model_dump(mode="json", exclude_none=True)


class InputCounts(Record):
    """What the annotation files held and what became of it."""

    images: int = 0
    captions: int = 0
    boxes: int = 0
    crowd_boxes: int = 0
    dropped_captions: int = 0
    skipped: int = 0
    selected: int = 0


class ProvenanceRow(Row):
    """A row of provenance.jsonl: where the record in that row of that file comes from.

    `cost` is what its answer cost in dollars, `sample_cost` with the attempts that were rejected
    before it; absent where it is unknown, 0 where it was paid for another run, or for a sample that
    stands before this one in the plan. They come last.
    """

    file: str
    row: int
    sample: str
    id: str
    image: str
    recipe: str
    recipe_version: int | None = None
    recipe_digest: str | None = None
    seeds: tuple[str, ...] = ()
    teacher: str | None = None
    model: str | None = None
    served_model: str | None = None
    identity: str | None = None
    attempt: int | None = None
    finish_reason: str | None = None
    thoughts: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None
    service_tier: str | None = None
    response_id: str | None = None
    license_id: int | None = None
    license_name: str | None = None
    license_url: str | None = None
    coco_url: str | None = None
    flickr_url: str | None = None
    cost: float | None = None
    sample_cost: float | None = None


class TurnRow(Record):
    """A message of a LLaVA record."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    role: str = Field(alias="from")
    value: str


class AttemptRow(Row):
    """A row about one attempt of a sample."""

    sample: str
    attempt: int


class RejectRow(AttemptRow):
    """A row of rejects.jsonl: an attempt that gave no record. `final`: no other will be made.

    `findings` are all that the rules said of the `conversations` that it would have become, where
    it came that far; turns and spans are those of its messages. `cost` is as in
    provenance.jsonl, and comes last as well.
    """

    stage: str
    code: str
    detail: str
    final: bool
    raw: str | None = None
    cost: float | None = None
    identity: str | None = None
    conversations: tuple[TurnRow, ...] | None = None
    findings: tuple[Finding, ...] | None = None


class FindingRow(Finding, AttemptRow):
    """A row of findings.jsonl: a finding about a sample's attempt."""

    @classmethod
    def of(cls, sample: str, attempt: int, finding: Finding) -> FindingRow:
        said = {name: getattr(finding, name) for name in Finding.model_fields}
        return cls.model_construct(sample=sample, attempt=attempt, **said)


class RecipeBill(Record):
    """What the answers of one recipe cost, in dollars; None where any of it is unknown."""

    answers: int = 0
    cost: float | None = 0.0


PriceSource: TypeAlias = Literal["table", "user", "server"]


class Bill(Record):
    """What a run used and cost, over all sessions, whatever became of it.

    Dollars; None where the cost of any reply is unknown, `known_cost` is then that of the others,
    `without_price` how many these are. `answers` were paid for in this run; `reused` came from
    other runs and cost nothing here. `unused_answers` are those of `answers` that the plan does not
    use. `spoiled` are replies that were no answers and say what they used: their tokens and cost
    are part of the sums and of no recipe. `broken_off` are replies that broke off, came too late,
    cannot be read or do not say what they used: nobody can say whether they are paid for, and they
    are in no sum.
    `price_source` says whose prices these are, `price_sources` whose where they are mixed;
    `price_table` and `price_date` say which table's.

    `cost` = the costs in provenance.jsonl and rejects.jsonl + `unused_cost` + `spoiled_cost`.
    """

    answers: int = 0
    reused: int = 0
    without_usage: int = 0
    without_price: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    cost: float | None = 0.0
    known_cost: float = 0.0
    unused_answers: int = 0
    unused_cost: float | None = 0.0
    broken_off: int = 0
    spoiled: int = 0
    spoiled_cost: float | None = 0.0
    by_recipe: dict[str, RecipeBill] = Field(default_factory=dict)
    price_source: Literal["table", "user", "server", "mixed", "unknown"] = "unknown"
    price_sources: tuple[PriceSource, ...] = ()
    price_table: str | None = None
    price_date: str | None = None


class Expectation(Record):
    """What so many requests will take, second attempts included; `cost` in dollars."""

    requests: int
    prompt_tokens: int
    completion_tokens: int
    cost: float | None


class Prediction(Expectation):
    """What an estimate before a session said that its requests would take.

    `before` is what the run had used until then.
    """

    by_recipe: dict[str, Expectation] = Field(default_factory=dict)
    before: Bill = Bill()


class Report(Record):
    """The counts of a build. planned = examples + rejected + failed + pending.

    `warnings_by_rule` counts findings on examples; `findings_by_rule` those on every attempt, by
    severity, and on the pairs of the caption expansion. `corpus` are the statistics of the examples
    as a data set, `corpus_findings` what is found in all of them together, which rejects none.
    `answers` and the tokens count every attempt that this plan uses, `turns` those of the examples;
    `damaged_rows` are line numbers of the ledger. `served_models` counts answers by the name that
    the server gives its model, where it gives one; `model` is the one that was asked for.
    What was judged: `judged_to` is the length in bytes of the ledger that was read, `judged_plan`
    the digest of the plan, `judged_by` that of the rules for each recipe's answers.
    """

    planned: int = 0
    examples: int = 0
    rejected: int = 0
    failed: int = 0
    pending: int = 0
    turns: int = 0
    answers: int = 0
    expansion: int = 0
    expansion_rejected: int = 0
    by_recipe: dict[str, dict[str, int]] = Field(default_factory=dict)
    rejects_by_code: dict[str, int] = Field(default_factory=dict)
    failed_for_good: int = 0
    failures_by_code: dict[str, int] = Field(default_factory=dict)
    failure_details: dict[str, str] = Field(default_factory=dict)
    warnings_by_rule: dict[str, int] = Field(default_factory=dict)
    findings_by_rule: dict[str, dict[str, int]] = Field(default_factory=dict)
    corpus: dict[str, JsonValue] | None = None
    corpus_findings: tuple[Finding, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    model: str | None = None
    served_models: dict[str, int] = Field(default_factory=dict)
    bill: Bill = Bill()
    prediction: Prediction | None = None
    inputs: InputCounts = InputCounts()
    notes: tuple[str, ...] = ()
    damaged_rows: list[int] = Field(default_factory=list)
    files: dict[str, str] = Field(default_factory=dict)
    judged_to: int = 0
    judged_plan: str = ""
    judged_by: dict[str, str] = Field(default_factory=dict)
