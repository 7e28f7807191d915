"""Time that passes only where the client sleeps."""

from __future__ import annotations

from rushes._pace import Pace


class Quick(Pace):
    def __init__(self) -> None:
        self.slept: list[float] = []
        self.moved = 0.0

    def now(self) -> float:
        return sum(self.slept) + self.moved

    def wall(self) -> float:
        return 1_800_000_000.0 + self.now()

    def between(self, least: float, most: float) -> float:
        return most

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def async_sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
