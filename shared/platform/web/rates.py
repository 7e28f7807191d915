"""How often one may call: a rate as one timestamp, and a pace that keeps it for each user in the memory of one instance."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.platform.errors import AppError, Text

_MINUTE = timedelta(minutes=1)
_UNASKED = 100  # calls a minute, while nobody has called twice
_REMEMBERED = 10_000  # users, in about 2 MB
HEAVIEST = 10  # calls that one call may count as


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
        self.retry_after_s = max(1, int((free_at - now).total_seconds()) + 1)


class Rate(NamedTuple):
    """A generic cell rate: `per_minute` calls, all of which may come at once after a quiet minute."""

    per_minute: int

    @property
    def interval(self) -> timedelta:
        return _MINUTE / self.per_minute

    def take(self, due: datetime | None, now: datetime, skew: timedelta = timedelta(0)) -> datetime:
        """The new timestamp after one more call, or RateLimited with when there will be room.

        Where several clocks write the timestamp, one that is behind by `skew` must not hear no while there is room.
        The slack for that stays below one interval: it is never one call more at once.
        """
        # an interval is rounded: a minute itself could be too short for the last call by a microsecond
        room = self.interval * self.per_minute + min(self.interval / 2, skew)
        after = max(due or now, now) + self.interval
        if after - now - room > _MINUTE + skew:  # no count makes anybody wait so long: a clock was wrong that has been put back
            after = now + room  # and as little is left as after a busy minute
        if after - now > room:
            wait = math.ceil((after - now - room).total_seconds())
            raise RateLimited(limit=self.per_minute, remaining=0, reset_s=max(1, wait))
        return after


class _Known(NamedTuple):
    due: datetime
    rate: Rate


class Pace:
    """The rate of each user in this instance: best effort, since other instances count for themselves.

    The limit is asked for from a user's second call on: asking may read the configuration, and no cold start shall pay for that.
    """

    def __init__(self, per_minute: Callable[[], int], remembered: int = _REMEMBERED) -> None:
        self._per_minute, self._remembered = per_minute, remembered
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._counting = threading.Lock()

    def take(self, user_id: str, now: datetime) -> None:
        """Count one more call of this user, or refuse it with RateLimited."""
        rate = Rate(self._per_minute() if user_id in self._known else _UNASKED)
        with self._counting:
            known = self._known.get(user_id)
            self._known[user_id] = _Known(rate.take(known and known.due, now), rate)
            self._known.move_to_end(user_id)
            if len(self._known) > self._remembered:
                self._known.popitem(last=False)  # the one who has been quiet longest starts afresh

    def count(self, user_id: str, calls: int) -> None:
        """Let the call that was taken count as so many more, or as less where this is negative; it is never refused for that.

        So the dearest call waits for the room of one, and whoever comes after it for a minute at most.
        """
        with self._counting:
            if known := self._known.get(user_id):
                most = known.rate.per_minute - 1
                added = known.rate.interval * max(-most - 1, min(calls, most))
                self._known[user_id] = known._replace(due=known.due + added)
