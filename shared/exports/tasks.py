"""The tasks of exports. Each may come twice, late or not at all."""

from __future__ import annotations

from datetime import datetime

from shared.exports.model import Export
from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import queue


def enqueue(export: Export, *, at: datetime | None = None) -> None:
    payload = {"export_id": export.id, "user_id": export.user_id, "epoch": export.epoch}
    with left_to_sweep(export.id):
        queue().put("export", "account-tasks", "/export", payload, at=at, deadline_s=1800)


def enqueue_erasing(export: Export) -> None:
    with left_to_sweep(export.id):
        queue().put("erase", "account-tasks", "/erase-export", {"id": export.id, "user_id": export.user_id}, deadline_s=600)
