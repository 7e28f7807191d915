"""The net below mail: news that nobody has sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.lifecycle import sweep as lifecycle_sweep
from shared.lifecycle.outbox import EVENTS
from shared.notices import tasks
from shared.platform.firestore.documents import Document

_AGAIN = timedelta(minutes=10)


def sweep(page: int) -> int:
    return lifecycle_sweep.look_after(CARE, page)


def _due(row: Document, now: datetime) -> None:
    """One task of a user and minute, however many of their rows are due."""
    lifecycle_sweep.put_off(row, _AGAIN, mark=CARE.mark)
    tasks.enqueue_mail((row.fields or {})["user_id"], f"{now:%Y-%m-%d %H:%M}")


CARE = lifecycle_sweep.Care(EVENTS, _due, _AGAIN, "mail_due_at")
