"""How often one may call: a rate as one timestamp, and a pace that keeps it for each user in the memory of one instance."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.platform.errors import AppError, Text

_UNASKED = 100  # calls a minute, while nobody has called twice
_REMEMBERED = 10_000  # users, in about 2 MB


class RateLimited(AppError):
    status, code, retryable = 429, "RATE_LIMITED", True
    message = Text("Too many calls: {limit} a minute are possible.", "Zu viele Aufrufe: {limit} pro Minute sind möglich.")
    action = Text("Try again in {reset_s} seconds.", "Versuche es in {reset_s} Sekunden noch einmal.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.details["reset_s"])}


class NoPlace(AppError):
    """The base of refusals that pass with time: the first place is free again at `free_at`."""

    status, code, retryable = 429, "NO_PLACE", True

    def __init__(self, limit: int, free_at: datetime, now: datetime) -> None:
        super().__init__(limit=limit, free_at=free_at.isoformat())
        self._wait_s = max(1, int((free_at - now).total_seconds()) + 1)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self._wait_s)}


class Rate(NamedTuple):
    """A generic cell rate: `per_minute` calls, all of which may come at once after a quiet minute."""

    per_minute: int

    @property
    def interval(self) -> timedelta:
        return timedelta(minutes=1) / self.per_minute

    def take(self, due: datetime | None, now: datetime, skew: timedelta = timedelta(0)) -> datetime:
        """The new timestamp after one more call, or RateLimited with when there will be room.

        Where several clocks write the timestamp, one that is behind by `skew` must not hear no while there is room.
        The slack for that stays below one interval: it is never one call more at once.
        """
        # an interval is rounded: a minute itself could be too short for the last call by a microsecond
        room = self.interval * self.per_minute + min(self.interval / 2, skew)
        after = max(due or now, now) + self.interval
        if after - now > room:
            wait = math.ceil((after - now - room).total_seconds())
            raise RateLimited(limit=self.per_minute, remaining=0, reset_s=max(1, wait))
        return after


class Pace:
    """The rate of each user in this instance: best effort, since other instances count for themselves.

    The limit is asked for from a user's second call on: asking may read the configuration, and no cold start shall pay for that.
    """

    def __init__(self, per_minute: Callable[[], int], remembered: int = _REMEMBERED) -> None:
        self._per_minute, self._remembered = per_minute, remembered
        self._due: OrderedDict[str, datetime] = OrderedDict()
        self._counting = threading.Lock()

    def take(self, user_id: str, now: datetime) -> None:
        """Count one more call of this user, or refuse it with RateLimited."""
        rate = Rate(self._per_minute() if user_id in self._due else _UNASKED)
        with self._counting:
            self._due[user_id] = rate.take(self._due.get(user_id), now)
            self._due.move_to_end(user_id)
            if len(self._due) > self._remembered:
                self._due.popitem(last=False)  # the one who has been quiet longest starts afresh
