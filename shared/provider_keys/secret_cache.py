"""Decrypted keys in a worker's memory: for a minute, and then not."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from shared.platform.clock import Clock
from shared.platform.sealed_secrets import Secret

LIVES = timedelta(seconds=60)
_Name = tuple[str, ...]


class Memory:
    """Each secret is let go when its minute is over: by our clock at the next use, by the machine's when nobody comes."""

    def __init__(self, clock: Clock, lives: timedelta = LIVES) -> None:
        self._clock, self._lives = clock, lives
        self._kept: dict[_Name, tuple[datetime, Secret]] = {}
        self._changing = threading.Lock()

    def find(self, name: _Name) -> Secret | None:
        now = self._clock.now()
        with self._changing:
            for old in [each for each, (since, _) in self._kept.items() if not timedelta(0) <= now - since < self._lives]:
                del self._kept[old]
            return self._kept[name][1] if name in self._kept else None

    def keep(self, name: _Name, secret: Secret) -> None:
        kept = (self._clock.now(), secret)
        with self._changing:
            self._kept[name] = kept
        end = threading.Timer(self._lives.total_seconds(), self._let_go, (name, kept[0]))
        end.daemon = True
        end.start()

    def _let_go(self, name: _Name, since: datetime) -> None:
        with self._changing:
            if name in self._kept and self._kept[name][0] == since:
                del self._kept[name]
