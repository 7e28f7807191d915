"""The ledger as its user sees it."""

from __future__ import annotations

from typing import Any

from shared.accounts.ledger import ENTRIES, Entry, EntryType
from shared.platform.clients import store
from shared.platform.firestore.documents import Document


def transactions(user_id: str, *, limit: int, before: int | None = None) -> list[Entry]:
    """The newest entries first; `before` is the `seq` of the last one already seen."""
    rows = store().find(
        ENTRIES,
        where=[("user_id", "==", user_id)],
        order=[("seq", "desc")],
        after=None if before is None else [before],
        limit=limit,
    )
    return [_entry(row) for row in rows]


def entries_of_job(job_id: str) -> list[Entry]:
    """What a job moved: its charge, and what came back of it."""
    rows = store().find(ENTRIES, where=[("job_id", "==", job_id)], limit=10)
    return sorted((_entry(row) for row in rows), key=lambda entry: entry.seq)


def _entry(row: Document) -> Entry:
    stored: dict[str, Any] = {name: value for name, value in (row.fields or {}).items() if name in Entry._fields}
    stored.update(id=row.id, type=EntryType(stored["type"]))
    return Entry(**stored)
