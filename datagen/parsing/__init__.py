"""A raw answer in, a draft or a reject out. Never repairs."""

from datagen.parsing.body import doubts, read_body, unusable
from datagen.parsing.reply import parse, render

__all__ = ["doubts", "parse", "read_body", "render", "unusable"]
