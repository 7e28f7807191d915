"""What should have gone for good days ago (4): the first hundred of each kind are enough to be told.

Costs a query for each kind, and what these find, which is nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.lifecycle.trash import PURGE
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Operator
from shared.platform.web.cursors import newest_first
from shared.reconcile.breaches import BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import PAGE
from shared.trash.kinds import KINDS

_LATE = timedelta(days=2)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def read(_place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """All at once."""
    now = clock().now()
    mine: list[tuple[str, Operator, Any]] = [("user_id", "==", user_id)] if user_id is not None else []
    for kind in KINDS.values():
        where: list[tuple[str, Operator, Any]] = [*mine, (PURGE, ">", _EVER), (PURGE, "<", now - _LATE)]
        rows = store().find(kind.collection, where=where, order=newest_first(PURGE), limit=PAGE, only=[PURGE])
        findings.add(breach(BreachKind.TRASH_LEFT, row.path, (row.fields or {}).get(PURGE), now) for row in rows)
    return None
