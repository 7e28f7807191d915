"""All that lies in a user's trash, whatever it is: what stays the longest comes first, which is what was deleted last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document
from shared.platform.web.cursors import Page, cursor_of, newest_first, place_of
from shared.trash.kinds import KINDS, title_of

if TYPE_CHECKING:
    from shared.trash import views
    from shared.trash.sets import TrashKind

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Found(NamedTuple):
    kind: TrashKind
    row: Document

    @property
    def place(self) -> tuple[datetime, str]:
        return (self.row.fields or {})[trash.PURGE], self.row.id


def listed(user_id: str, *, limit: int, cursor: str | None) -> Page[views.TrashEntry]:
    """One query for each kind, and of all that they find the first. A page may be short, and yet another may follow."""
    after, now = place_of(cursor), clock().now()
    found = sorted((each for kind in KINDS for each in _of(kind, user_id, limit, after)), key=lambda each: each.place)[::-1]
    page = found[:limit]
    told = [entry for each in page if (entry := _told(each, now))]
    return Page(told, cursor_of(*page[-1].place) if len(found) >= limit else None)


def _of(kind: TrashKind, user_id: str, limit: int, after: tuple[datetime, str] | None) -> Iterator[_Found]:
    rows = store().find(
        KINDS[kind].collection,
        where=[("user_id", "==", user_id), (trash.PURGE, ">", _EVER)],
        order=newest_first(trash.PURGE),
        after=after,
        limit=limit,
    )
    return (_Found(kind, row) for row in rows)


def _told(found: _Found, now: datetime) -> views.TrashEntry | None:
    """None of what is being erased."""
    fields, kind = found.row.fields or {}, KINDS[found.kind]
    if (times := trash.waits(fields, now)) is None:
        return None
    return {
        "kind": found.kind,
        "id": found.row.id,
        "title": title_of(kind, fields),
        "deleted_at": times.deleted_at,
        "purge_at": times.purge_at,
        "bytes": kind.bytes(fields) or 0,
    }
