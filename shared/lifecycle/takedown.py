"""What an operator has taken down: it stays its owner's, and nobody sees it, its owner neither, until it is put back.

taken_down_at   since when. From that commit on nothing is signed, shared or made of it any more; its objects move a moment later
                to a place that no address leads to. Its owner sees that it was the operator, and may delete it

How far the objects are, and who did it and why, stands in a document of its own (`takedowns`), which its owner cannot read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.platform.clients import store
from shared.platform.errors import AppError, Text
from shared.platform.firestore.codec import Record

FIELD = "taken_down_at"
TAKEDOWNS = "takedowns"
_AWAY = "removed/"  # in the media bucket: nothing under it is ever signed for anybody but operators


class Work(Protocol):
    """A video, a film or a picture."""

    @property
    def id(self) -> str: ...

    @property
    def taken_down(self) -> bool: ...


@dataclass(frozen=True)
class Removable(Record):
    """What an operator can take down."""

    taken_down_at: datetime | None = field(default=None, kw_only=True)

    @property
    def taken_down(self) -> bool:
        return self.taken_down_at is not None


SAID = Text("The operator has removed this.", "Der Betreiber hat das entfernt.")


class TakenDown(AppError):
    status, code = 410, "TAKEN_DOWN"
    message = SAID
    action = Text("Ask the support why, or delete it.", "Frage den Support nach dem Grund, oder lösche es.")


def require_up(work: Removable) -> None:
    if work.taken_down_at is not None:
        raise TakenDown(taken_down_at=work.taken_down_at.isoformat(timespec="seconds"))


def away(name: str) -> str:
    """Where an object lies while its work is taken down."""
    return f"{_AWAY}{name}"


def at_home(name: str) -> str:
    """Where an object lay before, or lies if it was never taken away."""
    return name.removeprefix(_AWAY)


def everywhere(work: Removable, names: Iterable[str]) -> tuple[str, ...]:
    """All places of these objects of it: both, while it is taken down, for they may be on their way."""
    names = tuple(names)
    return (*names, *map(away, names)) if work.taken_down else names


def forget(work: Work) -> None:
    """It is being erased, so there is nothing to be put back any more."""
    if work.taken_down:
        store().erase(takedown_path(work.id))


def takedown_path(work_id: str) -> str:
    return f"{TAKEDOWNS}/{work_id}"
