"""Prompts whose task was lost are asked for again, past their deadline they are ended; groups that got stuck go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from shared.lifecycle import due
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Document, Plan, Seen, Update
from shared.prompts import batches, tasks
from shared.prompts.model import BATCHES, LOST_TASK, PROMPTS, PromptStatus, read
from shared.prompts.worker import as_failed, finish
from shared.providers.writing import Trouble, WritingFailed


def sweep(page: int) -> int:
    """Prompts whose task was lost are asked for again, past their deadline they are ended; groups that got stuck go on."""
    now = clock().now()
    prompts = store().find(PROMPTS, where=[("due_at", "<=", now)], order=[("due_at", "asc")], limit=page)
    lines = store().find(BATCHES, where=[("due_at", "<=", now)], order=[("due_at", "asc")], limit=page)
    for row in prompts:
        _cared_for(row, lambda row: _look_after(row, now))
    for row in lines:
        _cared_for(row, lambda row: tasks.set_off(batches.tend(row.id).begun))
    return len(prompts) + len(lines)


def _cared_for(row: Document, care: Callable[[Document], None]) -> None:
    """One in trouble keeps nobody else from being looked after; it comes up again a while later."""
    try:
        care(row)
    except (Unavailable, Contended) as trouble:
        logs.warning("sweep could not look after a prompt", path=row.path, reason=type(trouble).__name__)
        due.put_off(row, LOST_TASK)
    except Exception as error:  # noqa: BLE001 - the others are still to be looked after
        logs.alert("sweep cannot look after a prompt", path=row.path, cause=error)
        due.put_off(row, LOST_TASK)


def _look_after(row: Document, now: datetime) -> None:
    variant = read(row)
    if variant is None or not variant.pending:
        due.put_off(row, LOST_TASK)  # nothing of ours leaves a mark on it
        return
    if variant.deadline_at is None or now >= variant.deadline_at:
        finish(variant, as_failed(WritingFailed(Trouble.TIMED_OUT, "not written in time")), good=False)
        return
    again = replace(variant, epoch=variant.epoch + 1)

    def decide(seen: Seen) -> Plan[bool]:
        current = read(seen[variant.path])
        if current is None or (current.status, current.epoch) != (PromptStatus.PENDING, variant.epoch):
            return Plan(False)
        return Plan(True, [Update(seen[variant.path], {"epoch": again.epoch, "due_at": now + LOST_TASK})])

    if store().settle([variant.path], decide):
        tasks.enqueue(again)
