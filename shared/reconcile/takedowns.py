"""What operators have taken down: each is so marked, and its files are out of reach, or not long on their way.

A page costs at most 100 of them, for each its work, and both once more where something is wrong.
"""

from __future__ import annotations

from datetime import timedelta

from shared.lifecycle import takedown
from shared.lifecycle.takedown import TAKEDOWNS
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Seen
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import certain, next_page
from shared.takedowns.model import media_path

_LATE = timedelta(hours=1)


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    rows, following = next_page(TAKEDOWNS, place, user_id, findings)
    findings.checked["4"] += len(rows)
    for row in rows:
        findings.add(findings.judge(row.path, lambda each=row: _wrong(each)))
    return following


def _wrong(row: Document) -> list[Breach]:
    work = media_path((row.fields or {})["kind"], row.id)
    seen = {row.path: row, **store().read([work])}
    return certain(seen, lambda again: _left(again, row.path, work)) or []


def _left(seen: Seen, where: str, work: str) -> list[Breach]:
    record, fields = seen[where].fields, seen[work].fields
    if record is None:
        return []
    if fields is None or fields.get(takedown.FIELD) is None:
        return [breach(BreachKind.TAKEDOWN, where, "a work that is taken down", work)]
    due_at = record["due_at"]
    late = due_at is not None and clock().now() > due_at + _LATE
    return [breach(BreachKind.TAKEDOWN, where, "its files moved", due_at)] if late else []
