"""A source and the user's choice in, the images and the recipes for each of them out.

Nothing here depends on the order of requests, on shards or on the machine: what is drawn at random
is drawn by the seed and the names of image and recipe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from datagen import context
from datagen.errors import InputError, SettingsError
from datagen.identity import draw
from datagen.records import Recipe
from datagen.settings import Recipes, Selection
from datagen.sources import Source, read_ids

Chosen = dict[str, tuple[str, ...]]


@dataclass(slots=True)
class Choice:
    """The recipes of each chosen image, in the order of the source, and what is worth knowing.

    `digest` is that of what was chosen, before a shard takes its part.
    """

    recipes: Chosen
    notes: list[str] = field(default_factory=list)
    digest: str = ""


def choose_samples(
    source: Source, selection: Selection, settings: Recipes, recipes: Sequence[Recipe]
) -> Choice:
    """Which recipes are asked of which image. Raises `InputError` where nothing is left to ask."""
    suited = {
        (captions, boxes): tuple(
            r.name for r in recipes if context.eligible(r, captions=captions, boxes=boxes)
        )
        for captions in (False, True)
        for boxes in (False, True)
    }
    keeps = settings.crowd == "keep"
    choice = Choice(
        {
            image: suited[captions, boxes or (crowds and keeps)]
            for image, captions, boxes, crowds in source.outlines()
        }
    )
    _restrict(choice, selection)
    if settings.mix is not None:
        _mix(choice, settings.mix, settings.samples, selection.seed)
    elif settings.samples is not None:
        raise SettingsError("--samples goes with --mix", hint="To take fewer images use --limit.")
    for recipe in recipes:
        asked = sum(recipe.name in names for names in choice.recipes.values())
        if asked == 0:
            lacking = " or ".join(
                what
                for what, need in (("captions", recipe.captions), ("boxes", recipe.boxes))
                if need == "required"
            )
            choice.notes.append(
                f"no image is asked for {recipe.name}: it needs {lacking}"
                if lacking
                else f"no image is asked for {recipe.name}"
            )
        elif recipe.boxes == "optional" and not source.has_boxes:
            choice.notes.append(
                f"{recipe.name} is asked from captions alone: no boxes are given (--instances)"
            )
    if recipes and not any(choice.recipes.values()):
        raise InputError(
            "no image has what these recipes need",
            where=", ".join(map(str, source.files)) or None,
            hint="; ".join(choice.notes) + ". Check --recipes, --image-ids and --exclude-ids.",
        )
    choice.digest = _digest(choice.recipes)
    if selection.part is not None:
        _slice(choice, *selection.part)
    return choice


def _digest(chosen: Chosen) -> str:
    whole = blake2b(digest_size=16)
    for image, recipes in chosen.items():
        whole.update("\t".join((image, *recipes)).encode() + b"\n")
    return whole.hexdigest()


def _restrict(choice: Choice, selection: Selection) -> None:
    """Leave the images that the user wants: named, not excluded, then the first, then a draw."""
    ids: Iterable[str] = choice.recipes
    for path, wanted in ((selection.image_ids, True), (selection.exclude_ids, False)):
        if path is None:
            continue
        named = read_ids(path)
        present = sum(i in named for i in ids)
        ids = [i for i in ids if (i in named) is wanted]
        verb = "take part" if wanted else "are left out"
        if not wanted or present < len(named):
            choice.notes.append(f"{present} of the {len(named)} images that {path} names {verb}")
    ids = list(ids)[: selection.limit]
    if selection.sample is not None:
        drawn = sorted(ids, key=lambda i: draw(selection.seed, "image", i))[: selection.sample]
        keep = frozenset(drawn)
        ids = [i for i in ids if i in keep]
    if not ids:
        raise InputError("no image is left", hint="Check --image-ids and --exclude-ids.")
    choice.recipes = {i: choice.recipes[i] for i in ids}


def _slice(choice: Choice, number: int, of: int) -> None:
    """Leave one of several equal parts, in the order of the source. Together they are the whole."""
    ids = list(choice.recipes)
    if len(ids) < of:
        raise SettingsError(
            f"{len(ids)} images cannot be split into {of} parts",
            where="--shard",
            hint=f"Use at most {len(ids)} shards.",
        )
    kept = ids[len(ids) * (number - 1) // of : len(ids) * number // of]
    choice.recipes = {i: choice.recipes[i] for i in kept}


def _mix(choice: Choice, weights: Mapping[str, float], total: int | None, seed: int) -> None:
    """Draw image-recipe pairs in proportion to the weights, no pair twice.

    Without a total, as many as the scarcest recipe allows.
    """
    pools = {
        name: sorted(
            (i for i, names in choice.recipes.items() if name in names),
            key=lambda i: draw(seed, "mix", name, i),
        )
        for name in weights
    }
    whole = sum(weights.values())
    if total is None:
        total = int(min(len(pools[n]) * whole / w for n, w in weights.items()) + 1e-9)
    quotas = _largest_remainders({n: total * w / whole for n, w in weights.items()}, total)
    drawn: dict[str, set[str]] = {}
    for name, quota in quotas.items():
        if quota > len(pools[name]):
            raise InputError(
                f"the mix wants {quota} images for {name}; {len(pools[name])} have what it needs",
                where="--samples",
                hint="Lower --samples, or leave it out to draw as many as there are.",
            )
        drawn[name] = set(pools[name][:quota])
    choice.recipes = {
        i: kept
        for i, names in choice.recipes.items()
        if (kept := tuple(n for n in names if i in drawn.get(n, ())))
    }


def _largest_remainders(shares: Mapping[str, float], total: int) -> dict[str, int]:
    """Whole numbers that sum to the total and differ from the shares by less than one."""
    quotas = {name: int(share) for name, share in shares.items()}
    by_remainder = sorted(shares, key=lambda name: (quotas[name] - shares[name], name))
    for name in by_remainder[: total - sum(quotas.values())]:
        quotas[name] += 1
    return quotas
