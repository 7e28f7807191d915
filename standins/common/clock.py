"""The time by which a stand-in lives: the system's own, or one that a file moves for every process that maps it.

A movable clock is eight bytes in a file: how many microseconds it runs ahead of the system (little-endian, signed). The file
is all that stand-ins share with what is tested against them: whoever reads it by this rule lives in the same time.
"""

from __future__ import annotations

import mmap
import os
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

_OFFSET = struct.Struct("<q")


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """The system's time plus the offset in the file, which is made if it is missing."""

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

    def move(self, seconds: float) -> None:
        """Move the time of every process that reads this file."""
        micros = round((self.offset.total_seconds() + seconds) * 1_000_000)
        self._map[: _OFFSET.size] = _OFFSET.pack(micros)


def clock_at(path: Path | None) -> Clock:
    return MovableClock(path) if path else SystemClock()
