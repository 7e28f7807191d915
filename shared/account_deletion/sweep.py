"""Deletions whose grace is over begin, and those that stopped half way go on."""

from __future__ import annotations

from datetime import datetime

from shared.account_deletion.model import DELETIONS
from shared.account_deletion.states import LOST_TASK
from shared.account_deletion.tasks import enqueue
from shared.lifecycle import sweep as lifecycle_sweep
from shared.platform.firestore.documents import Document


def sweep(page: int) -> int:
    return lifecycle_sweep.look_after(CARE, page)


def _due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, LOST_TASK)
    enqueue(row.id)


CARE = lifecycle_sweep.Care(DELETIONS, _due, LOST_TASK)
