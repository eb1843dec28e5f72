"""A raw answer in, a draft or a reject out. Never repairs."""

from datagen.parsing.body import doubts, read_body, unusable
from datagen.parsing.json_reply import as_json, draft_of, parse_json
from datagen.parsing.reply import parse, render
from datagen.parsing.usage import Usage, read_usage

__all__ = [
    "Usage",
    "as_json",
    "doubts",
    "draft_of",
    "parse",
    "parse_json",
    "read_body",
    "read_usage",
    "render",
    "unusable",
]
