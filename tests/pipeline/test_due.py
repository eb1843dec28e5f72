"""What is sent: what was never answered; what failed for good only where a user asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from datagen.ledger import Ledger, OpenLedger
from datagen.pipeline.due import to_send
from datagen.records import Key
from tests.test_ledger import answer, failure


@pytest.mark.parametrize(
    ("name", "usually", "retrying"),
    [
        ("never asked", True, True),
        ("failed for now", True, True),
        ("failed for good", False, True),
        ("answered", False, False),
        ("answered after it failed", False, False),
    ],
)
def test_only_what_failed_for_good_depends_on_the_setting(
    tmp_path: Path, name: str, usually: bool, retrying: bool
) -> None:
    with OpenLedger(tmp_path / "ledger.jsonl") as ledger:
        ledger.append(failure("failed for now", permanent=False))
        ledger.append(failure("failed for good", permanent=True))
        ledger.append(answer("answered"))
        ledger.append(failure("answered after it failed", permanent=True))
        ledger.append(answer("answered after it failed"))
    with Ledger(tmp_path / "ledger.jsonl") as ledger:
        slot = ledger.slot(Key(name, 1))
        assert to_send(slot, retry_failed=False) is usually
        assert to_send(slot, retry_failed=True) is retrying
