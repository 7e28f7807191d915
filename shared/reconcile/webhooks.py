"""Who is to be told: an endpoint that is on is heard of by its account and counted, and each end that it listened to has its row.

By what an endpoint says since when it listens, not by what the account said then: the two are written together, and this finds
out whether they were. A page costs at most 50 endpoints, for each three documents, the user's latest works and their rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from shared.accounts import usage
from shared.accounts.ledger import account_path
from shared.accounts.usage import usage_path
from shared.films.model import FILMS
from shared.lifecycle import listeners, payers, trash
from shared.lifecycle.listeners import listeners_path
from shared.lifecycle.outbox import EVENTS, Event, row_id
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Seen
from shared.prompts.model import PROMPTS
from shared.reconcile import checks
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import certain, next_page
from shared.videos.model import COLLECTION as JOBS
from shared.webhooks.model import ENDPOINTS, Endpoint, read_endpoint

PAGE = 50
_LATEST = 100  # works of a user and kind
_BACK = timedelta(days=2)  # a run each night sees each of them
_SKEW = timedelta(minutes=1)  # between clocks, around the moment from which an endpoint listens
_TRASHED: Mapping[str, bool] = {JOBS: False, FILMS: True, PROMPTS: True}  # which lists are kept apart from the trash


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    rows, following = next_page(ENDPOINTS, place, user_id, findings, most=PAGE)
    findings.checked["events"] += len(rows)
    findings.checked["counts"] += len(rows)
    for row in rows:
        findings.add(findings.judge(row.path, lambda each=row: _wrong(each)), row.path)
    return following


def _wrong(row: Document) -> list[Breach]:
    user_id = str((row.fields or {})["user_id"])
    seen = {row.path: row, **store().read([account_path(user_id), usage_path(user_id), listeners_path(user_id)])}
    return [*(certain(seen, lambda now: _lost(now, row.path)) or []), *_untold(row)]


def _lost(seen: Seen, where: str) -> list[Breach]:
    endpoint = read_endpoint(seen[where], clock().now())
    if endpoint is None:
        return []
    found: list[Breach] = []
    if endpoint.id not in usage.read(seen[usage_path(endpoint.user_id)]).webhook_endpoints:
        found.append(breach(BreachKind.ENDPOINT_UNCOUNTED, where, usage_path(endpoint.user_id), "nothing there"))
    listens = (seen[account_path(endpoint.user_id)].fields or {}).get("listens") or ()
    known = listeners.read(seen[listeners_path(endpoint.user_id)]).endpoints.get(endpoint.id)
    heard = set(endpoint.events) <= set(listens) and known is not None and set(known["events"]) == set(endpoint.events)
    if endpoint.active and not heard:
        found.append(breach(BreachKind.ENDPOINT_UNHEARD, where, ", ".join(endpoint.events), ", ".join(listens)))
    return found


def _untold(row: Document) -> list[Breach]:
    """Ends that it listened to, without a row, or with one that nobody was told of."""
    now = clock().now()
    endpoint = read_endpoint(row, now)
    if endpoint is None or not endpoint.active or endpoint.since is None:
        return []
    ends = {f"{EVENTS}/{event_id}": path for path, event_id in _ends(endpoint, now)}
    rows = store().read(ends) if ends else {}
    found = [breach(BreachKind.EVENT_MISSING, path, where, None) for where, path in ends.items() if rows[where].fields is None]
    waiting = [(where, due) for where in ends if (due := (rows[where].fields or {}).get("due_at"))]
    return [*found, *(each for where, due in waiting for each in checks.watched(where, due, now))]


def _ends(endpoint: Endpoint, now: datetime) -> list[tuple[str, str]]:
    """Works of its user that were asked for and ended since it listens: where each stands, and its event."""
    assert endpoint.since is not None
    since, found = max(endpoint.since + _SKEW, now - _BACK), list[tuple[str, str]]()
    for collection in _TRASHED:
        for row in _works(collection, endpoint.user_id, since):
            event, attempt = _end_of(collection, row.fields or {})
            if event in endpoint.events:
                found.append((row.path, row_id(Event(event), row.id, attempt)))
    return found


def _works(collection: str, user_id: str, since: datetime) -> list[Document]:
    where: list[tuple[str, Literal["==", ">="], Any]] = [("user_id", "==", user_id)]
    if _TRASHED[collection]:
        where.append((trash.MARK, "==", None))
    where.append(("created_at", ">=", since))
    return store().find(collection, where=where, order=[("created_at", "desc")], limit=_LATEST)


def _end_of(collection: str, fields: Mapping[str, Any]) -> tuple[str, int]:
    """Its event and which time it ended; nothing where it lives, or where somebody else's account was asked."""
    if payers.of(fields) != fields["user_id"]:
        return "", 1
    if collection != PROMPTS:
        kind = "video" if collection == JOBS else "film"
        return (f"{kind}.{fields.get('state') or fields['status']}" if fields.get("ended_at") else ""), 1
    attempt = int(fields.get("attempt") or 0)
    event = f"prompt.{'failed' if fields.get('error_code') else 'completed'}" if attempt and fields["status"] != "pending" else ""
    return (event if event in (fields.get("listens") or ()) else ""), attempt  # as it was when it was asked for
