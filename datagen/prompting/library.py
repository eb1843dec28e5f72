"""A folder of templates in, recipes out.

prompts/<recipe>.md           settings on top, the system prompt below (Jinja2)
prompts/parts/*.md            passages that several system prompts include
prompts/questions/<list>.txt  questions that a passage answers, one a line, `#` starts a comment
seeds/<recipe>/*.md           few-shot examples, in the order of their names
"""

from __future__ import annotations

import importlib.resources
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, field_validator

from datagen.documents import suggestion
from datagen.errors import TemplateError
from datagen.identity import digest
from datagen.prompting.filling import check_templates
from datagen.prompting.frontmatter import read_document, read_settings, read_text
from datagen.prompting.schemas import SHAPES, strict_schema
from datagen.prompting.templates import render_template
from datagen.records import (
    Recipe,
    Record,
    Reject,
    ReplyShape,
    Scene,
    Seed,
    TurnTemplates,
    Visibility,
)
from datagen.rows import InstanceRow

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


class _Sampling(Record):
    """Sampling parameters that a recipe asks for; each is sent only if it is set."""

    temperature: Annotated[float, Field(ge=0)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(gt=0)] | None = None


class _RecipeSettings(Record):
    version: Annotated[int, Field(ge=1)] = 1
    description: str
    captions: Visibility
    boxes: Visibility
    reply: ReplyShape | Literal["json"]
    questions: str | None = None
    schema_: dict[str, JsonValue] | None = Field(None, alias="schema")
    question: str | None = None
    answer: str | None = None
    sampling: _Sampling = _Sampling()
    skip_checks: tuple[str, ...] = ()
    variables: dict[str, str | int | float | bool | list[str]] = Field(default_factory=dict)

    @field_validator("variables")
    @classmethod
    def _leaves_ours_alone(cls, variables: dict[str, Any]) -> dict[str, Any]:
        if "structured" in variables:
            raise ValueError("'structured' is ours: whether the reply is asked for as JSON")
        return variables


# the settings of a JSON reply: outside of one they are not part of what a recipe is
_JSON_SETTINGS = {"schema_", "question", "answer"}


class _SeedScene(Record):
    captions: tuple[str, ...] = ()
    instances: tuple[InstanceRow, ...] = ()


class _SeedSettings(Record):
    scene: _SeedScene | None = None
    context: str | None = None


def packaged() -> Path:
    """The folder with the templates that come with datagen: in the wheel, or the clone's."""
    package = Path(str(importlib.resources.files("datagen")))
    shipped = package / "shipped"
    return shipped if shipped.is_dir() else package.parent


class Library:
    """The templates of a folder. Reads a file when it is asked for it.

    With `as_json`, every reply is asked for as JSON: it makes a seed's answer into that of the
    same shape, and templates see `structured` as true.
    """

    def __init__(
        self, folder: Path, as_json: Callable[[str, ReplyShape], str | Reject] | None = None
    ) -> None:
        self.folder = folder
        self._as_json = as_json
        self.prompts = folder / "prompts"
        self.seeds = folder / "seeds"
        if not self.prompts.is_dir():
            raise TemplateError(
                "there is no folder `prompts` in it",
                where=folder,
                hint="Make one to edit with `datagen init DIR`, then pass --prompts DIR.",
            )

    def names(self) -> list[str]:
        return sorted(file.stem for file in self.prompts.glob("*.md") if _NAME.fullmatch(file.stem))

    def recipe(self, name: str) -> Recipe:
        """Raises `TemplateError` where there is no such recipe or it cannot be used."""
        file = self.prompts / f"{name}.md"
        if name not in self.names():
            raise TemplateError(
                f"there is no recipe '{name}'",
                where=self.prompts,
                hint=suggestion(name, self.names()) if self.names() else None,
            )
        document = read_document(file)
        settings = read_settings(document, _RecipeSettings, file)
        if (settings.reply == "passage") != (settings.questions is not None):
            raise TemplateError(
                "`reply: passage` and `questions: LIST` go together: a passage answers a question "
                "that is drawn from a list, the other replies bring their own",
                where=file,
            )
        if settings.captions == settings.boxes == "none":
            raise TemplateError("the recipe shows neither captions nor boxes", where=file)
        reply, schema, templates = self._reply(settings, file)
        system = render_template(
            document.body,
            {"structured": schema is not None, **settings.variables},
            file=file,
            line=document.body_line,
            root=self.prompts,
        )
        seeds = self._seeds(name)
        if self._as_json and templates is None:
            seeds = tuple(self._seed_as_json(name, seed, reply) for seed in seeds)
        return Recipe(
            name=name,
            version=settings.version,
            description=settings.description,
            captions=settings.captions,
            boxes=settings.boxes,
            reply=reply,
            system=system,
            seeds=seeds,
            questions=self.questions(settings.questions) if settings.questions else (),
            sampling=settings.sampling.model_dump(exclude_none=True),
            skip_checks=frozenset(settings.skip_checks),
            digest=_digest(settings, system, seeds),
            schema=schema,
            templates=templates,
        )

    def _reply(
        self, settings: _RecipeSettings, file: Path
    ) -> tuple[ReplyShape, dict[str, JsonValue] | None, TurnTemplates | None]:
        """What the reply comes to, and the schema and templates of one that is JSON."""
        given = settings.schema_, settings.question, settings.answer
        if settings.reply != "json":
            if any(value is not None for value in given):
                raise TemplateError(
                    "`schema`, `question` and `answer` go with `reply: json`", where=file
                )
            return settings.reply, SHAPES[settings.reply] if self._as_json else None, None
        if settings.schema_ is None or settings.question is None or settings.answer is None:
            raise TemplateError(
                "`reply: json` needs `schema`, the form of the reply, and `question` and `answer`, "
                "templates that make a pair of its fields",
                where=file,
            )
        templates = TurnTemplates(settings.question, settings.answer)
        try:
            schema = strict_schema(settings.schema_)
        except ValueError as problem:
            raise TemplateError(f"`schema`: {problem}", where=file) from problem
        properties: Any = schema["properties"]
        try:
            check_templates(templates, properties)
        except ValueError as problem:
            raise TemplateError(str(problem), where=file) from problem
        return "pair", schema, templates

    def _seed_as_json(self, recipe: str, seed: Seed, shape: ReplyShape) -> Seed:
        assert self._as_json
        answer = self._as_json(seed.answer, shape)
        if isinstance(answer, Reject):
            raise not_in_form(self.seeds / recipe / f"{seed.name}.md", shape, answer)
        return replace(seed, answer=answer)

    def questions(self, name: str) -> tuple[str, ...]:
        """A question list.

        Raises `TemplateError` where it is missing or empty, or repeats itself.
        """
        file = self.prompts / "questions" / f"{name}.txt"
        if not _NAME.fullmatch(name) or not file.is_file():
            known = [f.stem for f in file.parent.glob("*.txt")]
            raise TemplateError(
                f"there is no question list '{name}'",
                where=file.parent,
                hint=suggestion(name, known) if known else None,
            )
        lines = [line.strip() for line in read_text(file).split("\n")]
        questions = [line for line in lines if line and not line.startswith("#")]
        if not questions:
            raise TemplateError("holds no question", where=file)
        for number, line in enumerate(lines, start=1):
            if line in questions and lines.index(line) + 1 != number:
                raise TemplateError(f"'{line}' stands twice", where=f"{file}:{number}")
        return tuple(questions)

    def _seeds(self, recipe: str) -> tuple[Seed, ...]:
        folder = self.seeds / recipe
        return tuple(_read_seed(file, recipe) for file in sorted(folder.glob("*.md")))

    def copy_used(self, target: Path, recipes: Iterable[str], lists: Iterable[str]) -> None:
        """Put the templates that a run uses into its folder, so that it is complete in itself.

        `target` is replaced as a whole.
        """
        fresh = target.with_name(target.name + ".tmp")
        shutil.rmtree(fresh, ignore_errors=True)
        questions = set(lists)
        (fresh / "prompts").mkdir(parents=True)
        (fresh / "seeds").mkdir()
        for name in recipes:
            shutil.copyfile(self.prompts / f"{name}.md", fresh / "prompts" / f"{name}.md")
            if (self.seeds / name).is_dir():
                shutil.copytree(self.seeds / name, fresh / "seeds" / name)
            settings = read_settings(
                read_document(self.prompts / f"{name}.md"), _RecipeSettings, self.prompts
            )
            if settings.questions:
                questions.add(settings.questions)
        if (self.prompts / "parts").is_dir():
            shutil.copytree(self.prompts / "parts", fresh / "prompts" / "parts")
        (fresh / "prompts" / "questions").mkdir()
        for name in questions:
            file = f"questions/{name}.txt"
            shutil.copyfile(self.prompts / file, fresh / "prompts" / file)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)


def not_in_form(file: Path, shape: str, reject: Reject) -> TemplateError:
    """A seed's answer that replies to its recipe could not have."""
    return TemplateError(
        f"the answer is not in the form of the recipe ({shape}): {reject.detail}",
        where=file,
        hint="Write it as the recipe's prompt asks for it.",
    )


def _read_seed(file: Path, recipe: str) -> Seed:
    document = read_document(file)
    settings = read_settings(document, _SeedSettings, file)
    if (settings.scene is None) == (settings.context is None):
        raise TemplateError("a seed has either a `scene` or a `context`", where=file)
    answer = document.body.strip()
    if not answer:
        raise TemplateError("the answer below the settings is missing", where=file)
    scene = None
    if settings.scene is not None:
        scene = Scene(
            id=f"seed/{recipe}/{file.stem}",
            image="seed.jpg",
            captions=tuple(" ".join(c.split()) for c in settings.scene.captions),
            instances=tuple(instance.as_instance() for instance in settings.scene.instances),
        )
    context = None if settings.context is None else settings.context.strip()
    return Seed(name=file.stem, answer=answer, scene=scene, context=context)


def _digest(settings: _RecipeSettings, system: str, seeds: tuple[Seed, ...]) -> str:
    worked: list[JsonValue] = [
        [seed.name, seed.context if seed.scene is None else seed.scene.digest, seed.answer]
        for seed in seeds
    ]
    own = settings.model_dump(mode="json", exclude=None if settings.schema_ else _JSON_SETTINGS)
    return digest({"settings": own, "system": system, "seeds": worked})
