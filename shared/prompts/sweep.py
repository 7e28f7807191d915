"""Prompts whose task was lost are asked for again, past their deadline they are ended; groups that got stuck go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shared.lifecycle import sweep as lifecycle_sweep
from shared.platform.clients import store
from shared.platform.firestore.documents import Document, Fields
from shared.prompts import tasks, waiting
from shared.prompts.model import BATCHES, PROMPTS, read
from shared.prompts.states import LOST_TASK, PromptStatus
from shared.prompts.steps import finish
from shared.prompts.worker import as_failed
from shared.providers.writing import Trouble, WritingFailed


def sweep(page: int) -> int:
    """Prompts whose task was lost are asked for again, past their deadline they are ended; groups that got stuck go on."""
    return sum(lifecycle_sweep.look_after(care, page) for care in CARES)


def _look_after(row: Document, now: datetime) -> None:
    variant = read(row)
    if variant is None or not variant.pending:
        lifecycle_sweep.put_off(row, LOST_TASK)  # nothing of ours leaves a mark on it
        return
    if variant.deadline_at is None or now >= variant.deadline_at:
        finish(variant, as_failed(WritingFailed(Trouble.TIMED_OUT, "not written in time")), good=False)
        return
    again = replace(variant, epoch=variant.epoch + 1)

    def armed(row: Document) -> Fields | None:
        current = read(row)
        same = current is not None and (current.status, current.epoch) == (PromptStatus.PENDING, variant.epoch)
        return {"epoch": again.epoch, "due_at": now + LOST_TASK} if same else None

    if store().change(variant.path, armed):
        tasks.enqueue(again)


CARES = (
    lifecycle_sweep.Care(PROMPTS, _look_after, LOST_TASK),
    lifecycle_sweep.Care(BATCHES, lambda row, _now: tasks.set_off(waiting.tend(row.id).begun), LOST_TASK),
)
