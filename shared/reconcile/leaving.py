"""What takes a user's data out of the house, for good or as a file: somebody looks after each, and none takes for ever.

A page costs at most 100 of these documents, and these once more where something is wrong.
"""

from __future__ import annotations

from datetime import timedelta

from shared.account_deletion.model import DELETIONS
from shared.account_deletion.model import read as read_deletion
from shared.exports.model import EXPORTS
from shared.platform.clients import clock
from shared.platform.firestore.documents import Seen
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import certain, next_page

_LOOKED_AT_WITHIN = timedelta(hours=2)
_ERASED_WITHIN = timedelta(days=3)  # the last work may take a day to end


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    rows, following = next_page(DELETIONS if place.part == "deletions" else EXPORTS, place, user_id, findings)
    findings.checked["5"] += len(rows)
    for row in rows:
        findings.add(findings.judge(row.path, lambda each=row: certain({each.path: each}, _wrong) or []))
    return following


def _wrong(seen: Seen) -> list[Breach]:
    ((path, row),) = seen.items()
    if row.fields is None:
        return []
    now, due_at = clock().now(), row.fields["due_at"]
    if due_at < now - _LOOKED_AT_WITHIN:
        return [breach(BreachKind.UNWATCHED, path, "a look", due_at)]
    deletion = read_deletion(row) if path.startswith(f"{DELETIONS}/") else None
    if deletion is not None and deletion.began_at is not None and deletion.began_at < now - _ERASED_WITHIN:
        return [breach(BreachKind.OVERDUE, path, deletion.began_at + _ERASED_WITHIN, now)]
    return []
