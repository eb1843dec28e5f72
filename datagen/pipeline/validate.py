"""A LLaVA-format file of anybody's in, what is wrong with its records out. Changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from datagen.formats import is_array, read_records
from datagen.records import Finding
from datagen.validation import Limits, check_record


@dataclass(slots=True)
class FileCheck:
    """Counts over a file.

    `examples` holds the first few findings of each rule, with row numbers.
    """

    array: bool
    records: int = 0
    rejected: int = 0
    warned: int = 0
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[str, list[tuple[int, Finding]]] = field(default_factory=dict)


def validate_file(path: Path, limits: Limits, *, show: int) -> FileCheck:
    """Check every record. Raises `InputError` where the file cannot be read at all."""
    check = FileCheck(array=is_array(path))
    for row in read_records(path):
        check.records += 1
        findings = check_record(row.value, limits)
        severities = {finding.severity for finding in findings}
        check.rejected += "reject" in severities
        check.warned += severities == {"warn"}
        for finding in findings:
            check.by_rule[finding.rule, finding.severity] += 1
            listed = check.examples.setdefault(finding.rule, [])
            if len(listed) < show:
                listed.append((row.number, finding))
    return check
