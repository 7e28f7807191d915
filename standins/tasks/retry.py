"""When a failed attempt is tried again, and when no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class RetryRule:
    """The defaults are those of a queue that was created without any."""

    max_attempts: int = 100  # -1: no limit
    max_duration: timedelta = _NONE  # zero: no limit
    min_backoff: timedelta = timedelta(seconds=0.1)
    max_backoff: timedelta = timedelta(hours=1)
    max_doublings: int = 16

    def backoff(self, retry: int) -> timedelta:
        """The wait before retry 0, 1, 2 …: doubles `max_doublings` times, then grows by the last step, up to the most."""
        doublings = min(retry, self.max_doublings)
        steps = retry - doublings + 1
        most = self.max_backoff.total_seconds()
        if doublings > 64:
            return self.max_backoff
        return timedelta(seconds=min(most, self.min_backoff.total_seconds() * 2.0**doublings * steps))

    def exhausted(self, attempts: int, since_first: timedelta) -> bool:
        """Every limit that is set must be reached; with none set only the retention of 31 days ends a task."""
        limits: list[bool] = []
        if self.max_attempts > 0:
            limits.append(attempts >= self.max_attempts)
        if self.max_duration > _NONE:
            limits.append(since_first >= self.max_duration)
        return bool(limits) and all(limits)
