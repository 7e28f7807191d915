"""The figures of a day as a document: `figures/{day}`, counted page by page, by one worker at a time.

running → complete   every page was read; a run begun anew begins from nothing, and what stood there stays until it is through

A page's progress is one commit: what it counted and where the next begins. So a page that was read twice counts once, and
whoever comes after a worker that died goes on where that one stood. Users are named apart from it, in `figure_users`: they are
erased with these, and by `expires_at`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shared.platform.firestore import codec

COLLECTION, USERS = "figures", "figure_users"
DAY_FORM = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
LEASE = timedelta(minutes=5)  # longer than a page can take
USERS_KEPT = timedelta(days=90)

Tally = dict[str, Any]


@dataclass(frozen=True)
class Day(codec.Record):
    id: str
    started_at: datetime
    updated_at: datetime
    part: str | None = None  # what is being read; None once all is
    after: tuple[Any, ...] = ()  # where the next page begins
    turn: str | None = None  # the worker that is at it
    lease_until: datetime | None = None
    pages: int = 0
    counting: Mapping[str, Any] | None = None  # what the pages so far came to
    figures: Mapping[str, Any] | None = None  # what the last whole run came to
    complete_at: datetime | None = None  # and when

    @property
    def path(self) -> str:
        return day_path(self.id)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.id)

    @property
    def running(self) -> bool:
        return self.part is not None


def day_path(day: str) -> str:
    return f"{COLLECTION}/{day}"


read = codec.reader(Day)
