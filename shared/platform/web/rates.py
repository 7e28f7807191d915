"""How often one may call: a rate as one timestamp, and a pace that keeps it for each user in the memory of one instance."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.platform.errors import AppError, Text

_MINUTE = timedelta(minutes=1)
_UNASKED = 100  # calls a minute, while nobody has called twice
_REMEMBERED = 10_000  # users, in about 2 MB
HEAVIEST = 10  # calls that one call may count as


class Left(NamedTuple):
    """What is left of a rate, as headers tell it (draft-ietf-httpapi-ratelimit-headers-11)."""

    name: str
    per_minute: int
    calls: int
    full_in_s: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.per_minute};w=60',
            "RateLimit": f'"{self.name}";r={self.calls};t={self.full_in_s}',
        }


class Told:
    """What a commit has counted the call as that is being served; also where another thread commits."""

    def __init__(self) -> None:
        self.left: Left | None = None
        _told.set(self)


_told: ContextVar[Told] = ContextVar("told")


def tell(left: Left) -> None:
    if (told := _told.get(None)) is not None:  # a worker's calls are counted by nobody
        told.left = left


class RateLimited(AppError):
    status, code, retryable = 429, "RATE_LIMITED", True
    message = Text("Too many calls: {limit} a minute are possible.", "Zu viele Aufrufe: {limit} pro Minute sind möglich.")
    action = Text("Try again in {reset_s} seconds.", "Versuche es in {reset_s} Sekunden noch einmal.")
    name = "calls"  # of the class in which there were too many

    @property
    def headers(self) -> dict[str, str]:
        left = Left(self.name, self.details["limit"], 0, self.details["reset_s"])
        return {"Retry-After": str(self.details["reset_s"]), **left.headers}


class NoPlace(AppError):
    """The base of refusals that pass with time: the first place is free again at `free_at`."""

    status, code, retryable = 429, "NO_PLACE", True

    def __init__(self, limit: int, free_at: datetime, now: datetime) -> None:
        super().__init__(limit=limit, free_at=free_at.isoformat())
        self.retry_after_s = max(1, int((free_at - now).total_seconds()) + 1)


class Rate(NamedTuple):
    """A generic cell rate: `per_minute` calls, all of which may come at once after a quiet minute."""

    per_minute: int
    name: str = "calls"

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
            refusal = RateLimited(limit=self.per_minute, remaining=0, reset_s=max(1, wait))
            refusal.name = self.name
            raise refusal
        return after

    def left(self, due: datetime, now: datetime) -> Left:
        """Of calls that may come right now, and in how many seconds all of them may."""
        used = max(due - now, timedelta(0))
        free = math.floor((self.interval * self.per_minute - used) / self.interval)
        return Left(self.name, self.per_minute, max(0, free), math.ceil(used.total_seconds()))


class _Known(NamedTuple):
    due: datetime
    rate: Rate

    def by(self, rate: Rate, now: datetime) -> datetime:
        """When as many calls are due by another rate: a first one was counted by none that anybody had set. A minute at most."""
        if rate == self.rate:
            return self.due
        calls = (self.due - now) / self.rate.interval
        return now + min(rate.interval * calls, _MINUTE)


class Pace:
    """The rate of each user in this instance: best effort, since other instances count for themselves.

    The limit is asked for from a user's second call on: asking may read the configuration, and no cold start shall pay for that.
    """

    def __init__(self, per_minute: Callable[[], int], remembered: int = _REMEMBERED, *, widens_only: bool = False) -> None:
        """`widens_only`: a number of a user's own counts here where it is the larger one."""
        self._per_minute, self._remembered, self._widens_only = per_minute, remembered, widens_only
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._counting = threading.Lock()

    def take(self, user_id: str, now: datetime, own: int | None = None) -> None:
        """Count one more call of this user, or refuse it with RateLimited; `own` is the number that was set for them alone."""
        rate = Rate(self._limit(own) if own is not None or user_id in self._known else _UNASKED)
        with self._counting:
            known = self._known.get(user_id)
            self._known[user_id] = _Known(rate.take(known and known.by(rate, now), now), rate)
            self._known.move_to_end(user_id)
            if len(self._known) > self._remembered:
                self._known.popitem(last=False)  # the one who has been quiet longest starts afresh

    def _limit(self, own: int | None) -> int:
        if own is None or self._widens_only:
            return max(self._per_minute(), own or 0)
        return own

    def left(self, user_id: str, now: datetime) -> Left | None:
        known = self._known.get(user_id)
        return known.rate.left(known.due, now) if known else None

    def count(self, user_id: str, calls: int) -> None:
        """Let the call that was taken count as so many more, or as less where this is negative; it is never refused for that.

        So the dearest call waits for the room of one, and whoever comes after it for a minute at most.
        """
        with self._counting:
            if known := self._known.get(user_id):
                most = known.rate.per_minute - 1
                added = known.rate.interval * max(-most - 1, min(calls, most))
                self._known[user_id] = known._replace(due=known.due + added)
