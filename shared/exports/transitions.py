"""The one way in which an export changes its status."""

from __future__ import annotations

from typing import Any

from shared.exports.model import MACHINE, Export
from shared.lifecycle import transitions
from shared.lifecycle.transitions import Carried, Change, Moved


def step(export: Export, change: Change) -> Moved[Export, None]:
    """As long as it is where it was seen."""

    def decide(now: Export, _seen: Any) -> Change | None:
        return change if (now.status, now.epoch, now.turn) == (export.status, export.epoch, export.turn) else None

    def carried(before: Export, taken: Change, _seen: Any) -> Carried[Export, None]:
        return Carried(MACHINE.after(before, taken, **taken.fields))

    return transitions.transition(MACHINE, export.path, [], decide, carried)
