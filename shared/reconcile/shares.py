"""Links to videos and films: each shows something that is there, in the trash at most, and is counted while it can be opened.

A page costs at most 100 links, for each two documents more, and these once more where something is wrong.
"""

from __future__ import annotations

from datetime import timedelta

from shared.accounts import usage
from shared.accounts.usage import usage_path
from shared.films.model import film_path
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Seen
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import certain, next_page
from shared.shares.model import SHARES
from shared.shares.model import read as read_share
from shared.videos.model import job_path

_ERASED_WITHIN = timedelta(days=1)  # of its video's: the links go in a task


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    rows, following = next_page(SHARES, place, user_id, findings)
    findings.checked["orphans"] += len(rows)
    findings.checked["counts"] += len(rows)
    for row in rows:
        findings.add(findings.judge(row.path, lambda each=row: _wrong(each)))
    return following


def _wrong(row: Document) -> list[Breach]:
    fields = row.fields or {}
    work = (job_path if fields["kind"] == "video" else film_path)(fields["work_id"])
    counted = usage_path(fields["user_id"])
    seen = {row.path: row, **store().read([work, counted])}
    return certain(seen, lambda again: _left(again, row.path, work) + _uncounted(again, row.path, counted)) or []


def _left(seen: Seen, where: str, work: str) -> list[Breach]:
    fields, purged_at = seen[work].fields, (seen[work].fields or {}).get("purged_at")
    gone = fields is None or (purged_at is not None and purged_at < clock().now() - _ERASED_WITHIN)
    return [breach(BreachKind.SHARE_LEFT, where, "what it shows", work)] if gone and seen[where].fields is not None else []


def _uncounted(seen: Seen, where: str, counted: str) -> list[Breach]:
    now = clock().now()
    share = read_share(seen[where], now)
    if share is None or not share.is_open(now) or share.id in usage.read(seen[counted]).shares:
        return []
    return [breach(BreachKind.SHARE_UNCOUNTED, where, counted, "nothing there")]
