"""The ends of works, for those who want to be told: a row in the commit that ends one, where its account listens to that event.

Who tells whom, and how often, is the business of those who read the rows. Firestore deletes them by `expires_at`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from shared.platform.firestore.documents import Create

_KEPT = timedelta(days=30)


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


def ended(listens: Collection[str], event: Event, user_id: str, work_id: str, now: datetime, *, attempt: int = 1) -> list[Create]:
    """The row of this end, if somebody listens: once, for its id is made of both. What is written anew ends anew."""
    if event not in listens:
        return []
    end = work_id if attempt == 1 else f"{work_id}.{attempt}"
    fields = {"user_id": user_id, "event": event.value, "work_id": work_id, "created_at": now, "expires_at": now + _KEPT}
    return [Create(f"events/{end}.{event}", fields)]
