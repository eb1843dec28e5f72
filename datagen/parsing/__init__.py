"""A raw answer in, a draft or a reject out. Never repairs."""

from datagen.parsing.body import doubts, read_body, unusable
from datagen.parsing.json_reply import as_json, draft_of, parse_json
from datagen.parsing.reply import parse, render

__all__ = [
    "as_json",
    "doubts",
    "draft_of",
    "parse",
    "parse_json",
    "read_body",
    "render",
    "unusable",
]
