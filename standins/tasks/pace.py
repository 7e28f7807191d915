"""How fast a queue may dispatch: its token bucket, and what it does when a handler says that it is too much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_HALVED_AT_MOST_EVERY = timedelta(seconds=1)
_DOUBLES_EVERY = timedelta(seconds=5)
_LEAST_SHARE = 1 / 16
_LONGEST_REST = timedelta(hours=1)
_ENOUGH = 1 - 1e-9  # a token, but for what floating point loses


@dataclass(frozen=True, slots=True)
class RateLimits:
    per_second: float = 500.0
    concurrent: int = 1000
    burst: int = 0  # 0: as the service chooses

    @property
    def bucket(self) -> int:
        """The service reports 100 for its fastest queues and never less than 10."""
        return self.burst or max(10, round(self.per_second / 5))


class Pace:
    """A token bucket whose refill slows down while handlers answer 429 or 503.

    The real service documents only that such answers slow the whole queue and that Retry-After counts. Here each of them
    halves the rate (once a second at most, never below a sixteenth), five quiet seconds double it again, and a
    Retry-After rests the queue until then.
    """

    def __init__(self, limits: RateLimits, now: datetime) -> None:
        self._limits = limits
        self._tokens = float(limits.bucket)
        self._filled = now
        self._share = 1.0
        self._slowed: datetime | None = None
        self._rests_until: datetime | None = None

    def change(self, limits: RateLimits, now: datetime) -> None:
        self._fill(now)
        self._limits = limits
        self._tokens = min(self._tokens, float(limits.bucket))

    def take(self, now: datetime) -> bool:
        """Spend a token, if there is one and the queue does not rest."""
        self._fill(now)
        if self._rests_until and now < self._rests_until:
            return False
        if self._tokens < _ENOUGH:
            return False
        self._tokens -= 1
        return True

    def rate(self, now: datetime) -> float:
        return self._limits.per_second * self.share(now)

    def share(self, now: datetime) -> float:
        """How much of its rate the queue uses now."""
        if self._slowed is None:
            return 1.0
        quiet = max(0, (now - self._slowed) // _DOUBLES_EVERY)
        return min(1.0, self._share * 2.0 ** min(quiet, 10))

    def slow_down(self, now: datetime, rest: timedelta | None) -> None:
        """A handler answered 429 or 503, perhaps with a Retry-After."""
        self._fill(now)
        if rest:
            until = now + min(rest, _LONGEST_REST)
            self._rests_until = max(until, self._rests_until or until)
        if self._slowed is None or now - self._slowed >= _HALVED_AT_MOST_EVERY:
            self._share = max(_LEAST_SHARE, self.share(now) / 2)
            self._slowed = now
            self._tokens = min(self._tokens, 1.0)  # what was saved for a burst is not for a handler in trouble

    def _fill(self, now: datetime) -> None:
        passed = max(0.0, (now - self._filled).total_seconds())
        self._filled = now
        self._tokens = min(float(self._limits.bucket), self._tokens + passed * self.rate(now))
