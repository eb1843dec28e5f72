"""What the ledger holds of a request in, whether it is to be sent out."""

from __future__ import annotations

from datagen.ledger import Slot


def to_send(slot: Slot | None, *, retry_failed: bool) -> bool:
    """Whether a request is sent: it never was, it failed for now, or for good and that is retried.

    An answer is never asked for again. A caller that retries asks this once a session, or what
    fails for good would be sent without end.
    """
    return slot is None or slot.open or (retry_failed and not slot.answered)
