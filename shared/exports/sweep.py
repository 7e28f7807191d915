"""Exports whose task or worker was lost begin again; those whose time is over go with their files."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.exports.model import EXPORTS, read
from shared.exports.states import LOST_TASK, MOST_CRASHES, ExportStatus
from shared.exports.tasks import enqueue_erasing
from shared.exports.worker import fail, put_back
from shared.lifecycle import sweep as lifecycle_sweep
from shared.platform import logs
from shared.platform.firestore.documents import Document

_AGAIN = timedelta(minutes=10)


def sweep(page: int) -> int:
    return lifecycle_sweep.look_after(CARE, page)


def _due(row: Document, _now: datetime) -> None:
    export = read(row)
    if export is None:
        return
    if not export.live:
        lifecycle_sweep.put_off(row, _AGAIN)
        enqueue_erasing(export)
    elif export.status is ExportStatus.MAKING and export.crashes + 1 >= MOST_CRASHES:
        logs.alert("an export kills its workers", export_id=export.id)
        fail(export)
    else:
        put_back(export, crashes=int(export.status is ExportStatus.MAKING))


CARE = lifecycle_sweep.Care(EXPORTS, _due, LOST_TASK)
