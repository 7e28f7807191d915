"""Canaries: one that was begun is looked after, and nothing that was made for one stays (4, 5).

A page costs at most 100 canaries, and once for all of them a look at what the house keeps, at most 100 videos.
"""

from __future__ import annotations

from datetime import timedelta

from shared.canaries.model import COLLECTION
from shared.house.model import HOUSE
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document
from shared.reconcile import checks
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import PAGE, next_page
from shared.videos.model import COLLECTION as JOBS

_PURGED_WITHIN = timedelta(days=1)


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end. Of users but the house there is none."""
    if user_id not in (None, HOUSE):
        return None
    rows, following = next_page(COLLECTION, place, None, findings)
    findings.checked["5"] += len(rows)
    for row in rows:
        findings.add(findings.judge(row.path, lambda each=row: _unwatched(each)))
    if not place.after:
        _check_kept(findings)
    return following


def _unwatched(row: Document) -> list[Breach]:
    """Of one that is under way; whether the next one is begun is its operators' choice."""
    fields = row.fields or {}
    return checks.watched(row.path, fields["due_at"], clock().now()) if fields["job_id"] else []


def _check_kept(findings: Findings) -> None:
    kept = store().find(
        JOBS, where=[("user_id", "==", HOUSE), ("state", "==", "completed"), ("purged_at", "==", None)], limit=PAGE
    )
    findings.checked["4"] += len(kept)
    for row in kept:
        findings.add(findings.judge(row.path, lambda each=row: _left(each)))


def _left(row: Document) -> list[Breach]:
    ended_at, now = (row.fields or {})["ended_at"], clock().now()
    return [breach(BreachKind.TRASH_LEFT, row.path, ended_at, now)] if ended_at < now - _PURGED_WITHIN else []
