"""What somebody wants to be told: a row in the commit that it tells of, where its account listens to that event.

`announce` has it told at once; one whose task was lost is the sweep's, by `due_at`. Who is told, and how often, is the
business of those who read the rows. Firestore deletes them by `expires_at`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.accounts.ledger import Account
from shared.config import retention
from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import queue
from shared.platform.firestore.documents import Create

EVENTS = "events"
LOST_TASK = timedelta(minutes=2)


class Event(StrEnum):
    """What an account may listen to; the set is closed."""

    VIDEO_COMPLETED = "video.completed"
    VIDEO_FAILED = "video.failed"
    VIDEO_CANCELLED = "video.cancelled"
    FILM_COMPLETED = "film.completed"
    FILM_FAILED = "film.failed"
    FILM_CANCELLED = "film.cancelled"
    PROMPT_COMPLETED = "prompt.completed"
    PROMPT_FAILED = "prompt.failed"
    CREDITS_LOW = "credits.low"  # a charge brought the balance below what its user named


def ended(listens: Collection[str], event: Event, user_id: str, work_id: str, now: datetime, *, attempt: int = 1) -> list[Create]:
    """The row of this end, if somebody listens: once, for its id is made of both. What is written anew ends anew."""
    if event not in listens:
        return []
    return [_row(event, user_id, work_id, attempt, now)]


def ran_low(before: Account, after: Account, work_id: str, now: datetime) -> list[Create]:
    """The row of a charge by which the credits became few, if somebody listens."""
    if Event.CREDITS_LOW not in after.listens or not after.balance < after.low_at <= before.balance:
        return []
    details = {"balance": after.balance, "low_at": after.low_at}
    return [_row(Event.CREDITS_LOW, after.user_id, work_id, 1, now, details)]


def _row(
    event: Event, user_id: str, work_id: str, attempt: int, now: datetime, details: Mapping[str, Any] | None = None
) -> Create:
    fields = {
        "user_id": user_id,
        "event": event.value,
        "work_id": work_id,
        "details": details,
        "created_at": now,
        "due_at": now + LOST_TASK,
        "expires_at": retention.ends("log_days", now),
    }
    return Create(f"{EVENTS}/{row_id(event, work_id, attempt)}", fields)


def row_id(event: Event, work_id: str, attempt: int = 1) -> str:
    return f"{work_id if attempt == 1 else f'{work_id}.{attempt}'}.{event}"


def announce(listens: Collection[str], event: Event, user_id: str, work_id: str, *, attempt: int = 1) -> None:
    """After the commit with its row: those who listen are told now."""
    if event in listens:
        with left_to_sweep(work_id):
            enqueue(row_id(event, work_id, attempt), user_id)


def enqueue(event_id: str, user_id: str) -> None:
    queue().put("deliver", "webhook-tasks", "/tell", {"event_id": event_id, "user_id": user_id}, deadline_s=60)
