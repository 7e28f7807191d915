"""How many calls of a user were refused because there were too many, by day: for operators' figures.

Best effort, as the pace is: an instance adds up what it refused and writes it once a minute, for those whom it refused most.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

from shared.platform.clients import once, tally

COLLECTION = "refused_calls"
_EVERY = timedelta(minutes=1)
_MOST = 10  # users of one minute and instance: each costs a write
_KEPT = timedelta(days=7)  # the nightly figures have them by then


class RefusedCalls:
    """Those of one instance that are not written yet."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._written_at: datetime | None = None
        self._counting = threading.Lock()

    def count(self, user_id: str, now: datetime) -> None:
        for each, calls in self._due(user_id, now):
            day = now.date().isoformat()
            kept = {"user_id": each, "refused_at": now, "expires_at": now + _KEPT}
            tally(f"{COLLECTION}/{day}.{each}", kept, {"calls": calls})

    def _due(self, user_id: str, now: datetime) -> list[tuple[str, int]]:
        with self._counting:
            self._counts[user_id] += 1
            if self._written_at is not None and timedelta(0) <= now - self._written_at < _EVERY:
                return []
            due, self._counts, self._written_at = self._counts.most_common(_MOST), Counter(), now
            return due


@once
def refused_calls() -> RefusedCalls:
    return RefusedCalls()
