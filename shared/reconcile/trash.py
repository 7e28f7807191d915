"""What should have gone for good days ago (4).

The sweep puts off what it cannot erase, so its time is never long ago: since when it lies there tells. Read is what the sweep
would have had by now, at most 100 of a kind a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.lifecycle.trash import MARK, PURGE, kept_for
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Fields, Operator
from shared.platform.web.cursors import newest_first
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import PAGE
from shared.trash.kinds import KINDS
from shared.trash.sweep import AGAIN

_LATE = timedelta(days=2)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """All kinds, until a page of one is full; answers where the next begins, None at the end."""
    now, (first, *after) = clock().now(), place.after or (next(iter(KINDS)),)
    mine: list[tuple[str, Operator, Any]] = [("user_id", "==", user_id)] if user_id is not None else []
    for kind in list(KINDS)[list(KINDS).index(first) :]:
        rows = store().find(
            KINDS[kind].collection,
            where=[*mine, (PURGE, ">", _EVER), (PURGE, "<", now + AGAIN)],
            order=newest_first(PURGE),
            after=after or None,
            limit=PAGE,
            only=[MARK, PURGE, "purged_at"],
        )
        for row in rows:
            findings.add(findings.judge(row.path, lambda each=row: late(each.path, each.fields or {}, now)))
        if len(rows) == PAGE:
            return Place(place.part, (kind, (rows[-1].fields or {})[PURGE], rows[-1].id))
        after = []
    return None


def late(path: str, fields: Fields, now: datetime) -> Iterable[Breach]:
    due_at = fields.get("purged_at") or _due_at(fields[MARK], fields[PURGE])
    if due_at < now - _LATE:
        yield breach(BreachKind.TRASH_LEFT, path, due_at, now)


def _due_at(deleted_at: datetime, purge_at: datetime) -> datetime:
    """Whatever was not put off goes whole days after it was deleted, of which there may have been more then."""
    put_off = (purge_at - deleted_at) % timedelta(days=1)
    return deleted_at + kept_for() if put_off else purge_at
