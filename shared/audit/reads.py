"""The audit log, found by who did what on what or whom, and when."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.audit.model import AUDIT
from shared.platform.clients import store
from shared.platform.firestore.documents import Document, Operator
from shared.platform.web.cursors import Page, newest_first, page_of, place_of

if TYPE_CHECKING:
    from shared.audit import views


@dataclass(frozen=True)
class Asked:
    """None is anything."""

    actor: str | None = None
    action: str | None = None
    on: str | None = None
    user_id: str | None = None  # whom it was about: named as what it was done to, or in its details
    since: datetime | None = None
    until: datetime | None = None


def found(asked: Asked, *, limit: int, cursor: str | None) -> Page[views.AuditEntry]:
    """At most twice as many reads as it shows: whom it is about may stand in either of two fields."""
    where = list(_conditions(asked))
    if asked.user_id is None:
        return page_of(_rows(where, limit, cursor), limit, _shown, by="at")
    by_place = [_rows([*where, ("details.user_id", "==", asked.user_id)], limit, cursor)]
    if asked.on in (None, asked.user_id):
        by_place.append(_rows([*(each for each in where if each[0] != "on"), ("on", "==", asked.user_id)], limit, cursor))
    merged = heapq.merge(*by_place, key=lambda row: ((row.fields or {})["at"], row.id), reverse=True)
    return page_of(list({row.path: row for row in merged}.values())[:limit], limit, _shown, by="at")


def _conditions(asked: Asked) -> Iterator[tuple[str, Operator, Any]]:
    for name in ("actor", "action", "on"):
        if (wanted := getattr(asked, name)) is not None:
            yield name, "==", wanted
    if asked.since is not None:
        yield "at", ">=", asked.since
    if asked.until is not None:
        yield "at", "<", asked.until


def _rows(where: list[tuple[str, Operator, Any]], limit: int, cursor: str | None) -> list[Document]:
    return store().find(AUDIT, where=where, order=newest_first("at"), after=place_of(cursor), limit=limit)


def _shown(row: Document) -> views.AuditEntry:
    kept = row.fields or {}
    return {
        "id": row.id,
        "at": kept["at"],
        "actor": kept["actor"],
        "action": kept["action"],
        "on": kept["on"],
        "reason": kept["reason"],
        "details": kept["details"],
        "request_id": kept["request_id"],
    }
