"""When a file of a user's was last wanted: what nobody wanted for long goes to the trash, from which it comes back for a while.

touched_at   when it was made, or somebody asked for its address since, told once in a month: an address costs no write. None:
             of an earlier release, or without a file; it stays until it is deleted
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable

TOUCHED = "touched_at"
_TOLD_EVERY = timedelta(days=30)


def touch(path: str, touched_at: datetime | None) -> None:
    """It is wanted. That this was not told is no trouble: the next one who wants it tells."""
    now = clock().now()
    if touched_at is None or now - touched_at < _TOLD_EVERY:
        return
    try:
        store().change(path, lambda row: {TOUCHED: now} if (row.fields or {}).get(TOUCHED) else None)
    except (Unavailable, Contended):
        logs.warning("it was not told that a file is wanted", path=path)
