"""Tasks that were given up, as operators see them. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from typing_extensions import TypedDict


class DeadLetter(TypedDict):
    """A task that was given up."""

    id: str
    queue: str
    function: str
    path: str
    payload: dict[str, Any] | None
    job_id: str | None
    user_id: str | None
    error: str
    attempts: int
    times: int
    first_at: datetime
    last_at: datetime
    replayed_at: datetime | None
    replayed_by: str | None


class DeadLetterList(TypedDict):
    dead_letters: list[DeadLetter]
    next_cursor: str | None
