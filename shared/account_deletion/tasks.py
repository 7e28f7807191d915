"""The task by which an erasure goes through; the sweep sends another where it was lost."""

from __future__ import annotations

from datetime import datetime

from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import queue


def enqueue(user_id: str, *, at: datetime | None = None) -> None:
    with left_to_sweep(user_id):
        queue().put("erase", "account-tasks", "/erase", {"user_id": user_id}, at=at, deadline_s=600)
