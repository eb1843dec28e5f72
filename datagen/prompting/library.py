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
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field, JsonValue, ValidationError

from datagen.documents import plain, suggestion
from datagen.errors import TemplateError
from datagen.identity import digest
from datagen.prompting.frontmatter import read_document, read_settings, read_text
from datagen.prompting.templates import render_template
from datagen.records import Instance, Recipe, Record, ReplyShape, Scene, Seed, Visibility

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
    reply: ReplyShape
    questions: str | None = None
    sampling: _Sampling = _Sampling()
    skip_checks: tuple[str, ...] = ()
    variables: dict[str, str | int | float | bool | list[str]] = Field(default_factory=dict)


class _SeedScene(Record):
    captions: tuple[str, ...] = ()
    instances: tuple[Instance, ...] = ()


class _SeedSettings(Record):
    scene: _SeedScene | None = None
    context: str | None = None


def packaged() -> Path:
    """The folder with the templates that come with datagen: in the wheel, or the clone's."""
    package = Path(str(importlib.resources.files("datagen")))
    shipped = package / "shipped"
    return shipped if shipped.is_dir() else package.parent


class Library:
    """The templates of a folder. Reads a file when it is asked for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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
        system = render_template(
            document.body, settings.variables, file=file, line=document.body_line, root=self.prompts
        )
        seeds = self._seeds(name)
        return Recipe(
            name=name,
            version=settings.version,
            description=settings.description,
            captions=settings.captions,
            boxes=settings.boxes,
            reply=settings.reply,
            system=system,
            seeds=seeds,
            questions=self.questions(settings.questions) if settings.questions else (),
            sampling=settings.sampling.model_dump(exclude_none=True),
            skip_checks=frozenset(settings.skip_checks),
            digest=_digest(settings, system, seeds),
        )

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
        try:
            scene = Scene(
                id=f"seed/{recipe}/{file.stem}",
                image="seed.jpg",
                captions=tuple(" ".join(c.split()) for c in settings.scene.captions),
                instances=settings.scene.instances,
            )
        except ValidationError as problem:
            message = plain(problem.errors(include_url=False)[0]["msg"])
            raise TemplateError(message, where=file) from problem
    context = None if settings.context is None else settings.context.strip()
    return Seed(name=file.stem, answer=answer, scene=scene, context=context)


def _digest(settings: _RecipeSettings, system: str, seeds: tuple[Seed, ...]) -> str:
    worked: list[JsonValue] = [
        [seed.name, seed.context if seed.scene is None else seed.scene.digest, seed.answer]
        for seed in seeds
    ]
    return digest({"settings": settings.model_dump(mode="json"), "system": system, "seeds": worked})
