"""What has been in the trash for as long as it may goes for good. Reads only what is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from shared.lifecycle import sweep as lifecycle_sweep
from shared.lifecycle import trash
from shared.platform.clients import store
from shared.platform.firestore.documents import Document, Fields
from shared.trash.kinds import KINDS, Kind

AGAIN = timedelta(minutes=10)


def sweep(page: int) -> int:
    return max(lifecycle_sweep.look_after(care, page) for care in CARES)


def _due(kind: Kind, row: Document, now: datetime) -> None:
    """Whoever deletes under the rules cannot tell its time: it is told here."""
    if trash.waits(row.fields, now):
        store().change(row.path, lambda found: _told(found, now))
    else:
        kind.purge(row.id, str((row.fields or {}).get("user_id")))


def _told(row: Document, now: datetime) -> Fields | None:
    waits = trash.waits(row.fields, now)
    return {trash.PURGE: waits.purge_at} if waits else None


CARES = tuple(lifecycle_sweep.Care(kind.collection, partial(_due, kind), AGAIN, trash.PURGE) for kind in KINDS.values())
