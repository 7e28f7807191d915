"""What users do with their trash: bring things back, or have them go for good."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from shared.lifecycle import trash
from shared.platform.clients import clock, queue, store
from shared.platform.errors import AppError
from shared.platform.firestore.documents import Document
from shared.platform.web.cursors import cursor_of, newest_first, place_of
from shared.trash.kinds import KINDS, Kind

if TYPE_CHECKING:
    from shared.trash.sets import TrashKind

_PAGE, _PAGES = 100, 10  # of one call; a task goes on with what is beyond that


class Item(NamedTuple):
    kind: TrashKind
    id: str


def restore(user_id: str, items: Sequence[Item]) -> dict[Item, AppError | None]:
    """Each as it was, and what others are kept in before these; of those that cannot come back why."""
    order = {item: list(KINDS).index(item.kind) for item in items}
    told = {item: _restored(user_id, item) for item in sorted(order, key=lambda item: order[item])}
    return {item: told[item] for item in order}


def _restored(user_id: str, item: Item) -> AppError | None:
    try:
        KINDS[item.kind].restore(user_id, item.id)
    except AppError as refused:
        if refused.status >= 500:
            raise
        return refused
    return None


def purge(user_id: str, items: Sequence[Item]) -> int:
    """These do not wait for their time any more; asked for twice, it is done once."""
    kind_of = {KINDS[item.kind].path(item.id): item for item in items}
    going = trash.hasten(list(kind_of), user_id, clock().now())
    for path in going:
        KINDS[kind_of[path].kind].purge(kind_of[path].id, user_id)
    return len(going)


def empty(user_id: str, before: datetime, kind: TrashKind | None = None, cursor: str | None = None) -> int:
    """All that was put there before then; the sweep erases it within a minute. A task goes on from where a call ended.

    What is put there meanwhile comes before that place, so that no crowd of it is looked at again and again.
    """
    emptied, pages, after = 0, 0, place_of(cursor)
    for name in itertools.dropwhile(lambda each: kind not in (None, each), KINDS):
        while True:
            rows = _waiting(KINDS[name], user_id, clock().now() - trash.TOLD_WITHIN, after)
            paths = [row.path for row in rows if (row.fields or {})[trash.MARK] <= before]
            emptied, pages = emptied + len(trash.hasten(paths, user_id, now := clock().now())), pages + 1
            if len(rows) < _PAGE or not any(trash.waits(row.fields, now) for row in rows):
                break
            after = (rows[-1].fields or {})[trash.PURGE], rows[-1].id
            if pages == _PAGES:
                payload = {"user_id": user_id, "before": before.isoformat(), "kind": name, "cursor": cursor_of(*after)}
                queue().put("sweep", "sweep", "/empty-trash", payload, deadline_s=120)
                return emptied
        after = None
    return emptied


def _waiting(kind: Kind, user_id: str, since: datetime, after: tuple[datetime, str] | None) -> list[Document]:
    return store().find(
        kind.collection,
        where=[("user_id", "==", user_id), (trash.PURGE, ">", since)],
        order=newest_first(trash.PURGE),
        after=after,
        limit=_PAGE,
        only=[trash.MARK, trash.PURGE],
    )
