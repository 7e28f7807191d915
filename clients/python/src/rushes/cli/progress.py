"""How far it is, on stderr: a bar where somebody watches, a line for each change where a log is written."""

from __future__ import annotations

import sys

_WIDTH = 24


class Bar:
    def __init__(self, what: str, *, shown: bool, live: bool) -> None:
        self._what, self._shown, self._live = what, shown, live
        self._last = ""

    def __call__(self, fraction: float, state: str = "") -> None:
        if not self._shown:
            return
        if self._live:
            full = round(fraction * _WIDTH)
            line = f"\r{self._what} [{'█' * full}{'·' * (_WIDTH - full)}] {fraction:4.0%} {state}"
            sys.stderr.write(f"{line}\x1b[K")
        elif state != self._last or (not state and fraction >= 1):
            sys.stderr.write(f"{self._what}: {state or f'{fraction:.0%}'}\n")
        self._last = state
        sys.stderr.flush()

    def bytes(self, done: int, size: int) -> None:
        self(done / size if size else 0.0)

    def end(self) -> None:
        if self._shown and self._live:
            sys.stderr.write("\n")
