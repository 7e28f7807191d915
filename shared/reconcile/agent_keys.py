"""Keys of agents: each is somebody's who can see it, and counts no less of its day than the ledger says was charged by it.

A page costs at most 50 keys and for each two documents more and the entries of its user's day, at most 300; where something is
wrong, the documents once more.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal

from shared.accounts import usage
from shared.accounts.ledger import ENTRIES, account_path
from shared.accounts.usage import usage_path
from shared.agent_keys.model import KEYS
from shared.agent_keys.model import read as read_key
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Seen
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import certain, next_page

PAGE = 50
_MOST = 300  # entries of a day; of more it is not said what a key should count


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    rows, following = next_page(KEYS, place, user_id, findings, most=PAGE)
    findings.checked["orphans"] += len(rows)
    findings.checked["counts"] += len(rows)
    for row in rows:
        findings.add(findings.judge(row.path, lambda each=row: _wrong(each)), row.path)
    return following


def _wrong(row: Document) -> list[Breach]:
    fields = row.fields or {}
    owner, counted = account_path(fields["user_id"]), usage_path(fields["user_id"])
    seen, charged = {row.path: row, **store().read([owner, counted])}, _charged(row)
    found = certain(seen, lambda again: [*_lost(again, row.path, owner, counted), *_uncounted(again, row, charged)])
    return found or []  # one that keeps changing is at work


def _lost(seen: Seen, where: str, owner: str, counted: str) -> list[Breach]:
    if (key := read_key(seen[where], clock().now())) is None:
        return []
    if seen[owner].fields is None:
        return [breach(BreachKind.AGENT_KEY_OF_NOBODY, where, owner, None)]
    if key.id not in usage.read(seen[counted]).agent_keys:
        return [breach(BreachKind.AGENT_KEY_UNLISTED, where, counted, "nothing there")]
    return []


def _uncounted(seen: Seen, row: Document, charged: int) -> list[Breach]:
    """By the key as it was when its charges were read: they are written together."""
    now = seen[row.path]
    if now.fields is None or now.update_time != row.update_time:
        return []
    counted = int((now.fields["spent_today"] or {}).get("credits", 0))
    return [breach(BreachKind.AGENT_KEY_UNCOUNTED, row.path, charged, counted)] if counted < charged else []


def _charged(row: Document) -> int:
    """By this key on the day that it counts; some of another clock's midnight may be counted beside."""
    fields = row.fields or {}
    if not (today := fields["spent_today"]):
        return 0
    begin = datetime.combine(datetime.fromisoformat(today["date"]), time(), UTC)
    where: list[tuple[str, Literal["==", ">=", "<"], Any]] = [
        ("user_id", "==", fields["user_id"]),
        ("created_at", ">=", begin),
        ("created_at", "<", begin + timedelta(days=1)),
    ]
    rows = store().find(ENTRIES, where=where, order=[("created_at", "asc")], limit=_MOST, only=["agent_key_id", "amount"])
    found = [each.fields or {} for each in rows]
    return -sum(each["amount"] for each in found if each.get("agent_key_id") == row.id)
