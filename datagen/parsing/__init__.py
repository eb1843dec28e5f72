"""A raw answer in, a draft or a reject out. Never repairs."""

from datagen.parsing.body import read_body, unusable
from datagen.parsing.reply import parse, render
from datagen.parsing.usage import Usage, read_usage

__all__ = ["Usage", "parse", "read_body", "read_usage", "render", "unusable"]
