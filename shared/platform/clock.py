"""The time, as one client: the system's own, or one that a file moves for every process at once.

A movable clock is eight bytes in a file: how many microseconds it runs ahead of the system (little-endian, signed).
Every process maps the file, so reading the time costs no call, and one write moves them all.
"""

from __future__ import annotations

import mmap
import os
import random
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

_OFFSET = struct.Struct("<q")
_NAP = 0.02  # a sleeper on a movable clock looks this often whether time has been moved


class Clock(Protocol):
    def now(self) -> datetime: ...
    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))


class MovableClock:
    """The system's time plus the offset in the file; sleepers wake early when time is moved past them."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_size < _OFFSET.size:
                os.write(descriptor, _OFFSET.pack(0))
            self._map = mmap.mmap(descriptor, _OFFSET.size)
        finally:
            os.close(descriptor)

    @property
    def offset(self) -> timedelta:
        (micros,) = _OFFSET.unpack(self._map[: _OFFSET.size])
        return timedelta(microseconds=micros)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def sleep(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        while (left := (until - self.now()).total_seconds()) > 0:
            time.sleep(min(left, _NAP))

    def move(self, seconds: float) -> None:
        """Move the time of every process that reads this file."""
        micros = round((self.offset.total_seconds() + seconds) * 1_000_000)
        self._map[: _OFFSET.size] = _OFFSET.pack(micros)


def clock_at(path: Path | None) -> Clock:
    return MovableClock(path) if path else SystemClock()


def jitter(attempt: int, *, first: float, most: float, source: random.Random) -> float:
    """Full jitter: anywhere between nothing and the attempt's exponential bound."""
    return source.uniform(0.0, min(most, first * 2.0**attempt))
