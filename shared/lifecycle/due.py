"""When the sweep looks at something again."""

from __future__ import annotations

from datetime import timedelta

from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Document, Plan, Seen, Update


def put_off(row: Document, by: timedelta, *, mark: str = "due_at") -> None:
    """Not now, unless it went on since the row was read: the same page of troubled ones would be all that the sweep ever sees."""
    before = (row.fields or {}).get(mark)

    def later(seen: Seen) -> Plan[None]:
        due_at = (seen[row.path].fields or {}).get(mark)
        return Plan(None, [Update(seen[row.path], {mark: clock().now() + by})] if due_at and due_at == before else [])

    try:
        store().settle([row.path], later)
    except (Unavailable, Contended):
        logs.warning("sweep could not put something off", path=row.path)
