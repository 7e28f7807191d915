"""The ledger as its user sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple

from shared.accounts.ledger import ENTRIES, Entry, EntryType
from shared.platform.clients import store
from shared.platform.firestore.documents import Document


class Ledger(NamedTuple):
    rows: list[Entry]
    next_cursor: int | None


def transactions(
    user_id: str,
    *,
    limit: int,
    before: int | None = None,
    kind: EntryType | None = None,
    job_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Ledger:
    """The newest entries first; `before` is the `seq` of the last one already seen. Times are turned into places in the order."""
    first = _first_at(user_id, since) if since else 1
    if until and before is None:
        before = _first_at(user_id, until)
    if first is None:
        return Ledger([], None)
    where: list[tuple[str, Literal["==", ">="], Any]] = [("user_id", "==", user_id)]
    if job_id:
        where.append(("job_id", "==", job_id))
    if kind:
        where.append(("type", "==", kind.value))
    if first > 1:
        where.append(("seq", ">=", first))
    rows = store().find(ENTRIES, where=where, order=[("seq", "desc")], after=None if before is None else [before], limit=limit)
    entries = [_entry(row) for row in rows]
    more = len(entries) == limit and entries[-1].seq > first
    return Ledger(entries, entries[-1].seq if more else None)


def _first_at(user_id: str, moment: datetime) -> int | None:
    """The place of the first entry from then on, if there is one."""
    where: list[tuple[str, Literal["==", ">="], Any]] = [("user_id", "==", user_id), ("created_at", ">=", moment)]
    rows = store().find(ENTRIES, where=where, order=[("created_at", "asc")], limit=1, only=["seq"])
    return int((rows[0].fields or {})["seq"]) if rows else None


def entries_of_job(job_id: str) -> list[Entry]:
    """What a job moved: its charge, and what came back of it."""
    rows = store().find(ENTRIES, where=[("job_id", "==", job_id)], limit=10)
    return sorted((_entry(row) for row in rows), key=lambda entry: entry.seq)


def entry(document: Document) -> Entry | None:
    """One that may be there or not."""
    return _entry(document) if document.fields is not None else None


def _entry(row: Document) -> Entry:
    stored: dict[str, Any] = {name: value for name, value in (row.fields or {}).items() if name in Entry._fields}
    stored.update(id=row.id, type=EntryType(stored["type"]))
    return Entry(**stored)
