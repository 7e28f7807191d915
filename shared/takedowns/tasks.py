"""The task that moves the objects of what is taken down, or put back. It may come twice, late or not at all."""

from __future__ import annotations

from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import queue


def enqueue(work_id: str) -> None:
    with left_to_sweep(work_id):
        queue().put("erase", "storage-tasks", "/takedown", {"id": work_id}, deadline_s=300)
