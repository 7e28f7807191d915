"""Time as the client takes it: one object, so that whoever wants another time gives another."""

from __future__ import annotations

import random
import time


class Pace:
    def now(self) -> float:
        """Seconds that only go on."""
        return time.monotonic()

    def wall(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def between(self, least: float, most: float) -> float:
        """Jitter, so that clients that were refused together do not come back together."""
        return random.uniform(least, most)  # noqa: S311 - spreads calls, hides nothing

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def async_sleep(self, seconds: float) -> None:
        import anyio  # httpx brings it

        await anyio.sleep(seconds)
