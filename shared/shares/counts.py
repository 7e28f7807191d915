"""How often a share is visited: a number for each day and kind, and nothing about who came. One write an event.

Firestore takes about one write a second to one document, so a day is spread over a few, by chance, and added up by who reads.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.platform.clients import store, tally
from shared.platform.firestore.documents import Drop, Plan

if TYPE_CHECKING:
    from shared.shares import views
    from shared.shares.model import Share

DAYS = "share_days"
SHARDS = 8
KEPT = timedelta(days=400)
_REMEMBERED = 10_000
_ERASED_AT_ONCE = 300


class Visit(StrEnum):
    VIEW = "views"
    PLAY = "plays"
    END = "ends"


def count(share: Share, visit: Visit, now: datetime) -> None:
    day = now.date().isoformat()
    kept = {"user_id": share.user_id, "share_id": share.id, "day": day, "expires_at": now + KEPT}
    tally(f"{DAYS}/{share.id}.{day}.{secrets.randbelow(SHARDS)}", kept, {visit.value: 1})


def by_day(share_id: str, days: int, now: datetime) -> list[views.ShareDay]:
    """The latest so many, today among them; those without a visit too."""
    all_days = [(now - timedelta(days=back)).date() for back in reversed(range(days))]
    rows = store().find(
        DAYS,
        where=[("share_id", "==", share_id), ("day", ">=", all_days[0].isoformat())],
        order=[("day", "asc")],
        limit=(days + 1) * SHARDS,  # another instance's day may have begun
    )
    found = [row.fields or {} for row in rows]

    def total(day: str, visit: Visit) -> int:
        return sum(int(each.get(visit.value, 0)) for each in found if each["day"] == day)

    return [
        {
            "day": day,
            "views": total(day.isoformat(), Visit.VIEW),
            "plays": total(day.isoformat(), Visit.PLAY),
            "ends": total(day.isoformat(), Visit.END),
        }
        for day in all_days
    ]


def erase(share_id: str) -> None:
    while rows := store().find(DAYS, where=[("share_id", "==", share_id)], limit=_ERASED_AT_ONCE, only=["day"]):
        store().settle([], lambda _seen, rows=rows: Plan(None, [Drop(row.path) for row in rows]))


class Once:
    """What has been told already, in this instance's memory: a player asks for its file again with each seek."""

    def __init__(self, remembered: int = _REMEMBERED) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()
        self._remembered = remembered
        self._knowing = threading.Lock()

    def first(self, what: str) -> bool:
        with self._knowing:
            if what in self._known:
                return False
            self._known[what] = None
            if len(self._known) > self._remembered:
                self._known.popitem(last=False)
            return True
