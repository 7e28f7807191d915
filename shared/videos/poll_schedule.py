"""When a provider is asked about work that it has accepted. Plain.

5 s          a block that is known at once is told at once
20 s         most of what fails, fails early
expected_at  the model's usual time; a model that is faster has no look just before it
then         5 s growing to 30 s; the sweep begins the next chain, so that chains do not add up
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

_EARLY_S, _APART_S = (5, 20), 3
_FIRST_WAIT_S, _MOST_WAIT_S = 5, 30
_CHAIN = 14  # looks from `expected_at` on


class NextPoll(NamedTuple):
    epoch: int  # of its chain; the sweep raises it
    number: int  # in its chain; the early ones come first, and are not among the fourteen
    at: datetime
    expected_at: datetime | None = None  # of the chain that began with the order

    def is_early(self, started_at: datetime) -> bool:
        return self.number + 1 < len(self._moments(started_at))

    def following(self, now: datetime, started_at: datetime) -> NextPoll | None:
        """The next one of its chain; what has passed meanwhile is left out."""
        moments = self._moments(started_at)
        for number in range(self.number + 1, len(moments)):
            if moments[number] > now:
                return self._replace(number=number, at=moments[number])
        early = max(0, len(moments) - 1)
        done = max(0, self.number - early)
        if done + 1 >= _CHAIN:
            return None
        wait = timedelta(seconds=min(_MOST_WAIT_S, _FIRST_WAIT_S * (1 + done // 2)))
        return self._replace(number=early + done + 1, at=now + wait)

    def _moments(self, started_at: datetime) -> list[datetime]:
        return _moments(started_at, self.expected_at) if self.expected_at else []


def first(started_at: datetime, expected_at: datetime) -> NextPoll:
    return NextPoll(0, 0, _moments(started_at, expected_at)[0], expected_at)


def _moments(started_at: datetime, expected_at: datetime) -> list[datetime]:
    early = [started_at + timedelta(seconds=each) for each in _EARLY_S]
    return [*(each for each in early if each + timedelta(seconds=_APART_S) <= expected_at), expected_at]
