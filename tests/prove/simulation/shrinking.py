"""From a schedule that fails to the shortest one that still does."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.prove.simulation.schedule import Action

_TRIES = 120
_PATIENCE_S = 300.0

Fails = Callable[[Sequence[Action]], bool]


class Shortest(NamedTuple):
    actions: Sequence[Action]
    again: bool  # whether it failed once more at all
    tries: int

    def __str__(self) -> str:
        said = "the shortest that still fails" if self.again else "it did not fail again; the whole schedule"
        return "\n".join(
            [f"{said} ({len(self.actions)} actions, {self.tries} tries):", *(f"  {each!r}," for each in self.actions)]
        )


class _Spent(Exception):
    """No more tries."""


def shortest(actions: Sequence[Action], fails: Fails, *, tries: int = _TRIES, within_s: float = _PATIENCE_S) -> Shortest:
    shrinking = _Shrinking(actions, fails, tries, within_s)
    again = shrinking.still(actions)
    if again:
        with contextlib.suppress(_Spent):
            shrinking.run()
    return Shortest(shrinking.kept, again, shrinking.tried)


class _Shrinking:
    def __init__(self, actions: Sequence[Action], fails: Fails, tries: int, within_s: float) -> None:
        self.kept, self.tried = list(actions), 0
        self._fails, self._tries, self._until = fails, tries, time.monotonic() + within_s

    def run(self) -> None:
        """Leave out half, a quarter, ... single actions until none can go, and then the faults that need not strike."""
        size = len(self.kept) // 2
        while size:
            shorter = self._without(size)
            size = size // 2 if size > 1 or not shorter else 1
        for at, action in enumerate(self.kept):
            if action.fault:
                self._keep_if_it_fails([*self.kept[:at], action._replace(fault="", at=0), *self.kept[at + 1 :]])

    def still(self, fewer: Sequence[Action]) -> bool:
        if self.tried >= self._tries or time.monotonic() > self._until:
            raise _Spent
        self.tried += 1
        return self._fails(fewer)

    def _without(self, size: int) -> bool:
        before, at = len(self.kept), 0
        while at < len(self.kept):
            if not self._keep_if_it_fails([*self.kept[:at], *self.kept[at + size :]]):
                at += size
        return len(self.kept) < before

    def _keep_if_it_fails(self, fewer: list[Action]) -> bool:
        fails = self.still(fewer)
        if fails:
            self.kept = fewer
        return fails
