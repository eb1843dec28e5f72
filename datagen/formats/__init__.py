"""Turns in, LLaVA records and files out, and back. Judges nothing."""

from datagen.formats.llava import Row, is_array, make_record, read_records
from datagen.formats.writer import record_line, record_lines

__all__ = ["Row", "is_array", "make_record", "read_records", "record_line", "record_lines"]
