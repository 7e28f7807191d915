"""The queues of those who put films together: long ones have one of their own, so that short ones pass them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shared.platform.clients import queue

LONG_S = 120  # what lasts longer
WORK_DEADLINE_S = 1800  # the longest that Cloud Tasks waits for an answer


def put(path: str, payload: dict[str, Any], seconds: float, *, at: datetime | None = None) -> None:
    queue().put("compile-long" if seconds > LONG_S else "compile", "film-tasks", path, payload, at=at, deadline_s=WORK_DEADLINE_S)
